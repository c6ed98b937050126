"""What waits for an assessor: declare, then score."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.calls.models import Call, Stage
from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Person

from .models import Assignment
from .queries import assignments_of


def for_assessor(person: Person, at: datetime) -> list[Due]:
    """One item a stage for declarations (before them only a count is told), one a proposal for scores."""
    undeclared: dict[int, list[Assignment]] = defaultdict(list)
    dues = []
    in_time = Q(stage__state=Stage.State.OPEN, stage__call__state=Call.State.ANNOUNCED)
    late = Q(late=True, stage__call__state__in=[Call.State.ANNOUNCED, Call.State.DECIDED])
    open_ones = assignments_of(person).filter(in_time | late)
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
                due_at=None if assignment.late else stage.closes_at,
                state="fix" if assignment.late else _state(stage, at),
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
                due_at=None if waiting[0].late else stage.closes_at,
                state="fix" if waiting[0].late else _state(stage, at),
                organisation=call.organisation,
            )
        )
    return dues


def _state(stage: Stage, at: datetime) -> str:
    return "late" if stage.closes_at is not None and at >= stage.closes_at else "fix"


def for_offices(person: Person, at: datetime) -> list[Due]:  # noqa: ARG001  (every provider is asked with the moment)
    """One item a stage in which a proposal came back late and sheets are still missing."""
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN]
    run = Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
    late = Assignment.objects.live().filter(late=True, stage__call__organisation__in=run)
    missing: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in late.exclude(state=Assignment.State.SUBMITTED).select_related("stage__call__organisation"):
        missing[assignment.stage_id].append(assignment)
    return [
        Due(
            what=ngettext_lazy(
                "A proposal came back late: %(n)d score sheet is missing",
                "A proposal came back late: %(n)d score sheets are missing",
                "n",
            )
            % {"n": len(waiting)},
            about=waiting[0].stage.call.title,
            action=_("See the scores"),
            route="web:desk_assess",
            kwargs={"slug": waiting[0].stage.call.slug},
            state="check",
            organisation=waiting[0].stage.call.organisation,
            detail=_("An objection was upheld. The list can be counted again when the sheets are in."),
        )
        for waiting in missing.values()
    ]
