"""Tasks and claims hold files: evidence of what was done, and the papers of a report or an invoice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from skwer.apps.files.holders import HolderKind
from skwer.apps.people.models import Person

from . import rules
from .models import Claim, Task, inside


def _tasks(person: Person | None) -> QuerySet[Task, Any]:
    return Task.objects.visible_to(person)


def _tasks_inside(person: Person | None) -> QuerySet[Task, Any]:
    return Task.objects.filter(project__in=inside(person))


def _may_change_task(person: Person, key: str, _at: datetime) -> bool:
    """Whoever writes the task, until it is done or dropped: evidence does not change afterwards."""
    task = Task.objects.filter(pk=key).first() if key.isdecimal() else None
    return task is not None and task.is_open and rules.may_write_for(person, task.project, task.partnership)


def _claims(person: Person | None) -> QuerySet[Claim, Any]:
    return Claim.objects.visible_to(person)


def _may_change_claim(person: Person, key: str, _at: datetime) -> bool:
    """The partner, until its report or invoice is approved."""
    claim = Claim.objects.filter(pk=key).first() if key.isdecimal() else None
    open_states = (Claim.State.SUBMITTED, Claim.State.RETURNED)
    return claim is not None and claim.state in open_states and rules.may_report(person, claim.partnership)


TASK_FILES = HolderKind("task", _tasks, _tasks_inside, _may_change_task)
CLAIM_FILES = HolderKind("claim", _claims, _claims, _may_change_claim)
