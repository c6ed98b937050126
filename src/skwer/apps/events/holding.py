"""An event holds files: what is public with it, and what only those who run it see."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from skwer.apps.files.holders import HolderKind
from skwer.apps.people.models import Membership, Person

from . import rules
from .models import Event, EventQuerySet
from .models.event import DESK

KEY = "event"


def _visible(person: Person | None) -> EventQuerySet:
    return Event.objects.visible_to(person)


def _inside(person: Person | None) -> EventQuerySet:
    """The desks of who holds the event and of who keeps its project."""
    if person is None or not person.is_authenticated:
        return Event.objects.none()
    desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
    return Event.objects.filter(Q(organisation__in=desks) | Q(project__organisation__in=desks))


def _may_change(person: Person, key: str, _at: datetime) -> bool:
    rows = Event.objects.select_related("organisation", "project__organisation")
    event = rows.filter(pk=key).first() if key.isdecimal() else None
    return event is not None and rules.may_run_event(person, event)


EVENT_FILES = HolderKind(KEY, _visible, _inside, _may_change)
