"""Decisions of a call."""

from __future__ import annotations

from ..models import Call, Decision


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
