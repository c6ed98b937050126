"""Corrections: the office names fields and a day; only these fields open; the formal check ends in passed or failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import check_save, check_submit, merge
from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later

from ..limits import limit_errors
from ..models import Correction, Proposal, Revision, Stage
from ..queries import form_of, open_correction
from ..regulations import paragraph_of
from ..rules import may_check, writes
from ..signals import announce, check_recorded, correction_answered, correction_lapsed, correction_requested
from ..stages import CHECK
from .locking import lock
from .needing import open_needs
from .proposing import Incomplete, Late, StaleVersion, keep_revision, write_columns

OVER = _("The time for this correction is over. The check goes on with what was sent.")


class CannotCorrect(Refusal):
    """No correction can be asked for, or answered, in this state or with these fields."""

    code = "cannot_correct"
    status = 409


class CannotCheck(Refusal):
    """The formal check of this proposal cannot end now."""

    code = "cannot_check"
    status = 409


@transaction.atomic
def request_correction(
    *, by: Person, proposal: Proposal, fields: Sequence[str], message: str, due_at: datetime, at: datetime
) -> Correction:
    """Ask the author to correct the named fields until `due_at`. Nothing else can be changed meanwhile.

    Raises NotAllowed, CannotCorrect (wrong state, no or unknown fields, no message, a moment in the past).
    """
    lock(proposal)
    if not may_check(by, proposal):
        raise NotAllowed()
    cited = paragraph_of(proposal.call, "correction") or paragraph_of(proposal.call, CHECK)
    if proposal.state == Proposal.State.CORRECTION:
        raise CannotCorrect(_("A correction is already asked for. Wait for the answer."), code="open", paragraph=cited)
    if proposal.state != Proposal.State.SUBMITTED:
        raise CannotCorrect(_("Corrections belong to the formal check of a proposal that was sent."), paragraph=cited)
    form = form_of(proposal)
    named = list(dict.fromkeys(fields))
    if not named or any(form.question(key) is None for key in named):
        raise CannotCorrect(_("Name at least one field of the form to correct."), code="fields", paragraph=cited)
    if not message.strip():
        raise CannotCorrect(_("Say what is wrong and how to mend it."), code="message", paragraph=cited)
    if due_at <= at:
        raise CannotCorrect(_("The time to correct must end in the future."), code="due_at", paragraph=cited)
    correction = Correction.objects.create(
        proposal=proposal, fields=named, message=message.strip(), requested_by=by, requested_at=at, due_at=due_at
    )
    proposal.ask_correction()
    proposal.updated_at = at
    proposal.save(update_fields=["state", "updated_at"])
    _journal(by, "request_correction", proposal, at, after={"fields": named, "due_at": due_at})
    announce(correction_requested, Correction, correction=correction, proposal=proposal, at=at)
    return correction


def answer_correction(
    *, by: Person, proposal: Proposal, answers: Mapping[str, Any], version: int, at: datetime
) -> Proposal:
    """Send the corrected fields; answers to other questions are left as they were.

    Raises NotAllowed, CannotCorrect (nothing asked for), Late (journalled), StaleVersion, Incomplete.
    """
    try:
        return _answer(by, proposal, answers, version, at)
    except Late:
        _journal(by, "correction_refused_late", proposal, at)
        raise


@transaction.atomic
def _answer(by: Person, proposal: Proposal, answers: Mapping[str, Any], version: int, at: datetime) -> Proposal:
    lock(proposal)
    if not (writes(by, proposal) or _for_paper(by, proposal)):
        raise NotAllowed(_("Only those who write this proposal may correct it."))
    cited = paragraph_of(proposal.call, "correction") or paragraph_of(proposal.call, CHECK)
    correction = open_correction(proposal)
    if correction is None:
        if proposal.corrections.filter(lapsed_at__isnull=False).exists() and proposal.number is not None:
            raise Late(
                _("The time for this correction is over. The check goes on with what was sent."), paragraph=cited
            )
        raise CannotCorrect(_("Nobody asked to correct this proposal."), paragraph=cited)
    if at >= correction.due_at:
        raise Late(OVER, paragraph=cited)
    if version != proposal.version:
        raise StaleVersion(mine=answers, theirs=proposal.answers, version=proposal.version)
    form = form_of(proposal)
    opened = {key: value for key, value in answers.items() if key in correction.fields}
    clean, _unreadable = check_save(form, opened)
    before = proposal.revisions.order_by("number").last()
    proposal.answers = merge(proposal.answers, clean)
    columns = write_columns(proposal)
    # What the author may not touch cannot be held against her now; it was accepted when she sent it.
    errors = [
        *check_submit(form, proposal.answers, only=correction.fields),
        *(error for error in limit_errors(proposal, columns) if error.field in correction.fields),
    ]
    if errors:
        raise Incomplete(errors)
    proposal.version += 1
    proposal.updated_at = at
    proposal.end_correction()
    proposal.save()
    open_needs(proposal=proposal, at=at)
    revision = keep_revision(proposal, by=by, reason=Revision.Reason.CORRECTED, at=at)
    correction.answered_at = at
    correction.save(update_fields=["answered_at"])
    _journal(
        by,
        "answer_correction",
        proposal,
        at,
        before={"revision": before.hash if before else ""},
        after={"revision": revision.hash, "requested": proposal.requested},
    )
    announce(correction_answered, Correction, correction=correction, proposal=proposal, at=at)
    index_later(kind="proposal", key=proposal.pk)
    return proposal


def _for_paper(by: Person, proposal: Proposal) -> bool:
    """Whoever applied on paper answers on paper, and an officer enters it."""
    return proposal.channel == Proposal.Channel.PAPER and may_check(by, proposal)


@transaction.atomic
def lapse_correction(*, correction: Correction, at: datetime) -> bool:
    """The clock: the term passed without an answer. Returns whether anything changed; calling it twice does no harm."""
    proposal = lock(correction.proposal)
    lock(correction)
    if correction.answered_at or correction.lapsed_at or at < correction.due_at:
        return False
    correction.lapsed_at = at
    correction.save(update_fields=["lapsed_at"])
    if proposal.state == Proposal.State.CORRECTION:
        proposal.end_correction()
        proposal.updated_at = at
        proposal.save(update_fields=["state", "updated_at"])
    _journal(None, "lapse_correction", proposal, at, before={"due_at": correction.due_at})
    announce(correction_lapsed, Correction, correction=correction, proposal=proposal, at=at)
    return True


@transaction.atomic
def record_check(*, by: Person, proposal: Proposal, passed: bool, reason: str, at: datetime) -> Proposal:
    """The result of the formal check; a failed one needs its reason. While the check stage is open it may be corrected.

    Raises NotAllowed, CannotCheck.
    """
    lock(proposal)
    if not may_check(by, proposal):
        raise NotAllowed()
    cited = paragraph_of(proposal.call, CHECK)
    if proposal.state == Proposal.State.CORRECTION:
        message = _("The author is still correcting this proposal. Wait for the answer or for the term to pass.")
        raise CannotCheck(message, code="in_correction", paragraph=cited)
    done = Proposal.State.ELIGIBLE if passed else Proposal.State.REJECTED
    changeable = (Proposal.State.SUBMITTED, Proposal.State.ELIGIBLE, Proposal.State.REJECTED)
    if proposal.state not in changeable:
        raise CannotCheck(_("This proposal is past its formal check."), paragraph=cited)
    if not proposal.call.stages.filter(kind=CHECK, state=Stage.State.OPEN).exists():
        raise CannotCheck(_("The formal check is not open."), code="stage", paragraph=cited)
    if not passed and not reason.strip():
        raise CannotCheck(_("Give the reason: people will read it."), code="reason", paragraph=cited)
    before = proposal.state
    if before != done:
        if passed:
            proposal.pass_check()
        else:
            proposal.fail_check()
    proposal.reject_reason = "" if passed else reason.strip()
    proposal.updated_at = at
    proposal.save(update_fields=["state", "reject_reason", "updated_at"])
    _journal(by, "record_check", proposal, at, before={"state": before}, after={"state": proposal.state})
    announce(check_recorded, Proposal, proposal=proposal, passed=passed, reason=reason, at=at)
    return proposal


def _journal(by: Person | None, verb: str, proposal: Proposal, at: datetime, **facts: Any) -> None:
    record(
        actor=by,
        verb=verb,
        kind="proposal",
        key=proposal.uid,
        organisation=proposal.call.organisation,
        at=at,
        **facts,
    )
