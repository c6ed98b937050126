"""Vacant spaces and shared things hold files: pictures seen with them, and what only the office or lender sees."""

from __future__ import annotations

from datetime import datetime

from skwer.apps.files.holders import HolderKind
from skwer.apps.people.models import Person

from . import rules
from .models import Shared, SharedQuerySet, Space, SpaceQuerySet
from .models.groups import own_groups

KEY = "space"


def _visible(person: Person | None) -> SpaceQuerySet:
    return Space.objects.visible_to(person)


def _inside(person: Person | None) -> SpaceQuerySet:
    if person is None or not person.is_authenticated:
        return Space.objects.none()
    return Space.objects.of_desk(person)


def _may_change(person: Person, key: str, _at: datetime) -> bool:
    space = Space.objects.filter(pk=key).select_related("organisation").first() if key.isdecimal() else None
    return space is not None and rules.may_change_space(person, space)


SPACE_FILES = HolderKind(KEY, _visible, _inside, _may_change)


def _shared(person: Person | None) -> SharedQuerySet:
    return Shared.objects.visible_to(person)


def _shared_inside(person: Person | None) -> SharedQuerySet:
    if person is None or not person.is_authenticated:
        return Shared.objects.none()
    return Shared.objects.filter(organisation__in=own_groups(person))


def _may_change_shared(person: Person, key: str, _at: datetime) -> bool:
    shared = Shared.objects.filter(pk=key).select_related("organisation").first() if key.isdecimal() else None
    return shared is not None and rules.may_lend(person, shared.organisation)


SHARED_FILES = HolderKind("shared", _shared, _shared_inside, _may_change_shared)
