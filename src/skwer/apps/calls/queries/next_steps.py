"""What next, who, by when: for every call and every proposal in every state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import Call, Proposal, Stage
from ..stages import ASSESS, CHECK, DECIDE, MEET, PROPOSE, VOTE, kinds
from ..words import say
from .calls import current_stage, open_correction, proposing_stage, stages_of
from .rounds import FULL, IDEA, next_meeting_of, round_of, stage_of_round, unanswered

OFFICE = _("the city office")
COMMITTEE = _("the committee")
AUTHOR = _("whoever writes the proposal")
NOBODY = _("nobody: it is over")


_TOLD_INSIDE = (Proposal.State.CORRECTION, Proposal.State.ELIGIBLE, Proposal.State.REJECTED)


@dataclass(frozen=True)
class NextStep:
    """what and who: sentences; by_when: a moment or None; the action, if the reader can do something, with its page."""

    what: Any
    who: Any
    by_when: datetime | None = None
    action_label: Any = ""
    route: str = ""
    kwargs: dict[str, Any] = field(default_factory=dict)


def next_step(call: Call, at: datetime) -> NextStep:
    """What happens next in the call."""
    slug = {"slug": call.slug}
    if call.state == Call.State.DRAFT:
        return NextStep(_("Finish the set-up and announce the call"), OFFICE, None, _("Set up"), "web:desk_call", slug)
    if call.state == Call.State.CANCELLED:
        return NextStep(_("The call was cancelled. Nothing follows."), NOBODY)
    if call.state in (Call.State.DECIDED, Call.State.ARCHIVED):
        what = _("Read who was chosen, and why")
        return NextStep(what, _("everybody"), None, _("See the results"), "web:results", slug)
    stage = current_stage(call, at)
    if stage is None:
        return NextStep(_("The office publishes the result"), OFFICE)
    return _step_of_stage(call, stage, at)


def _step_of_stage(call: Call, stage: Stage, at: datetime) -> NextStep:
    slug = {"slug": call.slug}
    open_now = stage.runs(at)
    over = stage.state == Stage.State.OPEN and not open_now
    if round_of(stage) == FULL:
        return _step_of_full_round(stage, open_now=open_now, over=over)
    if stage.kind == PROPOSE:
        if open_now:
            who = _("whoever may apply in this call")
            return NextStep(_("Send your idea"), who, stage.closes_at, _("Propose"), "web:propose", slug)
        if over:
            return NextStep(_("The office begins to check the proposals"), OFFICE)
        return NextStep(_("The call starts to take proposals"), OFFICE, stage.opens_at)
    if stage.kind == VOTE:
        if open_now:
            who = say(_("everybody who lives here and is at least %(age)s years old"), age=_voting_age(stage))
            return NextStep(_("Choose the ideas you want"), who, stage.closes_at, _("Vote"), "web:vote", slug)
        if over:
            return NextStep(_("The office closes the vote"), OFFICE)
        return NextStep(_("The vote begins"), OFFICE, stage.opens_at)
    if stage.kind == CHECK:
        return NextStep(_("The office checks each proposal against the regulations"), OFFICE, stage.closes_at)
    if stage.kind == ASSESS:
        return NextStep(_("The committee scores the proposals"), COMMITTEE, stage.closes_at)
    if stage.kind == DECIDE:
        return NextStep(_("The office decides and publishes the result with its reasons"), OFFICE, stage.closes_at)
    if stage.kind == MEET:
        return NextStep(_("The committee meets and advises on each idea"), COMMITTEE, stage.closes_at)
    kind = kinds().get(stage.kind)
    return NextStep(kind.doing if kind else stage.kind, OFFICE, stage.closes_at if open_now else stage.opens_at)


def _step_of_full_round(stage: Stage, *, open_now: bool, over: bool) -> NextStep:
    if open_now:
        what = _("Send the full application")
        return NextStep(what, _("those whom the committee invited"), stage.closes_at)
    if over:
        return NextStep(_("The office begins to check the proposals"), OFFICE)
    return NextStep(_("The time for full applications begins"), OFFICE, stage.opens_at)


def _voting_age(stage: Stage) -> Any:
    return ((stage.frozen or {}).get("settings") or stage.settings).get("age", 16)


def next_step_of(proposal: Proposal, at: datetime, *, inside: bool = True) -> NextStep:
    """What happens next with the proposal. `inside`: for those who write it and the desk; others are told nothing of
    the check before it is published.
    """
    call, state = proposal.call, proposal.state
    if not inside and not proposal.checked_published and state in _TOLD_INSIDE:
        state = Proposal.State.SUBMITTED
    slug = {"slug": call.slug}
    if state == Proposal.State.DRAFT:
        return _step_of_draft(proposal, at)
    if state == Proposal.State.WITHDRAWN:
        return NextStep(_("This proposal was withdrawn. Nothing follows."), NOBODY)
    if call.state == Call.State.CANCELLED:
        return NextStep(_("The call was cancelled. Nothing follows."), NOBODY)
    if state in _ROUNDS:
        return _step_of_round(proposal, at)
    if state == Proposal.State.CORRECTION:
        return _step_of_correction(proposal, at)
    if state == Proposal.State.CHOSEN:
        return NextStep(_("The city prepares the agreement"), OFFICE, None, _("See the results"), "web:results", slug)
    if state == Proposal.State.RESERVE:
        what = _("You get money if somebody steps back")
        return NextStep(what, OFFICE, None, _("See the results"), "web:results", slug)
    if state == Proposal.State.REFUSED:
        what = _("Read why, and try again in the next call")
        return NextStep(what, AUTHOR, None, _("See the results"), "web:results", slug)
    if state == Proposal.State.REJECTED:
        return NextStep(_("Read the reason. Nothing follows in this call."), NOBODY)
    check = next((stage for stage in stages_of(call) if stage.kind == CHECK), None)
    if state == Proposal.State.SUBMITTED and check is not None and check.state != Stage.State.CLOSED:
        return NextStep(_("The office checks the proposal"), OFFICE, check.closes_at)
    return next_step(call, at)


_ROUNDS = (Proposal.State.IDEA, Proposal.State.INVITED, Proposal.State.DECLINED, Proposal.State.LAPSED)


def _step_of_round(proposal: Proposal, at: datetime) -> NextStep:
    """Between the idea and the full application."""
    call, where = proposal.call, {"slug": proposal.call.slug, "number": proposal.number}
    if proposal.state == Proposal.State.LAPSED:
        return NextStep(_("No full application came in time. Try again in the next call."), NOBODY)
    if proposal.state == Proposal.State.DECLINED:
        what = _("Read why the committee advises against it")
        return NextStep(what, AUTHOR, None, _("Read the recommendations"), "web:recommendations", where)
    meeting = next_meeting_of(proposal)
    if proposal.state == Proposal.State.IDEA:
        if meeting is None:
            return NextStep(_("The committee meets and advises you"), COMMITTEE)
        return NextStep(_("The committee talks about your idea"), COMMITTEE, meeting.starts_at)
    stage = stage_of_round(call, FULL)
    if unanswered(proposal):
        what = _("Answer the committee's recommendations")
        return NextStep(what, AUTHOR, stage and stage.closes_at, _("Answer"), "web:recommendations", where)
    if meeting is not None and meeting.starts_at > at:
        return NextStep(_("Present your idea to the committee"), AUTHOR, meeting.starts_at)
    if stage is not None and stage.runs(at):
        route = {"slug": call.slug, "uid": proposal.uid}
        what = _("Write the full application and send it")
        return NextStep(what, AUTHOR, stage.closes_at, _("Continue"), "web:draft", route)
    if stage is not None and stage.state == Stage.State.PLANNED:
        return NextStep(_("Get the full application ready: its time begins"), AUTHOR, stage.opens_at)
    return NextStep(_("The time for full applications is over."), NOBODY)


def _step_of_draft(proposal: Proposal, at: datetime) -> NextStep:
    stage = stage_of_round(proposal.call, IDEA) or proposing_stage(proposal.call)
    if proposal.call.state == Call.State.ANNOUNCED and stage is not None and stage.runs(at):
        route = {"slug": proposal.call.slug, "uid": proposal.uid}
        what = _("Finish your draft and send it")
        return NextStep(what, AUTHOR, stage.closes_at, _("Continue"), "web:draft", route)
    return NextStep(_("The time for proposals is over. The draft was not sent."), NOBODY)


def _step_of_correction(proposal: Proposal, at: datetime) -> NextStep:
    correction = open_correction(proposal)
    if correction is None or at >= correction.due_at:
        return NextStep(_("The time to correct is over. The office goes on with what was sent."), OFFICE)
    route = {"slug": proposal.call.slug, "number": proposal.number}
    return NextStep(
        _("Correct what the office asked for"), AUTHOR, correction.due_at, _("Correct"), "web:correction", route
    )
