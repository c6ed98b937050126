"""Objections: filed online or entered from paper, withdrawn, ruled on; what an upheld one changes."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run
from skwer.apps.search.actions import index_later

from ..models import Call, Objection, Proposal, Stage
from ..objections import may_object, terms_of
from ..queries.decisions import published_decision
from ..regulations import paragraph_of
from ..rules import writes
from ..signals import announce, objection_filed, objection_ruled
from ..stages import VOTE, kind_of
from .locking import lock

TEXT_LENGTH = 8000


class CannotObject(Refusal):
    """The regulations allow no objection to this, by this person, or now. Journalled when somebody came too late."""

    code = "cannot_object"
    status = 409


class CannotRule(Refusal):
    """The ruling lacks something, or the objection is past it. `field` names what to mend."""

    code = "cannot_rule"

    def __init__(self, message: object, *, field: str = "", code: str | None = None, paragraph: str = "") -> None:
        self.field = field
        super().__init__(message, code=code, paragraph=paragraph)


def file_objection(*, by: Person, proposal: Proposal, against: str, text: str, at: datetime) -> Objection:
    """Object online, with reasons. Raises CannotObject; a late try is journalled."""
    return _file(by, proposal, against, text, at, received=None)


def register_objection(
    *, by: Person, proposal: Proposal, against: str, text: str, received_date: date, at: datetime
) -> Objection:
    """Enter an objection that came on paper; the day it came decides whether it is in time.

    Raises NotAllowed, CannotObject; a late paper is refused and journalled too.
    """
    if not may_run(by, proposal.call.organisation):
        raise NotAllowed()
    if received_date > timezone.localdate(at):
        raise CannotObject(_("The paper cannot have come after today. Correct the day."), code="received_date")
    return _file(by, proposal, against, text, at, received=received_date)


def _file(by: Person, proposal: Proposal, against: str, text: str, at: datetime, received: date | None) -> Objection:
    try:
        return _enter(by, proposal, against, text, at, received)
    except CannotObject as refused:
        if refused.code == "late":
            _journal(by, "objection_refused_late", "proposal", proposal.uid, proposal.call, at, after={"to": against})
        raise


@transaction.atomic
def _enter(by: Person, proposal: Proposal, against: str, text: str, at: datetime, received: date | None) -> Objection:
    call = lock(proposal.call)
    lock(proposal)
    proposal.call = call
    cited = paragraph_of(call, "objections")
    moment = at if received is None else min(at, timezone.make_aware(datetime.combine(received, time(12))))
    term = terms_of(call).get(against)
    if received is not None and term and term.starts and timezone.localdate(term.starts) == received:
        moment = max(moment, term.starts)  # on the first day only the day of a paper is known, not its hour
    may = may_object(by, proposal, against, moment, paper=received is not None)
    if not may or term is None:
        late = term is not None and term.ends is not None and moment > term.ends
        raise CannotObject(may.why, code="late" if late else None, paragraph=may.paragraph)
    words = clean_text(text).strip()[:TEXT_LENGTH]
    if not words:
        raise CannotObject(_("Say what is wrong, and why."), code="text", paragraph=cited)
    last = call.objections.order_by("-number").values_list("number", flat=True).first() or 0
    objection = Objection.objects.create(
        call=call,
        proposal=proposal,
        number=last + 1,
        against=against,
        text=words,
        filed_by=by if received is None else proposal.author,
        registered_by=by if received is not None else None,
        received_date=received,
        filed_at=moment,
        rule_until=term.rules_until(moment),
        body=term.body_in(proposal.language)[:160],
        decision=None if against == Objection.Against.FORMAL else published_decision(call),
    )
    facts = {"call": call.slug, "to": against, "proposal": str(proposal.uid), "rule_until": objection.rule_until}
    verb = "file_objection" if received is None else "register_objection"
    _journal(by, verb, "objection", objection.uid, call, at, after=facts)
    announce(objection_filed, Objection, objection=objection, at=at)
    return objection


@transaction.atomic
def withdraw_objection(*, by: Person, objection: Objection, at: datetime) -> Objection:
    """Whoever objected, or writes the proposal, takes it back before the ruling. Raises NotAllowed, CannotRule."""
    lock(objection)
    if not (objection.filed_by_id == by.pk or writes(by, objection.proposal)):
        raise NotAllowed()
    _waiting(objection)
    objection.state, objection.ruled_at = Objection.State.WITHDRAWN, at
    objection.save(update_fields=["state", "ruled_at"])
    _journal(by, "withdraw_objection", "objection", objection.uid, objection.call, at, after={"state": objection.state})
    return objection


@transaction.atomic
def rule(*, by: Person, objection: Objection, state: str, ruling: str, at: datetime) -> Objection:
    """Enter the ruling of the body, with its reasons; the office does it, but nobody on her own proposal.

    Upheld against a formal refusal the proposal is back in the call and every stage that has begun takes it in late
    (but no ballot that people already hold). Upheld against points or result the list is to be counted again; see
    `assessment.actions.rescore` and `record_decision`. Raises NotAllowed, CannotRule.
    """
    call = lock(objection.call)
    proposal = lock(objection.proposal)
    lock(objection)
    proposal.call = objection.call = call
    objection.proposal = proposal
    if not may_run(by, call.organisation) or writes(by, proposal) or objection.filed_by_id == by.pk:
        raise NotAllowed(_("Only the office enters a ruling, and nobody on her own objection."))
    _waiting(objection)
    cited = paragraph_of(call, "objections")
    heard = (Objection.State.UPHELD, Objection.State.DISMISSED, Objection.State.NOT_HEARD)
    if state not in heard:
        raise CannotRule(_("Choose what the body ruled."), field="state", paragraph=cited)
    words = clean_text(ruling).strip()[:TEXT_LENGTH]
    if not words:
        raise CannotRule(_("Write the reasons: people will read them."), field="ruling", paragraph=cited)
    effect: dict[str, Any] = {}
    if state == Objection.State.UPHELD:
        effect = _uphold(objection, at) if objection.against == Objection.Against.FORMAL else {"count_again": True}
    objection.state, objection.ruling, objection.effect = state, words, effect
    objection.ruled_by, objection.ruled_at = by, at
    objection.save()
    facts = {"state": state, "effect": effect, "in_time": at <= objection.rule_until}
    _journal(by, "rule_objection", "objection", objection.uid, call, at, after=facts)
    announce(objection_ruled, Objection, objection=objection, at=at)
    return objection


def _uphold(objection: Objection, at: datetime) -> dict[str, Any]:
    """The formal refusal falls: the proposal passes the check after all."""
    proposal, call = objection.proposal, objection.call
    if call.stages.filter(kind=VOTE, opened_at__isnull=False).exists():
        return {"too_late": VOTE}
    if proposal.state != Proposal.State.REJECTED:
        return {}
    before = proposal.state
    proposal.pass_check()
    proposal.reject_reason, proposal.updated_at = "", at
    proposal.save(update_fields=["state", "reject_reason", "updated_at"])
    for stage in call.stages.exclude(state=Stage.State.PLANNED).order_by("order"):
        stage.call = call
        kind_of(stage).take_late(stage, proposal, at)
    index_later(kind="proposal", key=proposal.pk)
    decided = call.state == Call.State.DECIDED or call.decisions.filter(superseded_at__isnull=True).exists()
    return {"state": {"before": before, "after": proposal.state}, "count_again": decided}


def _waiting(objection: Objection) -> None:
    if objection.state != Objection.State.FILED:
        message = _("This objection is already ruled on or withdrawn.")
        raise CannotRule(message, code="ruled", paragraph=paragraph_of(objection.call, "objections"))


def _journal(by: Person, verb: str, kind: str, key: object, call: Call, at: datetime, **facts: Any) -> None:
    record(actor=by, verb=verb, kind=kind, key=key, organisation=call.organisation, at=at, **facts)
