"""Versions that wait for a person: to be read as editor, or as expert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from skwer.apps.people.models import Membership, Person
from skwer.apps.programmes.models import ExpertContract

from . import rules
from .models import PracticeVersion, Review

State = PracticeVersion.State


@dataclass(frozen=True)
class Waiting:
    """A version, and as what the person reads it."""

    version: PracticeVersion
    step: str


def to_read(person: Person, at: datetime) -> list[Waiting]:
    """What the person may accept or send back now, the longest waiting first."""
    today = timezone.localdate(at)
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN]
    desks = Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
    contracts = ExpertContract.objects.live().filter(person=person, starts_on__lte=today, ends_on__gte=today)
    mine = Q(state=State.SUBMITTED, practice__project__organisation__in=desks) | Q(
        state=State.IN_VALIDATION, practice__project__in=contracts.values("project")
    )
    found = PracticeVersion.objects.filter(mine).select_related(
        "practice__organisation", "practice__project__organisation"
    )
    rows = []
    for version in found.order_by("submitted_at", "pk"):
        step = Review.Step.EDITOR if version.state == State.SUBMITTED else Review.Step.EXPERT
        if rules.may_validate(person, version, step, today):
            rows.append(Waiting(version, step))
    return rows
