"""A call's stages, its form and its money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from skwer.apps.forms.schema import Form

from ..models import Call, Correction, Proposal, Stage
from ..stages import PROPOSE, VOTE


def stages_of(call: Call) -> list[Stage]:
    """The call's stages in order; uses what was prefetched."""
    stages = sorted(call.stages.all(), key=lambda stage: stage.order)
    for stage in stages:
        stage.call = call  # the same object, so that what it knows is not asked for again
    return stages


def current_stage(call: Call, at: datetime) -> Stage | None:
    """The stage that runs now, else the next planned one; None when all are closed.

    Of stages that run side by side it is the one in which residents do something.
    """
    stages = stages_of(call)
    running = [stage for stage in stages if stage.runs(at)]
    running.sort(key=lambda stage: stage.kind not in (PROPOSE, VOTE))
    opened = [stage for stage in stages if stage.state == Stage.State.OPEN]
    planned = [stage for stage in stages if stage.state == Stage.State.PLANNED]
    return next(iter(running or opened or planned), None)


def proposing_stage(call: Call) -> Stage | None:
    """The stage in which proposals are sent: the open one, else the next planned one, else the last that was.

    In a call with rounds it is the one of ideas until the one of full applications opens.
    """
    stages = [stage for stage in stages_of(call) if stage.kind == PROPOSE]
    if len(stages) > 1 and stages[0].state == Stage.State.CLOSED and stages[1].state == Stage.State.PLANNED:
        return stages[0]
    for state in (Stage.State.OPEN, Stage.State.PLANNED):
        for stage in stages:
            if stage.state == state:
                return stage
    return stages[-1] if stages else None


def form_of(subject: Call | Stage | Proposal) -> Form:
    """The questions of a stage, of a call (those its proposals answer), or of one proposal; figures filled in."""
    from ..kinds.propose import form_of_proposal, form_of_stage  # kinds look up the stages of their call here

    if isinstance(subject, Stage):
        return form_of_stage(subject)
    if isinstance(subject, Proposal):
        return form_of_proposal(subject)
    stage = proposing_stage(subject)
    return form_of_stage(stage) if stage else Form.from_json({"steps": []})


def open_correction(proposal: Proposal) -> Correction | None:
    """The request that waits for an answer, if there is one."""
    return proposal.corrections.filter(answered_at__isnull=True, lapsed_at__isnull=True).first()


@dataclass(frozen=True)
class Money:
    """granted: None before the result is published; requested: by all public proposals; proposals: how many."""

    pot: Decimal
    requested: Decimal
    granted: Decimal | None
    proposals: int
    currency: str


def money_of(call: Call) -> Money:
    """The call's pot, what is asked for, and once the result is published what was granted. Two queries.

    Asked for by those still in the call: a refusal the public knows of no longer competes for the pot.
    """
    out = Q(state=Proposal.State.REJECTED, checked_published=True)
    out |= Q(state__in=[Proposal.State.DECLINED, Proposal.State.LAPSED])
    live = call.proposals.public().exclude(out)
    asked = live.aggregate(sum=Sum("requested"), count=Count("pk"))
    published = call.decisions.filter(Q(superseded_at__isnull=True), published_at__isnull=False).first()
    return Money(
        pot=call.pot,
        requested=asked["sum"] or Decimal(0),
        granted=published.spent if published else None,
        proposals=asked["count"],
        currency=call.currency,
    )
