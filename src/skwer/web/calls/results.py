"""What a published decision says, for pages that only point to it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from skwer.apps.calls.models import Call, Decision, DecisionLine, Proposal
from skwer.web.context import address


def published(call: Call) -> Decision | None:
    """The decision in force that everybody may read."""
    return call.decisions.filter(published_at__isnull=False, superseded_at__isnull=True).first()


def line_of(proposal: Proposal) -> DecisionLine | None:
    """What the published decision says about one proposal."""
    lines = proposal.decision_lines.filter(decision__published_at__isnull=False, decision__superseded_at__isnull=True)
    return lines.select_related("decision").first()


def results_url(call: Call, decision: Any) -> str:
    return address("web:results", call.slug) if decision else ""


def reason_of(line: DecisionLine | None) -> str:
    """Why, in a sentence in the reader's language."""
    if line is None:
        return ""
    from skwer.apps.calls import reasons

    return reasons.sentence(line, get_language() or "pl")
