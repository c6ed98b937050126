"""What organisations want to carry over, and what became of it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from skwer.apps.people.models import Membership, Person
from skwer.apps.practices.models import Case, Comparison, Practice, Trial

from ..models import Event, FollowUp, Interest
from ..models.outcomes import OVERDUE, STATED


def interests_of(event: Event) -> QuerySet[Interest]:
    """Statements in the order they were made, with what became of each. Two queries."""
    rows = Interest.objects.filter(event=event).select_related("organisation", "session", "trial", "case__comparison")
    rows = rows.select_related("transfer")
    return rows.prefetch_related("follow_ups__trial")


def sources_of_interest(person: Person | None, event: Event) -> dict[str, QuerySet[Any]]:
    """What a statement at the event can lead to, by the names of `state_interest`: every published practice; published
    trials and cases the person may see, of the event's project where it has one."""
    practices = Practice.objects.published().select_related("current").order_by("city_name", "pk")
    trials = Trial.objects.visible_to(person).filter(published_at__isnull=False)
    comparisons = Comparison.objects.visible_to(person).filter(published_at__isnull=False)
    if event.project_id is not None:
        trials, comparisons = trials.filter(project=event.project_id), comparisons.filter(project=event.project_id)
    cases = Case.objects.filter(comparison__in=comparisons.values("pk")).select_related("comparison")
    return {"taken_up": practices, "trial": trials.order_by("-starts_on", "-pk"), "case": cases}


def outcome_counts(event: Event, at: datetime) -> dict[str, int]:
    """How many statements stand where: stated, overdue, begun, carried_over, changed, dropped."""
    today = timezone.localdate(at)
    counted = Counter(interest.standing(today) for interest in interests_of(event))
    return {state: counted[state] for state in (STATED, OVERDUE, *FollowUp.State.values)}


def overdue_for(person: Person, at: datetime) -> QuerySet[Interest]:
    """Statements of organisations the person runs whose day has passed without a word of what came of them."""
    runs = Membership.objects.current().filter(person=person, role__in=Membership.DECIDING).values("organisation")
    rows = Interest.objects.overdue(timezone.localdate(at)).filter(organisation__in=runs)
    return rows.exclude(event__state=Event.State.CANCELLED).select_related("event", "organisation").order_by("by_on")
