"""What waits for an assessor: declare, then score."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.calls.models import Call, Stage
from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Person

from .models import Assignment
from .queries import assignments_of


def for_assessor(person: Person, at: datetime) -> list[Due]:
    """One item a stage for declarations (before them only a count is told), one a proposal for scores."""
    undeclared: dict[int, list[Assignment]] = defaultdict(list)
    dues = []
    open_ones = assignments_of(person).filter(stage__state=Stage.State.OPEN, stage__call__state=Call.State.ANNOUNCED)
    for assignment in open_ones.filter(state__in=[Assignment.State.ASSIGNED, Assignment.State.CLEAR]):
        stage, call = assignment.stage, assignment.stage.call
        if assignment.state == Assignment.State.ASSIGNED:
            undeclared[stage.pk].append(assignment)
            continue
        dues.append(
            Due(
                what=_("Score proposal no. %(number)s") % {"number": assignment.proposal.number},
                about=call.title,
                action=_("Score"),
                route="web:desk_sheet",
                kwargs={"pk": assignment.pk},
                due_at=stage.closes_at,
                state=_state(stage, at),
                organisation=call.organisation,
            )
        )
    for waiting in undeclared.values():
        stage, call = waiting[0].stage, waiting[0].stage.call
        dues.append(
            Due(
                what=ngettext_lazy(
                    "Declare whether you have a conflict of interest: %(n)d proposal",
                    "Declare whether you have a conflict of interest: %(n)d proposals",
                    "n",
                )
                % {"n": len(waiting)},
                about=call.title,
                action=_("Declare"),
                route="web:desk_assignments",
                kwargs={},
                due_at=stage.closes_at,
                state=_state(stage, at),
                organisation=call.organisation,
            )
        )
    return dues


def _state(stage: Stage, at: datetime) -> str:
    return "late" if stage.closes_at is not None and at >= stage.closes_at else "fix"
