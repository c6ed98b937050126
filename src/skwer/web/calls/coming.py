"""What next, who, by when, as a page shows it: the domain's answer with its address and words for the hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from skwer.apps.calls.models import Call, Proposal
from skwer.apps.calls.queries import NextStep, next_step, next_step_of
from skwer.web.templatetags.words import when


def next_of_call(call: Call, at: datetime) -> dict[str, Any]:
    """Values of `{% next %}` for the call."""
    return _shown(next_step(call, at))


def next_of_proposal(proposal: Proposal, at: datetime, *, inside: bool, mine: bool) -> dict[str, Any]:
    """Values of `{% next %}` for the proposal.

    What its check found is not told to others before it is published; they read what is next in the call.
    """
    published = proposal.checked_published or proposal.state not in _UNTOLD
    shown = _shown(next_step_of(proposal, at) if inside or published else next_step(proposal.call, at))
    if proposal.state == Proposal.State.CORRECTION and not mine:
        shown |= {"label": "", "url": ""}  # only those who write it can correct it
    return shown


_UNTOLD = (
    Proposal.State.SUBMITTED,
    Proposal.State.CORRECTION,
    Proposal.State.ELIGIBLE,
    Proposal.State.REJECTED,
)


def _shown(step: NextStep) -> dict[str, Any]:
    url = ""
    if step.route:
        try:
            url = reverse(step.route, kwargs=step.kwargs)
        except NoReverseMatch:
            url = ""  # a page that is not installed
    what = str(step.what)
    return {
        "what": what,
        "who": step.who,
        "when": when(step.by_when) if step.by_when else "",
        "label": step.action_label if url else "",
        "url": url,
    }
