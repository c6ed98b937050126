"""What a published decision says, for pages that only point to it."""

from __future__ import annotations

from typing import Any

from skwer.apps.calls.models import DecisionLine, Proposal
from skwer.apps.calls.reasons import sentence


def line_of(proposal: Proposal) -> DecisionLine | None:
    """What the published decision says about one proposal."""
    lines = proposal.decision_lines.filter(decision__published_at__isnull=False, decision__superseded_at__isnull=True)
    return lines.select_related("decision").first()


def reason_of(line: Any) -> str:
    """Why, in a sentence in the reader's language."""
    return sentence(line) if line is not None else ""
