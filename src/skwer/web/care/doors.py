"""Which place a page of care is about, and for whom it opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.places import rules
from skwer.apps.places.models import Place


def seen_place(request: HttpRequest, number: int) -> Place:
    """The place, if the person may see it: everybody a published one, keepers and the desk theirs. 404 otherwise."""
    person: Any = request.user
    place = Place.objects.filter(pk=number).select_related("organisation", "district").first()
    if place is None or not (
        place.is_published or rules.keeps(person, place) or Place.objects.visible_to(person).filter(pk=number).exists()
    ):
        raise Http404
    request.city = place.organisation  # type: ignore[attr-defined]
    request.section = "places"  # type: ignore[attr-defined]
    return place


def tell(request: HttpRequest, refusal: Refusal) -> None:
    """A refusal of a single button, said on the page one comes back to; a missing role ends it."""
    if isinstance(refusal, NotAllowed):
        raise PermissionDenied from refusal
    messages.error(request, str(refusal.message))
