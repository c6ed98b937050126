"""A vacant space holds files: pictures seen with it, and what only the office sees."""

from __future__ import annotations

from datetime import datetime

from skwer.apps.files.holders import HolderKind
from skwer.apps.people.models import Person

from . import rules
from .models import Space, SpaceQuerySet

KEY = "space"


def _visible(person: Person | None) -> SpaceQuerySet:
    return Space.objects.visible_to(person)


def _inside(person: Person | None) -> SpaceQuerySet:
    if person is None or not person.is_authenticated:
        return Space.objects.none()
    return Space.objects.of_desk(person)


def _may_change(person: Person, key: str, _at: datetime) -> bool:
    space = Space.objects.filter(pk=key).select_related("organisation").first() if key.isdigit() else None
    return space is not None and rules.may_change_space(person, space)


SPACE_FILES = HolderKind(KEY, _visible, _inside, _may_change)
