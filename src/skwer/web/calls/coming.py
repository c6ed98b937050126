"""What next, who, by when, as a page shows it: the domain's answer with its address and words for the hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from skwer.apps.calls.models import Call, Proposal
from skwer.apps.calls.queries import NextStep, current_stage, next_step, next_step_of
from skwer.apps.calls.queries.rounds import FULL, round_of
from skwer.apps.calls.stages import ASSESS, CHECK, DECIDE, MEET, PROPOSE, VOTE
from skwer.web.grants.showing import next_of_agreement
from skwer.web.templatetags.words import when


def next_of_call(call: Call, at: datetime) -> dict[str, Any]:
    """Values of `{% next %}` for the call, with a heading that says whose turn it is."""
    stage = current_stage(call, at)
    running = stage is not None and stage.runs(at)
    titles = {
        PROPOSE: _("Now your idea is wanted"),
        CHECK: _("Now the office checks"),
        MEET: _("Now the committee advises"),
        ASSESS: _("Now the committee reads"),
        VOTE: _("Now you vote"),
        DECIDE: _("Soon the result"),
    }
    title = titles.get(stage.kind, "") if stage is not None and running else ""
    if running and round_of(stage) == FULL:
        title = _("Now the invited write their full applications")
    return {**_shown(next_step(call, at)), "title": title}


def next_of_proposal(proposal: Proposal, at: datetime, *, inside: bool, mine: bool) -> dict[str, Any]:
    """Values of `{% next %}` for the proposal; `inside`: the reader may know what its check found."""
    shown = _shown(next_step_of(proposal, at, inside=inside))
    stage = current_stage(proposal.call, at)
    if proposal.state == Proposal.State.ELIGIBLE and stage is not None and stage.kind == VOTE and stage.runs(at):
        shown["title"] = _("This idea waits for votes")
    if proposal.state in (Proposal.State.CORRECTION, Proposal.State.INVITED, Proposal.State.DECLINED) and not mine:
        shown |= {"label": "", "url": ""}  # only those who write it can correct it
    if proposal.state == Proposal.State.CHOSEN:
        shown |= next_of_agreement(proposal, at, mine=mine)
    return shown


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
