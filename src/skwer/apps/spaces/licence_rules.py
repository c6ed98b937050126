"""Who may do what with agreements about spaces."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from skwer.apps.people.models import Person
from skwer.apps.people.rules import may_read_desk, may_run

from .models import Licence, LicenceVersion, Protocol

ALONE_AFTER = timedelta(days=14)
"""So long after the last day the user's confirmation is waited for; nobody holds a space by staying away."""


def is_user(person: Person | None, licence: Licence) -> bool:
    """Is she the user, or of the organisation that is?"""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    return Licence.objects.of_party(person).filter(pk=licence.pk).exists()


def may_run_licences(person: Person | None, licence: Licence) -> bool:
    """Officers and administrators of the city."""
    return may_run(person, licence.organisation)


def may_read_licence(person: Person | None, licence: Licence) -> bool:
    """The user once it was sent to it, and whoever reads the city's desk."""
    if may_read_desk(person, licence.organisation):
        return True
    return licence.state != Licence.State.DRAFTED and is_user(person, licence)


def acts_for_user(person: Person | None, licence: Licence) -> bool:
    """The user; the office where the user has no account and signs on paper."""
    if is_user(person, licence):
        return True
    on_paper = licence.party_id is None and licence.party_organisation_id is None
    return on_paper and may_run_licences(person, licence)


def may_write_protocol(person: Person | None, licence: Licence, way: str) -> bool:
    """Both sides, while the space changes hands that way and not both have confirmed."""
    if way not in ways_open(licence):
        return False
    return is_user(person, licence) or may_run_licences(person, licence)


def ways_open(licence: Licence) -> tuple[str, ...]:
    """The hand-over waits once the agreement is in force; the hand-back while the space is used."""
    if licence.state == Licence.State.ACTIVE:
        return (Protocol.Way.OUT,)
    if licence.state in (Licence.State.IN_USE, Licence.State.TERMINATED):
        return (Protocol.Way.BACK,)
    return ()


def alone_from(licence: Licence) -> date:
    """The first day on which the city may take the space back without the user."""
    return licence.ends_on + ALONE_AFTER + timedelta(days=1)


def city_alone(licence: Licence, way: str, at: datetime) -> bool:
    """Does the city's confirmation suffice? At the hand-back, when the user let two weeks pass."""
    return way == Protocol.Way.BACK and timezone.localdate(at) >= alone_from(licence)


def waits_for(version: LicenceVersion) -> str:
    """The side whose signature is missing next ("party", "city"), or "" when both have signed."""
    if version.party_signed_on is None:
        return "party"
    return "city" if version.city_signed_on is None else ""
