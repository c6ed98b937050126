"""Adding, changing and publishing funding programmes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.search.actions import index_later

from .. import rules
from ..card import Problem
from ..findable import PROGRAMME, PROJECT
from ..models import FundingProgramme
from .noting import note
from .slugs import take_slug
from .taking import BadCard, assign, has_text

PROGRAMME_FIELDS = ("name", "fund", "perspective", "summary", "statement", "url")


def create_programme(
    *, by: Person, organisation: Organisation, slug: str, values: Mapping[str, Any], at: datetime
) -> FundingProgramme:
    """A programme whose page the organisation keeps; a draft until published.

    values: any of PROGRAMME_FIELDS, texts also by language (`name_en`). Raises NotAllowed, SlugTaken, BadCard.
    """
    if not rules.may_begin(by, organisation):
        raise NotAllowed
    with transaction.atomic():
        programme = FundingProgramme(organisation=organisation)
        _set(programme, values)
        take_slug(programme, slug)
        note("programme_added", programme, by, at, after={"perspective": programme.perspective})
        index_later(kind=PROGRAMME, key=programme.pk)
    return programme


def change_programme(
    *, by: Person, programme: FundingProgramme, values: Mapping[str, Any], at: datetime
) -> FundingProgramme:
    """Other values for a programme; what is not named stays. Raises NotAllowed, BadCard."""
    if not rules.may_keep_programme(by, programme):
        raise NotAllowed
    with transaction.atomic():
        programme = FundingProgramme.objects.select_for_update().get(pk=programme.pk)
        before = {"perspective": programme.perspective}
        _set(programme, values)
        programme.save()
        note("programme_changed", programme, by, at, before=before, after={"perspective": programme.perspective})
        index_later(kind=PROGRAMME, key=programme.pk)
        for key in programme.projects.values_list("pk", flat=True):  # their search entries name the programme
            index_later(kind=PROJECT, key=key)
    return programme


def publish_programme(*, by: Person, programme: FundingProgramme, at: datetime) -> FundingProgramme:
    """Show the programme to everybody; doing it twice changes nothing. Raises NotAllowed."""
    return _show(by, programme, at, "programme_published", at)


def hide_programme(*, by: Person, programme: FundingProgramme, at: datetime) -> FundingProgramme:
    """Take the programme's page back from the public; its projects stay. Raises NotAllowed."""
    return _show(by, programme, None, "programme_hidden", at)


def _show(by: Person, programme: FundingProgramme, when: datetime | None, verb: str, at: datetime) -> FundingProgramme:
    if not rules.may_keep_programme(by, programme):
        raise NotAllowed
    if (programme.published_at is None) != (when is None):
        with transaction.atomic():
            programme.published_at = when
            programme.save(update_fields=["published_at"])
            note(verb, programme, by, at)
            index_later(kind=PROGRAMME, key=programme.pk)
    return programme


def _set(programme: FundingProgramme, values: Mapping[str, Any]) -> None:
    problems = assign(programme, values, PROGRAMME_FIELDS)
    if not has_text(programme, "name"):
        problems.append(Problem("name_pl", _("Give the programme a name.")))
    if problems:
        raise BadCard(problems)
