"""The part of an address by which a card is found for ever."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.refusals import Refusal

from ..models import FundingProgramme, Project

RESERVED = {"new"}  # the desk's own addresses


class SlugTaken(Refusal):
    """Another card has this address part, or it holds other signs than letters, digits and hyphens."""

    message = _("Choose another address part: small letters, digits and hyphens that no other page uses.")
    code = "slug"
    field = "slug"


def take_slug(thing: Project | FundingProgramme, slug: str) -> None:
    """Save the new card under this address. Raises SlugTaken."""
    thing.slug = slug.strip().lower()
    if thing.slug in RESERVED:
        raise SlugTaken
    try:
        thing._meta.get_field("slug").clean(thing.slug, thing)
        with transaction.atomic():
            thing.save()
    except (ValidationError, IntegrityError) as error:
        raise SlugTaken from error
