"""In whose name somebody looks for space, borrows and lends."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from skwer.apps.people.models import Membership, Organisation, Person


def own_groups(person: Person) -> Any:
    """Organisations whose wishes, loans and things are hers too: she belongs to them, or works at a city's desk.

    Sitting in a city's committee opens no residents' letters: of a city only its desk counts.
    """
    held = Membership.objects.current().filter(person=person)
    at_desk = Q(pk__in=Membership.objects.desks_of(person).values("pk"))
    return held.filter(at_desk | ~Q(organisation__kind=Organisation.Kind.CITY)).values("organisation")
