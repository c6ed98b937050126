"""The offer of a small grant shown to everybody before the agreement: posted, commented on, answered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.dates import moment_of
from skwer.apps.calls.models import Proposal
from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ..citing import cite
from ..models import Agreement, Posting, Remark
from ..rules import may_run_grants
from ..signals import announce, posting_began, posting_closed
from ..terms import terms_of
from .book import Reader, as_office, locked, note
from .drafting import NotADraft

MOST_REMARKS = 500
REMARK_LENGTH = 3000


class NotPosted(Refusal):
    """This call posts no offers, or this one is posted already."""

    code = "not_posted"
    status = 409


class PostingOver(Refusal):
    """Remarks are taken only while the offer is shown."""

    message = _("The time for remarks is over.")
    code = "posting_over"
    status = 409


class StillPosted(Refusal):
    """It was promised to everybody until an hour, and stays until then."""

    message = _("The offer was promised to everybody until its hour. Close it afterwards.")
    code = "still_posted"
    status = 409


@transaction.atomic
def post(*, by: Person, agreement: Agreement, at: datetime) -> Posting:
    """Show the offer of a draft to everybody, for the whole days the regulations say, from now on.

    Raises NotAllowed, NotADraft, NotPosted.
    """
    locked(agreement)
    as_office(by, agreement)
    if agreement.state != Agreement.State.DRAFTED:
        raise NotADraft
    days = terms_of(agreement).posting_days
    if not days:
        raise NotPosted(_("The regulations of this call ask for no posting."), paragraph=cite(agreement, "agreement"))
    if Posting.objects.filter(agreement=agreement).exists():
        raise NotPosted(_("This offer has been posted already."))
    if agreement.proposal is not None and agreement.proposal.state != Proposal.State.CHOSEN:
        raise NotPosted(_("The proposal is no longer among the chosen ones."))
    until = moment_of(timezone.localtime(at).date(), days + 1, "00:00") or at
    posting = Posting.objects.create(agreement=agreement, from_at=at, until_at=until)
    note(
        "post_offer",
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        after={"from": at, "until": until},
    )
    announce(posting_began, Posting, posting=posting, agreement=agreement, at=at)
    return posting


@transaction.atomic
def add_remark(*, posting: Posting, name: str, text: str, at: datetime) -> Remark:
    """What anybody says about a posted offer, with or without a name. Raises PostingOver, BadValues."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    agreement = posting.agreement
    if posting.closed_at is not None or not posting.from_at <= at < posting.until_at:
        raise PostingOver(paragraph=cite(agreement, "posting"))
    reader = Reader({"name": name, "text": text})
    words = reader.text("text", REMARK_LENGTH, needed=_("Write your remark."), lines=True)
    who = reader.text("name", 120)
    if posting.remarks.count() >= MOST_REMARKS:
        reader.wrong("text", "too_many", _("So many remarks came that we take no more here. Write to the office."))
    reader.done()
    remark = Remark.objects.create(posting=posting, name=who, text=words, at=at)
    note(
        "add_remark",
        "agreement",
        agreement.pk,
        None,
        at,
        organisation=agreement.organisation,
        after={"remark": remark.pk},
    )
    return remark


@transaction.atomic
def hide_remark(*, by: Person, remark: Remark, why: str, at: datetime) -> Remark:
    """Hide a remark that must not be public (an insult, somebody's data). The reason stands in its place.

    Raises NotAllowed, BadValues.
    """
    agreement = _for_office(by, remark)
    reader = Reader({"why": why})
    reason = reader.text("why", 200, needed=_("Say why: everybody reads it in place of the remark."))
    reader.done()
    remark.hidden_at, remark.hidden_why = at, reason
    remark.save(update_fields=["hidden_at", "hidden_why"])
    _note("hide_remark", agreement, remark, by, at)
    return remark


@transaction.atomic
def show_remark(*, by: Person, remark: Remark, at: datetime) -> Remark:
    """Show a hidden remark again. Raises NotAllowed."""
    agreement = _for_office(by, remark)
    remark.hidden_at, remark.hidden_why = None, ""
    remark.save(update_fields=["hidden_at", "hidden_why"])
    _note("show_remark", agreement, remark, by, at)
    return remark


@transaction.atomic
def answer_remark(*, by: Person, remark: Remark, answer: str, at: datetime) -> Remark:
    """What the office says to one remark; everybody reads it. Raises NotAllowed, BadValues."""
    agreement = _for_office(by, remark)
    reader = Reader({"answer": answer})
    words = reader.text("answer", REMARK_LENGTH, needed=_("Write the answer."), lines=True)
    reader.done()
    remark.answer = words
    remark.save(update_fields=["answer"])
    _note("answer_remark", agreement, remark, by, at)
    return remark


@transaction.atomic
def close_posting(*, by: Person, posting: Posting, summary: str, at: datetime) -> Posting:
    """After its hour: what the city makes of the remarks. Needed only where some came. Raises NotAllowed, StillPosted,
    PostingOver (closed already), BadValues.
    """
    agreement = locked(posting.agreement)
    as_office(by, agreement)
    posting.refresh_from_db()
    posting.agreement = agreement
    if posting.closed_at is not None:
        raise PostingOver(_("This posting is closed already."))
    if at < posting.until_at:
        raise StillPosted(paragraph=cite(agreement, "posting"))
    words = clean_text(summary, lines=True).strip()[:REMARK_LENGTH]
    unanswered = posting.remarks.filter(hidden_at__isnull=True, answer="")
    if not words and unanswered.exists():
        reader = Reader({})
        reader.wrong("summary", "missing", _("Remarks came. Answer each of them, or all of them here."))
        reader.done()
    posting.summary, posting.closed_at = words, at
    posting.save(update_fields=["summary", "closed_at"])
    note(
        "close_posting",
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        after={"remarks": posting.remarks.count()},
    )
    announce(posting_closed, Posting, posting=posting, agreement=agreement, at=at)
    return posting


def _for_office(by: Person, remark: Remark) -> Agreement:
    agreement = locked(remark.posting.agreement)
    remark.refresh_from_db()
    if not may_run_grants(by, agreement):
        raise NotAllowed
    return agreement


def _note(verb: str, agreement: Agreement, remark: Remark, by: Person, at: datetime) -> None:
    note(
        verb,
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        after={"remark": remark.pk},
    )
