"""What waits for those who come, for those who run events, and for organisations that stated an interest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Person

from . import queries, rules
from .models import Event, Registration

WISHES_BEFORE = timedelta(days=60)
"""An event further away than this asks for nothing yet."""


def for_people(person: Person, at: datetime) -> list[Due]:
    """Wishes to name, an evaluation to give, an invitation to answer."""
    return [*_wishes(person, at), *_evaluations(person, at)]


def _wishes(person: Person, at: datetime) -> Iterator[Due]:
    mine = Registration.objects.of(person).filter(
        state=Registration.State.REGISTERED,
        event__state=Event.State.ANNOUNCED,
        event__starts_at__gt=at,
        event__starts_at__lte=at + WISHES_BEFORE,
    )
    parallel = Count("event__sessions", filter=~Q(event__sessions__block=""), distinct=True)
    said = Count("wishes", distinct=True) + Count("placings", distinct=True)
    for registration in (
        mine.annotate(parallel=parallel, said=said).filter(parallel__gt=1, said=0).select_related("event__organisation")
    ):
        event = registration.event
        yield Due(
            what=_("Say which group you would like to be in"),
            about=event.title,
            action=_("Choose"),
            route="web:event_mine",
            kwargs={"slug": event.slug},
            due_at=event.starts_at,
            state="draft",
            organisation=event.organisation,
        )


def _evaluations(person: Person, at: datetime) -> Iterator[Due]:
    mine = Registration.objects.of(person).filter(
        state=Registration.State.REGISTERED,
        evaluated=False,
        event__state=Event.State.HELD,
        event__ends_at__gt=at - rules.EVALUATE_FOR,
    )
    for registration in mine.select_related("event__organisation"):
        event = registration.event
        if event.evaluation:
            yield Due(
                what=_("Say how the event was"),
                about=event.title,
                action=_("Answer"),
                route="web:event_evaluation",
                kwargs={"slug": event.slug},
                due_at=event.ends_at + rules.EVALUATE_FOR,
                state="sent",
                organisation=event.organisation,
            )


def for_organisations(person: Person, at: datetime) -> list[Due]:
    """Statements of interest whose day has passed without a word of what became of them."""
    return [
        Due(
            what=_("Say what became of your statement"),
            about=interest.practice,
            action=_("Follow up"),
            route="web:event_outcomes",
            kwargs={"slug": interest.event.slug},
            due_at=datetime.combine(interest.by_on, time(23, 59), interest.event.zone),
            state="late",
            organisation=interest.organisation,
            detail=interest.event.title,
        )
        for interest in queries.overdue_for(person, at)
    ]


def for_desks(person: Person, at: datetime) -> list[Due]:
    """Drafts whose day comes near, and attendance that nobody wrote down."""
    return [*_drafts(person, at), *_attendance(person, at)]


def _drafts(person: Person, at: datetime) -> Iterator[Due]:
    rows = Event.objects.run_by(person).filter(state=Event.State.DRAFT, starts_at__gt=at)
    for event in rows.select_related("organisation").order_by("starts_at").distinct():
        yield Due(
            what=_("Finish the event and announce it"),
            about=event.title,
            action=_("Set up"),
            route="web:desk_event",
            kwargs={"slug": event.slug},
            due_at=event.starts_at,
            state="draft",
            organisation=event.organisation,
        )


def _attendance(person: Person, at: datetime) -> Iterator[Due]:
    rows = Event.objects.run_by(person).filter(
        state__in=[Event.State.ANNOUNCED, Event.State.HELD], ends_at__lte=at, ends_at__gt=at - timedelta(days=90)
    )
    comes = Count("registrations", filter=Q(registrations__state="registered"), distinct=True)
    there = Count("registrations__attendance", distinct=True)
    for event in rows.annotate(comes=comes, there=there).filter(comes__gt=0, there=0).select_related("organisation"):
        yield Due(
            what=_("Write down who was there"),
            about=event.title,
            action=_("Attendance"),
            route="web:desk_event_attendance",
            kwargs={"slug": event.slug},
            due_at=event.ends_at + timedelta(days=14),
            state="check",
            organisation=event.organisation,
        )
