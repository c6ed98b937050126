"""Lists of events."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from skwer.apps.people.models import Person

from ..models import Event, EventQuerySet, Registration


def events_for(person: Person | None) -> EventQuerySet:
    """What the person may see, with what a list shows beside each. Three queries whatever the number."""
    rows = Event.objects.visible_to(person).select_related(
        "organisation", "project__organisation", "project__programme"
    )
    return rows.prefetch_related("sites")


def event_for(person: Person | None, slug: str) -> Event | None:
    """One event, if she may see it."""
    return events_for(person).filter(slug=slug).first()


def coming_events(person: Person | None, at: datetime) -> EventQuerySet:
    return events_for(person).coming(at)


def past_events(person: Person | None, at: datetime) -> EventQuerySet:
    return events_for(person).over(at)


def own_events(person: Person) -> QuerySet[Registration]:
    """The person's live registrations, the next event first, with what a calendar needs."""
    rows = Registration.objects.of(person).live().exclude(event__state=Event.State.DRAFT)
    return (
        rows.select_related("event__organisation", "event__project")
        .prefetch_related("event__sites", "event__sessions__site", "event__sessions__speakers", "placings")
        .order_by("event__starts_at", "pk")
    )
