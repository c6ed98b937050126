"""Decisions of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..models import Call, Decision, DecisionAct


def live_decision(call: Call) -> Decision | None:
    """The decision in force, published or not; for the desk."""
    return call.decisions.filter(superseded_at__isnull=True).select_related("stage").first()


def published_decision(call: Call) -> Decision | None:
    """The decision in force that everybody may read."""
    return call.decisions.filter(superseded_at__isnull=True, published_at__isnull=False).first()


def verify_decision(decision: Decision) -> list[str]:
    """Every difference between a decision and what its inputs make of it today; empty when it is as it was."""
    from ..deciding.verifying import verify_decision as verify  # reads stages through this package

    return verify(decision)


def chain_of(decision: Decision) -> Sequence[Mapping[str, Any]]:
    """The bodies this decision goes through. Moving up the reserve list needs no advice: it was part of the first."""
    stage = decision.stage
    chosen = ((stage.frozen or {}).get("settings") or stage.settings) if stage else {}
    chain: Sequence[Mapping[str, Any]] = chosen.get("chain") or []
    if decision.promotes_id is None:
        return chain
    return [step for step in chain if step.get("role") == DecisionAct.Role.DECIDES]


def acts_missing(decision: Decision) -> bool:
    """Is there a body that has not recommended or decided yet?"""
    return len(chain_of(decision)) > decision.acts.count()


def counted_at(decision: Decision) -> datetime:
    """The moment whose sheets and ballots the decision rests on; a promotion rests on those of the first decision."""
    first = decision
    while first.promotes is not None:
        first = first.promotes
    return first.decided_at


def decision_on(call: Call, day: date) -> Decision | None:
    """The published decision that was in force at the end of this day, by the clock of the installation."""
    end = timezone.make_aware(datetime.combine(day, time(23, 59, 59, 999999)))
    public = call.decisions.filter(published_at__lte=end)
    # While a new decision waited for its publication, readers had the one before it.
    in_force = public.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=end))
    return in_force.order_by("-published_at").first() or public.order_by("-published_at").first()


def gone_since(decision: Decision) -> list[int]:
    """Numbers of proposals on the decision's list that were withdrawn after it, and not yet counted out."""
    known = {number for step in decision.inputs.get("promotions", ()) for number in step}
    lines = decision.lines.filter(result__in=["funded", "reserve"], proposal__state="withdrawn")
    numbers = lines.order_by("order").values_list("proposal__number", flat=True)
    return [number for number in numbers if number is not None and number not in known]
