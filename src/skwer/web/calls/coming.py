"""What next, who, by when, as a page shows it: the domain's answer with its address and words for the hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from skwer.apps.calls import queries
from skwer.apps.calls.models import Call, Proposal
from skwer.web.templatetags.words import when


def next_of_call(call: Call, at: datetime) -> dict[str, Any] | None:
    ask = getattr(queries, "next_step", None)
    return _shown(ask(call, at)) if ask else None


def next_of_proposal(proposal: Proposal, at: datetime) -> dict[str, Any] | None:
    ask = getattr(queries, "next_step_of", None)
    return _shown(ask(proposal, at)) if ask else None


def _shown(step: Any) -> dict[str, Any] | None:
    if step is None:
        return None
    by_when = step.by_when
    url = ""
    if step.route:
        try:
            url = reverse(step.route, kwargs=step.kwargs)
        except NoReverseMatch:
            url = ""
    return {
        "what": step.what,
        "who": step.who,
        "when": when(by_when) if isinstance(by_when, datetime) else by_when or "",
        "label": step.action_label if url else "",
        "url": url,
    }
