"""What must stand behind a proposal: tasks open by themselves, somebody gives, the office confirms."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ..models import Call, Need, Proposal
from ..queries.backing import kinds_needed
from ..regulations import paragraph_of
from ..rules import may_check, writes
from ..signals import announce, need_given, need_settled
from .locking import lock

HOLDER = "need"
TOPICS = {Need.Kind.OWNER: "consent", Need.Kind.GUARDIAN: "guardian", Need.Kind.SUPPORT: "support"}
# States in which a proposal is out of the running: nothing is asked for any more.
ENDED = (
    Proposal.State.WITHDRAWN,
    Proposal.State.REJECTED,
    Proposal.State.REFUSED,
    Proposal.State.LAPSED,
    Proposal.State.DECLINED,
)


class CannotConsent(Refusal):
    """The consent cannot be given, or not like this: `field` says where it is mended."""

    code = "cannot_consent"

    def __init__(self, *args: Any, field: str = "", **kwargs: Any) -> None:
        self.field = field
        super().__init__(*args, **kwargs)


class ConsentGone(Refusal):
    """The link leads nowhere (any more)."""

    message = _("This link is no longer valid. Ask whoever gave it to you for a new one.")
    code = "consent_gone"
    status = 409


def open_needs(*, proposal: Proposal, at: datetime) -> list[Need]:  # noqa: ARG001  (every action takes its moment)
    """Open a task for everything the proposal needs as it stands, and take away open ones it no longer needs.

    Called inside the action that changed the proposal, under its lock. Doing it twice changes nothing.
    """
    wanted = kinds_needed(proposal)
    there = {need.kind for need in proposal.needs.all()}
    proposal.needs.filter(state=Need.State.OPEN, upload=None).exclude(kind__in=wanted).delete()
    return [
        Need.objects.create(proposal=proposal, kind=kind, token=secrets.token_urlsafe(32))
        for kind in wanted
        if kind not in there
    ]


def keep_count(*, proposal: Proposal, at: datetime) -> None:
    """When it is sent: how many had signed online stays, whatever becomes of the names. Under the proposal's lock."""
    need = proposal.needs.filter(kind=Need.Kind.SUPPORT).first()
    if need is None:
        return
    need.counted = max(proposal.supporters.count(), need.counted or 0)
    if need.state == Need.State.OPEN:
        need.state, need.given_at = Need.State.GIVEN, at
    need.save(update_fields=["counted", "state", "given_at"])


def asked_by(token: str) -> Need:
    """The consent a link asks for. Raises ConsentGone: taken back, answered and settled, or the proposal is over."""
    need = Need.objects.select_related("proposal__call__organisation", "proposal__author").filter(token=token).first()
    if not token or need is None or need.kind == Need.Kind.SUPPORT or _is_over(need.proposal):
        raise ConsentGone()
    return need


@transaction.atomic
def answer_by_link(*, token: str, agree: bool, who: str, states: bool, by: Person | None, at: datetime) -> Need:
    """Whoever was given the link agrees or refuses, under her name; no account is needed.

    states: she ticked that she is the guardian, or owns or manages the land (to agree, not to refuse). Those who write
    the proposal cannot agree in somebody else's place. Raises ConsentGone, NotAllowed, CannotConsent.
    """
    need = asked_by(token)
    lock(need.proposal)
    lock(need)
    cited = paragraph_of(need.proposal.call, TOPICS[Need.Kind(need.kind)])
    if need.token != token or need.state not in (Need.State.OPEN, Need.State.GIVEN):
        raise ConsentGone()
    if writes(by, need.proposal):
        raise NotAllowed(
            _("You write this proposal, so somebody else must agree. Pass the link on, or sign out first."),
            code="own_consent",
            paragraph=cited,
        )
    name = " ".join(who.split())[:160]
    if len(name) < 3:
        raise CannotConsent(_("Write your name and surname."), code="who", field="who", paragraph=cited)
    if agree and not states:
        message = {
            Need.Kind.GUARDIAN: _("Say that you are the parent or legal guardian: tick the box."),
            Need.Kind.OWNER: _("Say that you own or manage this land: tick the box."),
        }[Need.Kind(need.kind)]
        raise CannotConsent(message, code="states", field="states", paragraph=cited)
    before = need.state
    need.who, need.given_at = name, at
    need.state = Need.State.GIVEN if agree else Need.State.REFUSED
    need.save(update_fields=["who", "given_at", "state"])
    _journal(None, "answer_consent", need, at, before=before)
    announce(need_given, Need, need=need, at=at)
    return need


@transaction.atomic
def give_need(*, by: Person, need: Need, who: str, file: Any, at: datetime) -> Need:
    """Those who write it hand in a signed consent as a file; a new file replaces the one before.

    Raises NotAllowed, CannotConsent, and the refusals of `files`.
    """
    proposal = lock(need.proposal)
    lock(need)
    cited = paragraph_of(proposal.call, TOPICS[Need.Kind(need.kind)])
    _may_give(by, need, cited)
    if file is None:
        raise CannotConsent(_("Choose the file with the signed consent."), code="file", field="file", paragraph=cited)
    name = " ".join(who.split())[:160]
    if len(name) < 3:
        message = _("Write who signed: the name, or the office of the owner.")
        raise CannotConsent(message, code="who", field="who", paragraph=cited)
    upload = store_upload(
        by=by,
        organisation=proposal.call.organisation,
        file=file,
        kind=Upload.Kind.DOCUMENT,
        audience=Upload.Audience.INSIDE,
        holder_kind=HOLDER,
        holder_key=need.pk,
        at=at,
    )
    for old in Upload.objects.filter(holder_kind=HOLDER, holder_key=str(need.pk)).exclude(pk=upload.pk):
        delete_upload(by=by, upload=old, at=at)
    before = need.state
    need.state, need.who, need.upload, need.given_at = Need.State.GIVEN, name, upload.pk, at
    need.save(update_fields=["state", "who", "upload", "given_at"])
    _journal(by, "give_need", need, at, before=before)
    announce(need_given, Need, need=need, at=at)
    return need


@transaction.atomic
def renew_link(*, by: Person, need: Need, at: datetime) -> Need:
    """Those who write it get a new link; the old one leads nowhere from now on, and a refusal may be asked again.

    Raises NotAllowed, CannotConsent.
    """
    proposal = lock(need.proposal)
    lock(need)
    _may_give(by, need, paragraph_of(proposal.call, TOPICS[Need.Kind(need.kind)]))
    before = need.state
    need.token = secrets.token_urlsafe(32)
    if need.state == Need.State.REFUSED:
        need.state, need.who, need.given_at = Need.State.OPEN, "", None
    need.save(update_fields=["token", "state", "who", "given_at"])
    _journal(by, "renew_consent", need, at, before=before)
    return need


@transaction.atomic
def settle_need(
    *,
    by: Person,
    need: Need,
    state: str,
    note: str = "",
    who: str | None = None,
    due_at: datetime | None = None,
    at: datetime,
) -> Need:
    """The office looks at it: confirmed, refused (with a note), not needed (with a note), or open again with a day.

    `who`: the owner the office found out. Raises NotAllowed, CannotConsent.
    """
    proposal = lock(need.proposal)
    lock(need)
    if not may_check(by, proposal) or proposal.number is None:
        raise NotAllowed()
    cited = paragraph_of(proposal.call, TOPICS[Need.Kind(need.kind)])
    if proposal.call.state not in (Call.State.ANNOUNCED, Call.State.DECIDED):
        raise CannotConsent(_("This call is over."), code="over", paragraph=cited)
    if state not in (Need.State.CONFIRMED, Need.State.REFUSED, Need.State.WAIVED, Need.State.OPEN):
        raise CannotConsent(_("Choose what the office found."), code="state", field="state", paragraph=cited)
    words = note.strip()[:1000]
    if state in (Need.State.REFUSED, Need.State.WAIVED) and not words:
        raise CannotConsent(_("Say why: the author will read it."), code="note", field="note", paragraph=cited)
    if due_at is not None and due_at <= at:
        message = _("The day by which it is needed must lie in the future.")
        raise CannotConsent(message, code="due_at", field="due_at", paragraph=cited)
    before = need.state
    need.state, need.note, need.settled_at, need.settled_by = state, words, at, by
    if state == Need.State.OPEN:
        need.settled_at, need.settled_by = None, None
    if who is not None:
        need.who = " ".join(who.split())[:160]
    need.due_at = due_at
    need.save()
    _journal(by, "settle_need", need, at, before=before)
    announce(need_settled, Need, need=need, at=at)
    return need


def may_give(person: Person | None, need: Need) -> bool:
    """May those who write the proposal still hand this consent in?"""
    answerable = (Need.State.OPEN, Need.State.GIVEN, Need.State.REFUSED)
    if need.kind == Need.Kind.SUPPORT or need.state not in answerable or _is_over(need.proposal):
        return False
    return writes(person, need.proposal)


def _may_give(by: Person, need: Need, cited: str) -> None:
    if not writes(by, need.proposal):
        raise NotAllowed(_("Only those who write this proposal may hand this in."))
    if not may_give(by, need):
        raise CannotConsent(
            _("The office has already dealt with this, or the proposal is over."), code="settled", paragraph=cited
        )


def _is_over(proposal: Proposal) -> bool:
    return proposal.state in ENDED or proposal.call.state not in (Call.State.ANNOUNCED, Call.State.DECIDED)


def _journal(by: Person | None, verb: str, need: Need, at: datetime, *, before: str) -> None:
    proposal = need.proposal
    record(
        actor=by,
        verb=verb,
        kind="proposal",
        key=proposal.uid,
        organisation=proposal.call.organisation,
        at=at,
        before={"need": need.kind, "state": before},
        after={"need": need.kind, "state": need.state},
    )
