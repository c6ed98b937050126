"""A winner steps back, and the money that comes free goes down the reserve list."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later

from ..deciding.gathering import draft
from ..models import Call, Decision, Proposal
from ..queries.decisions import gone_since
from ..regulations import paragraph_of
from ..rules import may_decide
from ..signals import announce, decision_recorded, proposal_withdrawn
from ..stages import kinds
from .deciding import keep_decision, supersede
from .locking import lock
from .proposing import withdraw_proposal


class CannotWithdraw(Refusal):
    """The proposal stands where the office can no longer take it out."""

    message = _("This proposal can no longer be withdrawn.")
    code = "cannot_withdraw"
    status = 409


class NothingToPromote(Refusal):
    """No decision is in force, or nobody on its list stepped back since."""

    code = "nothing_to_promote"
    status = 409


@transaction.atomic
def withdraw_winner(*, by: Person, proposal: Proposal, reason: str, at: datetime) -> Proposal:
    """Take a proposal out of the call: its author herself, or the office on the applicant's written wish.

    Works before the decision as after it, until an agreement is signed. The number stays used, the list stays as it
    was published until somebody moves up (`promote`). Raises NotAllowed, CannotWithdraw, CannotEdit (the author's).
    """
    if proposal.author_id is not None and proposal.author_id == by.pk:
        return withdraw_proposal(by=by, proposal=proposal, at=at)
    call = lock(proposal.call)
    lock(proposal)
    proposal.call = call
    if not may_decide(by, call):
        raise NotAllowed()
    cited = paragraph_of(call, "withdraw")
    running = call.state in (Call.State.ANNOUNCED, Call.State.DECIDED)
    if not running or proposal.number is None or proposal.state not in Proposal.OPEN:
        raise CannotWithdraw(paragraph=cited)
    for kind in kinds().values():
        if problem := kind.may_withdraw(proposal):
            raise CannotWithdraw(problem.message, code=problem.code, paragraph=cited)
    words = " ".join(reason.split())[:300]
    if not words:
        raise CannotWithdraw(
            _("Say how and when the applicant asked for it: the words stay with the proposal."),
            code="reason",
            paragraph=cited,
        )
    before = proposal.state
    proposal.withdraw()
    proposal.withdrawn_at, proposal.withdrawn_from, proposal.updated_at = at, before, at
    proposal.withdraw_reason = words
    proposal.save()
    proposal.corrections.filter(answered_at__isnull=True, lapsed_at__isnull=True).update(lapsed_at=at)
    record(
        actor=by,
        verb="withdraw_for_applicant",
        kind="proposal",
        key=proposal.uid,
        organisation=call.organisation,
        at=at,
        before={"state": before},
        after={"state": proposal.state},
    )
    announce(proposal_withdrawn, Proposal, proposal=proposal, at=at)
    index_later(kind="proposal", key=proposal.pk)
    return proposal


@transaction.atomic
def promote(*, by: Person, call: Call, reason: str, act_number: str = "", note: str = "", at: datetime) -> Decision:
    """Count the list again after somebody stepped back: winners stay, the freed money goes down the reserve list.

    The new decision is recorded and not public yet; the one before it stays readable with `reason`. It rests on the
    inputs of the first count and on the steps since, so that anybody recomputes it. Raises NotAllowed,
    NothingToPromote.
    """
    lock(call)
    if not may_decide(by, call):
        raise NotAllowed()
    cited = paragraph_of(call, "reserve") or paragraph_of(call, "publication")
    live = call.decisions.filter(superseded_at__isnull=True, published_at__isnull=False).select_related("stage").first()
    if live is None or live.stage is None:
        raise NothingToPromote(_("There is no published decision whose reserve list could move up."), paragraph=cited)
    gone = gone_since(live)
    if not gone:
        raise NothingToPromote(_("Nobody on the list has stepped back since the decision."), paragraph=cited)
    if not reason.strip():
        raise NothingToPromote(_("Give the reason: people will read it."), code="reason", paragraph=cited)
    ballots = None
    if live.ballots:
        with live.ballots.open("rb") as file:
            ballots = file.read()
    inputs = {**live.inputs, "promotions": [*live.inputs.get("promotions", []), gone]}
    made = draft(call=call, stage=live.stage, inputs=inputs, ballots=ballots, voters=live.voters)
    comments = {
        number: comment
        for number, comment in live.lines.exclude(comment="").values_list("proposal__number", "comment")
        if number is not None
    }
    supersede(live, reason, at)
    decision = keep_decision(made, by=by, act_number=act_number, note=note, comments=comments, at=at)
    decision.promotes = live
    decision.save(update_fields=["promotes"])
    record(
        actor=by,
        verb="promote",
        kind="decision",
        key=decision.pk,
        organisation=call.organisation,
        at=at,
        before={"decision": live.pk, "outcome": live.outcome_hash},
        after={"call": call.slug, "gone": gone, "outcome": decision.outcome_hash, "spent": decision.spent},
    )
    announce(decision_recorded, Decision, decision=decision, call=call, at=at)
    return decision
