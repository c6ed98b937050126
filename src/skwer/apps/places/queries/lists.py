"""Lists of places: what stood on a day, what offers way in for whom, what looks for a keeper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from skwer.apps.people.models import Organisation, Person

from .. import access
from ..models import Keeper, Place, PlaceQuerySet


def places_for(
    person: Person | None,
    *,
    city: Organisation | None = None,
    district: str = "",
    category: str = "",
    state: str = "",
    on: date | None = None,
    ever: bool = False,
    suits: str = "",
    needs_keeper: bool = False,
) -> PlaceQuerySet:
    """Places the person may see, narrowed by city, code of the district, kind and state; the newest first.

    on: what stood on that day; ever: those that are no longer there, too. Without either they are left out unless
    `state` asks for them.
    suits: the key of a need of `access.NEEDS`; only places whose checklist says yes to it.
    needs_keeper: only those nobody is known to look after.
    """
    found = Place.objects.visible_to(person).select_related("district", "organisation", "photo")
    if city is not None:
        found = found.filter(organisation=city)
    if district:
        found = found.filter(district__code=district)
    if category:
        found = found.filter(category=category)
    if state:
        found = found.filter(state=state)
    if on is not None:
        found = found.filter(stood_on(on))
    elif not state and not ever:
        found = found.exclude(state=Place.State.GONE)
    if suits:
        found = found.filter(access.suits(suits))
    if needs_keeper:
        found = found.filter(without_keeper())
    return found


def desk_list(city: Organisation, words: str = "", state: str = "", seen: str = "") -> PlaceQuerySet:
    """Places of the city's desk, drafts among them, the newest first.

    words: of the name or address; seen: "everybody" or "desk" (drafts).
    """
    found = Place.objects.of_city(city).select_related("district").order_by("-pk")
    if words := words.strip():
        # SQLite folds the case of ASCII letters only, so "łąka" would not find "Łąka".
        spelt = {words, words.lower(), words.capitalize()}
        texts = ("title_pl__icontains", "title_en__icontains", "address__icontains")
        found = found.filter(reduce(or_, (Q(**{text: one}) for one in spelt for text in texts)))
    if state in Place.State.values:
        found = found.filter(state=state)
    if seen in ("everybody", "desk"):
        found = found.filter(published_at__isnull=seen == "desk")
    return found


def stood_on(day: date) -> Q:
    """Ready by that day and not yet gone: on the day it went a place was no longer there."""
    return Q(ready_date__lte=day) & (Q(gone_on__isnull=True) | Q(gone_on__gt=day))


def without_keeper() -> Q:
    """Stands, and nobody looks after it now.

    Keepers may be written as a text only ("the school", as most cities begin); the text counts until the place has
    had keepers of its own.
    """
    ever = Keeper.objects.filter(place=OuterRef("pk"), since__isnull=False)
    unnamed = Q(keepers_pl__isnull=True) | Q(keepers_pl="")
    stands = Q(state__in=(Place.State.CARED, Place.State.REPAIR))
    return stands & ~Exists(ever.filter(until__isnull=True)) & (unnamed | Exists(ever))


def first_day(places: PlaceQuerySet) -> date | None:
    """The day the first of them was ready: where the time slider begins."""
    day: date | None = places.order_by().aggregate(first=Min("ready_date"))["first"]
    return day


def names_of(person: Person | None, numbers: Iterable[int]) -> dict[int, str]:
    """Names of the places the person may see, by number."""
    return {place.pk: str(place.title) for place in Place.objects.visible_to(person).filter(pk__in=list(numbers))}


def cities_with_places(person: Person | None) -> QuerySet[Organisation]:
    """Cities that have a place the person may see: what the list can be narrowed to."""
    seen = Place.objects.visible_to(person).order_by().values("organisation")
    return Organisation.objects.cities().filter(pk__in=seen).order_by("name")
