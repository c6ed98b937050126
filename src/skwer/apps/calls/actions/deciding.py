"""A decision: recorded by the office, published with its reasons, superseded by a later one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.values.money import to_cents

from ..deciding import Draft, preview_decision
from ..deciding.verifying import decimal, measures
from ..models import Call, Decision, DecisionAct, DecisionLine, Objection, Proposal, Stage
from ..queries.decisions import acts_missing, chain_of
from ..regulations import paragraph_of
from ..rules import may_decide
from ..signals import announce, decision_published, decision_recorded, stage_closed
from ..stages import kinds
from ..words import say
from .locking import lock
from .running import WrongState, open_followers, shut


class ActsMissing(Refusal):
    """The chain of bodies is not complete, so the list is not final."""

    message = _("Not every body has decided yet. Record the acts first.")
    code = "acts_missing"
    status = 409


class CannotRecordAct(Refusal):
    """The act does not fit the chain of the decision. `field` names what to mend."""

    code = "cannot_record_act"

    def __init__(self, message: object, *, field: str = "", paragraph: str = "") -> None:
        self.field = field
        super().__init__(message, paragraph=paragraph)


class WinnerBound(Refusal):
    """The new count would take the money from somebody who can no longer lose it."""

    code = "winner_bound"
    status = 409


@transaction.atomic
def record_decision(
    *,
    by: Person | None,
    call: Call,
    act_number: str,
    note: str,
    comments: Mapping[int, str] | None = None,
    at: datetime,
    supersede_reason: str = "",
) -> Decision:
    """Take the decision as the method gives it, with the number of the act and words to proposals (by number).

    Not public yet. A call has one live decision: a second one needs `supersede_reason`, and the first stays readable.
    Raises NotAllowed, WrongState (another one is live, the call is not at its decision), NotClosedError, CannotCompute.
    """
    lock(call)
    if not may_decide(by, call):
        raise NotAllowed()
    if call.state not in (Call.State.ANNOUNCED, Call.State.DECIDED):
        raise WrongState(_("This call is not waiting for a decision."))
    draft = preview_decision(call)
    live = call.decisions.filter(superseded_at__isnull=True).first()
    if live is not None:
        if not supersede_reason.strip():
            raise WrongState(_("There is a decision already. To replace it, give the reason."), code="already_decided")
        _refuse_to_rob(call, draft)
        supersede(live, supersede_reason, at)
    decision = keep_decision(draft, by=by, act_number=act_number, note=note, comments=comments or {}, at=at)
    if live is not None:
        Objection.objects.filter(call=call, state=Objection.State.UPHELD, new_decision=None).update(
            new_decision=decision
        )
    record(
        actor=by,
        verb="record_decision",
        kind="decision",
        key=decision.pk,
        organisation=call.organisation,
        at=at,
        before={"decision": live.pk, "outcome": live.outcome_hash} if live else None,
        after={
            "call": call.slug,
            "act": decision.act_number,
            "inputs": decision.inputs_hash,
            "outcome": decision.outcome_hash,
            "spent": decision.spent,
        },
    )
    announce(decision_recorded, Decision, decision=decision, call=call, at=at)
    return decision


def supersede(live: Decision, reason: str, at: datetime) -> None:
    """The decision is replaced by a later one; it stays readable with the reason."""
    live.superseded_at, live.supersede_reason = at, reason.strip()
    live.save(update_fields=["superseded_at", "supersede_reason"])


def _refuse_to_rob(call: Call, draft: Draft) -> None:
    """Somebody with a signed agreement has rights; a new count cannot take them away."""
    funded = {line["number"] for line in draft.lines if line["result"] == DecisionLine.Result.FUNDED}
    for proposal in call.proposals.filter(state=Proposal.State.CHOSEN).order_by("number"):
        problems = [problem for kind in kinds().values() if (problem := kind.may_withdraw(proposal))]
        if proposal.number not in funded and problems:
            message = say(
                _("By this count no. %(number)s would lose its money, but it can no longer lose it: %(why)s"),
                number=proposal.number,
                why=problems[0].message,
            )
            raise WinnerBound(message, paragraph=paragraph_of(call, "objections"))


def keep_decision(
    draft: Draft, *, by: Person | None, act_number: str, note: str, comments: Mapping[int, str], at: datetime
) -> Decision:
    """The draft as rows: the decision, its file of ballots and a line for each proposal, in bulk."""
    decision = Decision(
        call=draft.call,
        stage=draft.stage,
        method=draft.method,
        inputs=draft.inputs,
        inputs_hash=draft.inputs_hash,
        ballots_hash=draft.ballots_hash,
        outcome=draft.outcome,
        outcome_hash=draft.outcome_hash,
        voters=draft.voters,
        pot=draft.pot,
        spent=draft.spent,
        act_number=act_number.strip()[:80],
        note=note.strip(),
        decided_by=by,
        decided_at=at,
    )
    if draft.ballots is not None:
        decision.ballots.save(f"{draft.call.slug}-{draft.ballots_hash[:12]}.pb", ContentFile(draft.ballots), save=False)
    decision.save()
    proposals = dict(draft.call.proposals.sent().values_list("number", "pk"))
    DecisionLine.objects.bulk_create(
        [
            DecisionLine(
                decision=decision,
                proposal_id=proposals[line["number"]],
                order=order,
                result=line["result"],
                amount=to_cents(decimal(line["amount"])),
                **measures(line),
                reason=line["reason"],
                figures=line["figures"],
                comment=comments.get(line["number"], "").strip(),
            )
            for order, line in enumerate(draft.lines, 1)
        ],
        batch_size=500,
    )
    return decision


@transaction.atomic
def publish_decision(*, by: Person | None, decision: Decision, at: datetime) -> Decision:
    """Make the decision public: proposals get their states, the call is decided. Raises NotAllowed, WrongState."""
    call = lock(decision.call)
    lock(decision)
    decision.call = call
    if not may_decide(by, call):
        raise NotAllowed()
    if decision.superseded_at is not None or decision.published_at is not None:
        raise WrongState(_("This decision has already been published or replaced."))
    if acts_missing(decision):
        raise ActsMissing(paragraph=paragraph_of(call, "chain"))
    decision.published_at = at
    decision.save(update_fields=["published_at"])
    settle(decision, at)
    before = call.state
    call.state, call.decided_at = Call.State.DECIDED, at
    call.save(update_fields=["state", "decided_at"])
    stage = decision.stage
    if stage is not None and stage.state == Stage.State.OPEN:
        stage.call = call
        shut(lock(stage), at)
        announce(stage_closed, Stage, stage=stage, at=at)
    open_followers(call, at)
    record(
        actor=by,
        verb="publish_decision",
        kind="decision",
        key=decision.pk,
        organisation=call.organisation,
        at=at,
        before={"call": call.slug, "state": before},
        after={"state": call.state, "outcome": decision.outcome_hash},
    )
    announce(decision_published, Decision, decision=decision, call=call, at=at)
    return decision


def settle(decision: Decision, at: datetime) -> None:
    """Give each proposal the state of its line; results of the check are public from now on at the latest."""
    turn = {
        DecisionLine.Result.FUNDED: Proposal.choose,
        DecisionLine.Result.RESERVE: Proposal.put_in_reserve,
        DecisionLine.Result.REFUSED: Proposal.refuse,
    }
    for line in decision.lines.select_related("proposal").order_by("proposal_id"):
        proposal = lock(line.proposal)
        if proposal.state == Proposal.State.WITHDRAWN:
            continue
        turn[DecisionLine.Result(line.result)](proposal)
        proposal.updated_at = at
        proposal.save(update_fields=["state", "updated_at"])
    decision.call.proposals.sent().update(checked_published=True)


@transaction.atomic
def record_act(
    *, by: Person, decision: Decision, order: int, number: str, on: date, note: str = "", at: datetime
) -> DecisionAct:
    """Enter the act of one body of the chain, in its turn; a wrong number is mended the same way until publication.

    The number of the last body's act is the decision's own. Raises NotAllowed, WrongState (published, replaced),
    CannotRecordAct.
    """
    call = lock(decision.call)
    lock(decision)
    decision.call = call
    if not may_decide(by, call):
        raise NotAllowed()
    if decision.superseded_at is not None or decision.published_at is not None:
        raise WrongState(_("This decision has already been published or replaced."))
    cited = paragraph_of(call, "chain")
    chain = chain_of(decision)
    if not 1 <= order <= len(chain):
        raise CannotRecordAct(_("The rules of this call name no such body."), field="order", paragraph=cited)
    if not number.strip():
        raise CannotRecordAct(_("Enter the number of the act."), field="number", paragraph=cited)
    if on > timezone.localdate(at):
        raise CannotRecordAct(_("The day of an act cannot lie ahead."), field="on", paragraph=cited)
    others = {act.order: act for act in decision.acts.all()}
    if order > 1 and order - 1 not in others:
        raise CannotRecordAct(_("The body before it has not decided yet."), field="order", paragraph=cited)
    before, after = others.get(order - 1), others.get(order + 1)
    if (before and on < before.on) or (after and on > after.on):
        raise CannotRecordAct(
            _("Bodies decide one after the other: the day does not fit."), field="on", paragraph=cited
        )
    step = chain[order - 1]
    act = others.get(order) or DecisionAct(decision=decision, order=order)
    act.title, act.role = step["title"], step["role"]
    act.number, act.on, act.note = number.strip()[:80], on, note.strip()
    act.recorded_by, act.recorded_at = by, at
    act.save()
    if order == len(chain):
        decision.act_number = act.number
        decision.save(update_fields=["act_number"])
    record(
        actor=by,
        verb="record_act",
        kind="decision",
        key=decision.pk,
        organisation=call.organisation,
        at=at,
        after={"call": call.slug, "order": order, "act": act.number, "on": act.on.isoformat()},
    )
    return act
