"""The log as a holder of photos: what stands in it is shown to everybody, what waits or was hidden stays inside."""

from __future__ import annotations

from datetime import datetime

from skwer.apps.files import holders
from skwer.apps.people.models import Membership, Person

from . import rules
from .models import Entry, EntryQuerySet, Keeper, Place

ENTRY = "entry"


def _visible(person: Person | None) -> EntryQuerySet:
    return Entry.objects.public().filter(place__in=Place.objects.visible_to(person).values("pk"))


def _inside(person: Person | None) -> EntryQuerySet:
    """For the desk of the city and those who look after the place."""
    if person is None or not person.is_authenticated:
        return Entry.objects.none()
    desks = Membership.objects.desks_of(person).values("organisation")
    kept = Keeper.objects.live().of(person).values("place")
    return Entry.objects.filter(place__organisation__in=desks) | Entry.objects.filter(place__in=kept)


def _may_change(person: Person, key: str, _at: datetime) -> bool:
    """Whoever may judge the entry, and the keeper who wrote it: keepers do not change each other's photos."""
    entry = Entry.objects.filter(pk=key).select_related("place__organisation").first() if key.isdecimal() else None
    if entry is None:
        return False
    wrote = Keeper.objects.live().of(person).filter(pk=entry.keeper_id).exists()
    return wrote or rules.may_judge_entry(person, entry)


def _from_anybody(key: str, at: datetime) -> bool:
    """One photo, in the moment in which somebody writes by the sign: it waits with the entry to be looked at."""
    waiting = Entry.objects.filter(channel=Entry.Channel.SIGN, state=Entry.State.WAITING, photo=None, made_at=at)
    return key.isdecimal() and waiting.filter(pk=key).exists()


def register() -> None:
    holders.register(holders.HolderKind(ENTRY, _visible, _inside, _may_change, _from_anybody))
