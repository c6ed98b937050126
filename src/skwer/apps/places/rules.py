"""Who keeps a city's places."""

from __future__ import annotations

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import may_run

from .models import Keeper, Place


def may_keep_places(person: Person | None, city: Organisation) -> bool:
    """Officers and administrators of the city add its places and draw its districts."""
    return may_run(person, city)


def may_change(person: Person | None, place: Place) -> bool:
    return may_keep_places(person, place.organisation)


def may_keep_signs(person: Person | None, place: Place) -> bool:
    """Make the place's sign and retire it: the city answers for what hangs there."""
    return may_keep_places(person, place.organisation)


def may_mount(person: Person | None, place: Place) -> bool:
    """Say that the sign hangs: the city, or who looks after the place."""
    return may_keep_signs(person, place) or keeps(person, place)


def may_judge(person: Person | None, place: Place) -> bool:
    """Look at what passers-by wrote, and let it stand or hide it."""
    return may_keep_places(person, place.organisation) or keeps(person, place)


def keeps(person: Person | None, place: Place) -> bool:
    """Does she look after the place now?"""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    return Keeper.objects.live().of(person).filter(place=place).exists()
