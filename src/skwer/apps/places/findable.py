"""What places offer to the rooms below: words for the search, and a holder for files."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from skwer.apps.files import holders
from skwer.apps.people.models import Membership, Person
from skwer.apps.search import kinds
from skwer.apps.search.kinds import Words

from . import access, rules
from .models import Place, PlaceQuerySet

KIND = "place"


def entries(place: Place) -> list[Words]:
    """The place in every language its title was written in."""
    found = []
    for language in ("pl", "en"):
        if not getattr(place, f"title_{language}", None):
            continue
        with translation.override(language):
            texts = [place.summary, place.story, place.keepers, place.address, place.get_category_display()]
            texts += access.words(place.access)
            if place.district:
                texts.append(place.district.name)
            text = " ".join(_sentence(str(t)) for t in texts if t)
            found.append(Words(language, str(place.title), text, f"/places/{place.pk}/"))
    return found


def _sentence(text: str) -> str:
    """The text with an end, so that a snippet does not run into what follows it."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _visible(person: Person | None) -> PlaceQuerySet:
    return Place.objects.visible_to(person)


def _inside(person: Person | None) -> PlaceQuerySet:
    if person is None or not person.is_authenticated:
        return Place.objects.none()
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.AUDITOR]
    mine = Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
    return Place.objects.filter(organisation__in=mine)


def _may_change(person: Person, key: str, _at: datetime) -> bool:
    place = Place.objects.filter(pk=key).select_related("organisation").first() if key.isdecimal() else None
    return place is not None and rules.may_change(person, place)


def register() -> None:
    holders.register(holders.HolderKind(KIND, _visible, _inside, _may_change))
    kinds.register(
        kinds.SearchKind(
            key=KIND,
            label=Place._meta.verbose_name_plural,
            things=lambda: Place.objects.select_related("district", "organisation"),
            entries=entries,
            organisation=lambda place: place.organisation,
            visible_keys=_visible,
            name=Place._meta.verbose_name,
        )
    )
