"""Plates and their codes."""

from __future__ import annotations

from skwer.apps.people.models import Person

from ..models import Entry, EntryQuerySet, Place, Sign


def sign_by_code(person: Person | None, code: str) -> Sign | None:
    """The sign with this code, live or retired, of a place the person may see; however it was typed."""
    typed = "".join(c for c in code.lower() if c.isalnum())
    seen = Place.objects.visible_to(person).values("pk")
    return Sign.objects.filter(code=typed, place__in=seen).select_related("place__organisation").first()


def live_sign(place: Place) -> Sign | None:
    return place.signs.filter(retired_at=None).first()


def by_sign(place: Place) -> EntryQuerySet:
    """What came by the place's signs, the newest first."""
    return Entry.objects.filter(place=place, channel=Entry.Channel.SIGN).select_related("photo").order_by("-made_at")
