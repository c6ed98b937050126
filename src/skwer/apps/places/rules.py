"""Who keeps a city's places."""

from __future__ import annotations

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import may_run

from .models import Place


def may_keep_places(person: Person | None, city: Organisation) -> bool:
    """Officers and administrators of the city add its places and draw its districts."""
    return may_run(person, city)


def may_change(person: Person | None, place: Place) -> bool:
    return may_keep_places(person, place.organisation)
