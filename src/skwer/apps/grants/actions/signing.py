"""The agreement goes to the party, both sides sign, and it is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.dates import moment_of
from skwer.apps.calls.limits import left_in_year
from skwer.apps.calls.models import Need, Proposal, Scheme
from skwer.apps.calls.words import money, say
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later

from ..building import begin_building
from ..citing import cite
from ..models import Agreement, Amendment, Purchase, Signature, Version
from ..rules import may_run_grants, may_sign_version, waits_for
from ..signals import (
    agreement_in_force,
    agreement_recalled,
    agreement_sent,
    agreement_signed,
    announce,
    signature_struck,
)
from ..sums import CITY, cash
from ..terms import terms_of
from .annexing import bring_into_force
from .book import Reader, as_office, locked, note
from .drafting import NotADraft
from .paying import make_due
from .texts import make_version

HOLDER, SIGNED = "agreement", "agreement_signed"
"""Holders of files: what was handed in, and what stands under a version and can no longer be deleted."""


class NotReadyToSend(Refusal):
    """Something must be there before the party gets the agreement; `field` names it."""

    code = "not_ready"

    def __init__(self, message: object, field: str, paragraph: str = "") -> None:
        self.field = field
        super().__init__(message, code=f"needs_{field}", paragraph=paragraph)


class NotWaiting(Refusal):
    """This version does not wait for this signature (any more)."""

    message = _("This signature is not what the agreement waits for now. Load the page again to see where it stands.")
    code = "not_waiting"
    status = 409


def missing_before_sending(agreement: Agreement, at: datetime) -> Iterator[NotReadyToSend]:
    """Everything that keeps an agreement from being sent to the party, each with its paragraph."""
    proposal = agreement.proposal
    if proposal is not None and proposal.state != Proposal.State.CHOSEN:
        yield NotReadyToSend(_("The proposal is no longer among the chosen ones."), "proposal")
    if not agreement.party_name.strip():
        yield NotReadyToSend(_("Say who signs."), "party_name")
    if cash(agreement.lines.all()) and not agreement.account:
        yield NotReadyToSend(_("Enter the party's bank account: the grant is paid into it."), "account")
    if agreement.de_minimis and agreement.de_minimis_declared_on is None:
        message = _("A business benefits. Enter the day on which the de minimis declaration was given.")
        yield NotReadyToSend(message, "de_minimis_declared_on", cite(agreement, "de_minimis"))
    yield from _above_year_cap(agreement)
    open_needs = (Need.State.OPEN, Need.State.GIVEN, Need.State.REFUSED)
    consents = (Need.Kind.OWNER, Need.Kind.GUARDIAN)
    if proposal is not None:
        for need in proposal.needs.filter(kind__in=consents, state__in=open_needs):
            if need.kind == Need.Kind.OWNER:
                message = _("The consent of the owner is not confirmed yet. Confirm it at the proposal.")
            else:
                message = _("The consent of the parent or guardian is not confirmed yet. Confirm it at the proposal.")
            topic = "consent" if need.kind == Need.Kind.OWNER else "guardian"
            yield NotReadyToSend(message, f"need_{need.kind}", cite(agreement, topic))
    if terms_of(agreement).posting_days:
        posting = getattr(agreement, "posting", None)
        if posting is None:
            message = _("The offer must be shown to everybody first. Post it.")
            yield NotReadyToSend(message, "posting", cite(agreement, "posting"))
        elif posting.closed_at is None:
            message = (
                _("The offer is still shown to everybody. Wait for the end of its time.")
                if at < posting.until_at
                else _("Answer the remarks and close the posting first.")
            )
            yield NotReadyToSend(message, "posting", cite(agreement, "posting"))


def _above_year_cap(agreement: Agreement) -> Iterator[NotReadyToSend]:
    """Two proposals of one call may each have been within the limit of the year, and not both together."""
    proposal, line = agreement.proposal, agreement.line
    figures = left_in_year(proposal) if proposal is not None else None
    if figures is None or line is None:
        return
    most, awarded = figures[0], figures[1] - line.amount + agreement.amount
    if awarded > most:
        message = say(
            _(
                "With this grant the organisation would have %(awarded)s of this scheme in a year; "
                "the limit is %(most)s."
            ),
            awarded=money(awarded, agreement.currency),
            most=money(most, agreement.currency),
        )
        yield NotReadyToSend(message, "year_cap", cite(agreement, "year_cap"))


@transaction.atomic
def send_agreement(*, by: Person, agreement: Agreement, at: datetime) -> Version:
    """Make the text, and show it to the party, to be read and signed in time.

    Raises NotAllowed, NotADraft, NotReadyToSend (the first thing that is missing, with its paragraph).
    """
    locked(agreement)
    as_office(by, agreement)
    if agreement.state != Agreement.State.DRAFTED:
        raise NotADraft(_("This agreement was sent already."))
    for missing in missing_before_sending(agreement, at):
        raise missing
    version = make_version(agreement, at)
    agreement.send()
    agreement.sent_at = at
    agreement.sign_until = moment_of(timezone.localtime(at).date(), terms_of(agreement).sign_days + 1, "00:00")
    agreement.save(update_fields=["state", "sent_at", "sign_until"])
    note(
        "send_agreement",
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        after={"state": agreement.state, "version": version.number, "checksum": version.checksum},
    )
    announce(agreement_sent, Agreement, agreement=agreement, version=version, at=at)
    return version


@transaction.atomic
def recall_agreement(*, by: Person, agreement: Agreement, at: datetime) -> Agreement:
    """Take it back to correct it, before anybody signed; the unsigned text goes. Raises NotAllowed, NotWaiting."""
    locked(agreement)
    as_office(by, agreement)
    if agreement.state != Agreement.State.SENT:
        raise NotWaiting(_("Only an agreement that waits for the party's signature can be taken back."))
    version = agreement.versions.get()
    before = {"state": agreement.state, "checksum": version.checksum}
    version.delete()
    agreement.recall()
    agreement.sent_at = agreement.sign_until = None
    agreement.save(update_fields=["state", "sent_at", "sign_until"])
    note(
        "recall_agreement",
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        before=before,
        after={"state": agreement.state},
    )
    announce(agreement_recalled, Agreement, agreement=agreement, at=at)
    return agreement


@transaction.atomic
def extend_signing(*, by: Person, agreement: Agreement, until: date, at: datetime) -> Agreement:
    """More time to sign: to the end of a later day. Raises NotAllowed, NotWaiting, BadValues."""
    locked(agreement)
    as_office(by, agreement)
    if agreement.state != Agreement.State.SENT or agreement.sign_until is None:
        raise NotWaiting
    wanted = moment_of(until, 1, "00:00")
    if wanted is None or wanted <= max(agreement.sign_until, at):
        reader = Reader({})
        reader.wrong("until", "earlier", _("Give a day later than the term that holds now."))
        reader.done()
    before = agreement.sign_until
    agreement.sign_until = wanted
    agreement.save(update_fields=["sign_until"])
    note(
        "extend_signing",
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        before={"sign_until": before},
        after={"sign_until": wanted},
    )
    return agreement


@transaction.atomic
def register_signature(
    *,
    by: Person,
    version: Version,
    side: str,
    how: str,
    name: str,
    signed_on: date,
    upload: Upload | None,
    at: datetime,
) -> Signature:
    """Note that a side signed a version: on paper (an officer registers it) or by a signed PDF (`upload`, a file of the
    agreement; the party may hand in its own). The party signs first. With the second signature the agreement, or the
    annex, is in force.

    Raises NotAllowed, NotWaiting (another version, another side, or too late), BadValues.
    """
    agreement = locked(version.agreement)
    version.refresh_from_db()
    version.agreement = agreement
    if not may_sign_version(by, version, side, how):
        raise NotAllowed
    if not _is_open(version) or waits_for(version) != side:
        raise NotWaiting
    if not may_run_grants(by, agreement) and version.amendment_id is None and at >= (agreement.sign_until or at):
        raise NotWaiting(
            _("The time to sign is over. Ask the office for more time."), paragraph=cite(agreement, "sign")
        )
    _check_signature(agreement, version, how, name, signed_on, upload, at)
    signature = Signature.objects.create(
        version=version,
        side=side,
        how=how,
        name=" ".join(name.split())[:160],
        signed_on=signed_on,
        upload=upload.pk if upload else None,
        registered_by=by,
        registered_at=at,
    )
    if upload is not None:
        upload.holder_kind = SIGNED
        upload.save(update_fields=["holder_kind"])
    before = agreement.state
    if version.amendment_id is None:
        if side == Signature.Side.PARTY:
            agreement.sign()
            agreement.save(update_fields=["state"])
        else:
            _activate(by, agreement, version, at)
    elif side == Signature.Side.CITY:
        bring_into_force(agreement, version, at)
    note(
        "register_signature",
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        before={"state": before},
        after={
            "state": agreement.state,
            "version": version.number,
            "side": side,
            "how": how,
            "signed_on": signed_on,
            "sha256": upload.sha256 if upload else "",
        },
    )
    if version.in_force_at is not None:
        announce(agreement_in_force, Agreement, agreement=agreement, version=version, at=at)
        index_later(kind="agreement", key=agreement.pk)
    else:
        announce(agreement_signed, Agreement, agreement=agreement, version=version, side=side, at=at)
    return signature


def _is_open(version: Version) -> bool:
    """Does the version wait for signatures: the first of an unsigned agreement, or the annex that was agreed?"""
    if version.in_force_at is not None:
        return False
    if version.amendment is None:
        return version.agreement.state in (Agreement.State.SENT, Agreement.State.SIGNED)
    return version.amendment.state == Amendment.State.AGREED and version.agreement.state == Agreement.State.ACTIVE


def _check_signature(
    agreement: Agreement,
    version: Version,
    how: str,
    name: str,
    signed_on: date,
    upload: Upload | None,
    at: datetime,
) -> None:
    reader = Reader({"name": name})
    reader.text("name", 160, needed=_("Say who signed."))
    if how not in Signature.How.values:
        reader.wrong("how", "how", _("Say how it was signed."))
    if signed_on > timezone.localtime(at).date():
        reader.wrong("signed_on", "future", _("The day of signing lies in the future."))
    elif signed_on < timezone.localtime(version.made_at).date():
        reader.wrong("signed_on", "before", _("This text is newer than the signature. Check the day."))
    if how == Signature.How.FILE and not _is_signed_pdf(agreement, upload):
        reader.wrong("upload", "file", _("Add the signed PDF."))
    reader.done()


def _is_signed_pdf(agreement: Agreement, upload: Upload | None) -> bool:
    return (
        upload is not None
        and (upload.holder_kind, upload.holder_key) == (HOLDER, str(agreement.pk))
        and upload.content_type == "application/pdf"
    )


def _activate(by: Person, agreement: Agreement, version: Version, at: datetime) -> None:
    """Both signed the first version: what waits for that may be paid, what the city gives in kind is wanted, and the
    place to look after has its page.
    """
    agreement.countersign()
    agreement.active_at = version.in_force_at = at
    agreement.save(update_fields=["state", "active_at"])
    version.save(update_fields=["in_force_at"])
    make_due(agreement, at)
    kind = Purchase.Kind.LEND if agreement.support == Scheme.Support.LOAN else Purchase.Kind.BUY
    Purchase.objects.bulk_create(
        Purchase(agreement=agreement, line=line, kind=kind, what=line.name, cost=line.amount)
        for line in agreement.lines.filter(source=CITY)
    )
    begin_building(by=by, agreement=agreement, at=at)


@transaction.atomic
def strike_signature(*, by: Person, signature: Signature, why: str, at: datetime) -> Signature:
    """What the party handed in is no valid signature of this text: it signs again. Only before the city signs.

    Raises NotAllowed, NotWaiting, BadValues (no reason).
    """
    version = signature.version
    agreement = locked(version.agreement)
    if not may_run_grants(by, agreement):
        raise NotAllowed
    signature.refresh_from_db()
    if not _is_open(version) or waits_for(version) != Signature.Side.CITY or signature.struck_at is not None:
        raise NotWaiting
    reader = Reader({"why": why})
    reason = reader.text("why", 1000, needed=_("Say what is wrong: the party reads it."), lines=True)
    reader.done()
    signature.struck_at, signature.struck_why = at, reason
    signature.save(update_fields=["struck_at", "struck_why"])
    if version.amendment_id is None:
        agreement.unsign()
        agreement.sign_until = max(agreement.sign_until or at, at + timedelta(days=7))
        agreement.save(update_fields=["state", "sign_until"])
    note(
        "strike_signature",
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        after={"state": agreement.state, "version": version.number, "side": Signature.Side.PARTY},
    )
    announce(signature_struck, Signature, signature=signature, agreement=agreement, at=at)
    return signature
