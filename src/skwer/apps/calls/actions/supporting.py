"""Neighbours who support a proposal: online from an account, or on paper lists that the office counts.

Single signatures are not journalled: the journal is for ever, and names on a list are not.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import has_verified_email

from ..backing import erased_on
from ..models import Call, Proposal, Supporter, SupportSheet
from ..queries import proposing_stage
from ..queries.backing import proposing_stages, support_of, support_of_call
from ..regulations import paragraph_of
from ..rules import may_check, writes
from ..signals import announce, sheet_counted, support_complete
from ..words import say
from .locking import lock
from .needing import keep_count
from .proposing import Unverified

HOLDER = "support_sheet"
MOST_ON_PAPER = 10_000


class CannotSupport(Refusal):
    """The name cannot be taken: `field` says where it is mended, if it is about one field."""

    code = "cannot_support"

    def __init__(self, *args: Any, field: str = "", **kwargs: Any) -> None:
        self.field = field
        super().__init__(*args, **kwargs)


class ListClosed(Refusal):
    """The list takes no names (any more)."""

    code = "list_closed"
    status = 409


def kept_until(call: Call, at: datetime) -> date:
    """The day on which names that are signed now, and scans handed in now, are erased."""
    asked = [stage for stage in proposing_stages(call) if stage.closes_at is not None]
    return erased_on(asked[-1] if asked else None, support_of_call(call), at)


def collecting(proposal: Proposal, at: datetime) -> bool:
    """Does its list take names now? While it is written, between the rounds, and while the office waits for more."""
    call = proposal.call
    if call.state != Call.State.ANNOUNCED or not support_of_call(call).needed:
        return False
    if proposal.state == Proposal.State.DRAFT:
        stage = proposing_stage(call)
        return stage is not None and stage.runs(at)
    return proposal.state in (Proposal.State.IDEA, Proposal.State.INVITED, Proposal.State.CORRECTION)


@transaction.atomic
def support(
    *, by: Person, proposal: Proposal, name: str, street: str, old_enough: bool, lives_here: bool, at: datetime
) -> Supporter:
    """Sign. `old_enough` and `lives_here` are her statements; they are asked, not kept.

    Signing again corrects name and street. Raises Unverified, ListClosed (over, full), CannotSupport.
    """
    lock(proposal)
    call = proposal.call
    cited = paragraph_of(call, "support")
    wanted = support_of_call(call)
    if not collecting(proposal, at):
        raise ListClosed(_("This list takes no names any more."), paragraph=cited)
    if not has_verified_email(by):
        message = _("Confirm your e-mail address first, so that nobody signs twice. We wrote to you with a link.")
        raise Unverified(message, paragraph=cited)
    if writes(by, proposal):
        raise CannotSupport(
            _("You write this proposal, so your own signature does not count."), code="own", paragraph=cited
        )
    full_name, where = " ".join(name.split())[:120], " ".join(street.split())[:120]
    if len(full_name.split()) < 2:
        raise CannotSupport(_("Write your name and surname."), code="name", field="name", paragraph=cited)
    if len(where) < 3:
        message = _("Write the street where you live; a village without streets: its name.")
        raise CannotSupport(message, code="street", field="street", paragraph=cited)
    if sum(sign.isdecimal() for sign in full_name + where) >= 9:
        message = _("We take neither PESEL nor telephone numbers. Write your name and street only.")
        raise CannotSupport(message, code="digits", field="street", paragraph=cited)
    if not lives_here:
        message = _("Only people who live in the city count. Tick the box if you do.")
        raise CannotSupport(message, code="lives_here", field="lives_here", paragraph=cited)
    if wanted.age and not old_enough:
        message = say(_("You must be at least %(age)s years old. Tick the box if you are."), age=wanted.age)
        raise CannotSupport(message, code="age", field="old_enough", paragraph=cited)
    known = proposal.supporters.filter(person=by).first()
    if known is not None:
        known.name, known.street = full_name, where
        known.save(update_fields=["name", "street"])
        return known
    there = support_of(proposal)
    if there.full:
        raise ListClosed(
            say(_("The list is full: it takes %(most)s names and needs no more."), most=there.most),
            code="full",
            paragraph=paragraph_of(call, "support_list") or cited,
        )
    signed = Supporter.objects.create(
        proposal=proposal,
        person=by,
        name=full_name,
        street=where,
        at=at,
        expires_on=kept_until(call, at),
    )
    if there.missing == 1:
        announce(support_complete, Proposal, proposal=proposal, at=at)
    return signed


@transaction.atomic
def withdraw_support(*, by: Person, proposal: Proposal, at: datetime) -> bool:  # noqa: ARG001
    """She takes her name back, at any time; it is erased at once. Returns whether there was one.

    A number that was settled when the proposal was sent stays.
    """
    lock(proposal)
    return bool(proposal.supporters.filter(person=by).delete()[0])


@transaction.atomic
def hand_in_sheet(*, by: Person, proposal: Proposal, names: int, file: Any, at: datetime) -> SupportSheet:
    """Those who write it hand in a paper list: how many names stand on it, and its scan. The office counts later.

    Raises NotAllowed, ListClosed, CannotSupport, and the refusals of `files`.
    """
    lock(proposal)
    cited = paragraph_of(proposal.call, "support_list") or paragraph_of(proposal.call, "support")
    if not writes(by, proposal):
        raise NotAllowed(_("Only those who write this proposal may hand this in."))
    if not collecting(proposal, at):
        raise ListClosed(_("This list takes no names any more."), paragraph=cited)
    _check_number(names, "names", cited, least=1)
    there = support_of(proposal)
    if there.together + names > there.most:
        raise _above(there.most, there.together, "names", cited)
    if file is None:
        raise CannotSupport(_("Choose the scan or photo of the list."), code="file", field="file", paragraph=cited)
    sheet = SupportSheet.objects.create(
        proposal=proposal,
        declared=names,
        handed_in_at=at,
        expires_on=kept_until(proposal.call, at),
    )
    _keep_scan(by, sheet, file, at)
    if there.missing and there.missing <= names:
        announce(support_complete, Proposal, proposal=proposal, at=at)
    return sheet


@transaction.atomic
def take_back_sheet(*, by: Person, sheet: SupportSheet, at: datetime) -> None:
    """Those who write it take a list back that the office has not counted. Raises NotAllowed, ListClosed."""
    proposal = lock(sheet.proposal)
    lock(sheet)
    if not writes(by, proposal):
        raise NotAllowed(_("Only those who write this proposal may take this back."))
    if sheet.counted_at is not None or not collecting(proposal, at):
        raise ListClosed(_("The office has this list already."), paragraph=paragraph_of(proposal.call, "support"))
    _erase_scan(sheet, at)
    sheet.delete()


@transaction.atomic
def count_sheet(
    *,
    by: Person,
    proposal: Proposal,
    valid: int,
    struck: int = 0,
    why: str = "",
    sheet: SupportSheet | None = None,
    file: Any = None,
    at: datetime,
) -> SupportSheet:
    """The office counts a paper list: names that count, names struck and why. Without `sheet`: one brought to the desk.

    Counting again corrects the numbers. Raises NotAllowed, CannotSupport, and the refusals of `files`.
    """
    lock(proposal)
    if not may_check(by, proposal) or proposal.number is None:
        raise NotAllowed()
    call = proposal.call
    cited = paragraph_of(call, "support_list") or paragraph_of(call, "support")
    wanted = support_of_call(call)
    if not wanted.needed:
        raise CannotSupport(_("This call asks for no support."), code="not_asked")
    if call.state not in (Call.State.ANNOUNCED, Call.State.DECIDED):
        raise CannotSupport(_("This call is over."), code="over", paragraph=cited)
    _check_number(valid, "valid", cited)
    _check_number(struck, "struck", cited)
    if valid + struck == 0:
        raise CannotSupport(_("A list has at least one name."), code="valid", field="valid", paragraph=cited)
    reason = " ".join(why.split())[:200]
    if struck and not reason:
        message = _("Say why names were struck; name nobody.")
        raise CannotSupport(message, code="why", field="why", paragraph=cited)
    before = None
    if sheet is None:
        there = support_of(proposal)
        if there.together + valid > there.most:
            raise _above(there.most, there.together, "valid", cited)
        sheet = SupportSheet(
            proposal=proposal, declared=valid + struck, handed_in_at=at, expires_on=kept_until(call, at)
        )
    else:
        lock(sheet)
        if sheet.proposal_id != proposal.pk:
            raise NotAllowed()
        before = {"valid": sheet.valid, "struck": sheet.struck, "declared": sheet.declared}
    sheet.valid, sheet.struck, sheet.why_struck = valid, struck, reason
    sheet.counted_by, sheet.counted_at = by, at
    sheet.save()
    if file is not None:
        _erase_scan(sheet, at)
        _keep_scan(by, sheet, file, at)
    _journal(by, "count_sheet", proposal, at, before=before, after={"valid": valid, "struck": struck})
    announce(sheet_counted, SupportSheet, sheet=sheet, at=at)
    return sheet


def forget_supporters(*, at: datetime) -> int:
    """The clock: names and scans go on their day, and at once where the proposal or its call ended early.

    Returns how many names and scans were erased. The numbers stay.
    """
    today = timezone.localtime(at).date()
    over = (
        Q(expires_on__lte=today)
        | Q(proposal__state=Proposal.State.WITHDRAWN)
        | Q(proposal__call__state=Call.State.CANCELLED)
    )
    waiting = {
        *Supporter.objects.filter(over).values_list("proposal_id", flat=True),
        *SupportSheet.objects.filter(over, upload__isnull=False).values_list("proposal_id", flat=True),
    }
    return sum(_forget(pk, over, at) for pk in sorted(waiting))


@transaction.atomic
def _forget(pk: int, over: Q, at: datetime) -> int:
    proposal = lock(Proposal.objects.select_related("call__organisation").get(pk=pk))
    if proposal.number is not None:
        keep_count(proposal=proposal, at=at)  # names that came with a correction count as well
    names = proposal.supporters.filter(over).delete()[0]
    scans = 0
    for sheet in proposal.support_sheets.filter(over, upload__isnull=False):
        _erase_scan(sheet, at)
        scans += 1
    if names or scans:
        _journal(None, "forget_supporters", proposal, at, after={"names": names, "scans": scans})
    return names + scans


def _check_number(number: int, field: str, cited: str, *, least: int = 0) -> None:
    if not least <= number <= MOST_ON_PAPER:
        message = say(_("Write how many names, from %(least)s."), least=least)
        raise CannotSupport(message, code=field, field=field, paragraph=cited)


def _above(most: int, there: int, field: str, cited: str) -> CannotSupport:
    message = say(
        _("That would be too many: the list takes %(most)s names, and %(there)s are there."), most=most, there=there
    )
    return CannotSupport(message, code="full", field=field, paragraph=cited)


def _keep_scan(by: Person, sheet: SupportSheet, file: Any, at: datetime) -> None:
    upload = store_upload(
        by=by,
        organisation=sheet.proposal.call.organisation,
        file=file,
        kind=Upload.Kind.DOCUMENT,
        audience=Upload.Audience.INSIDE,
        holder_kind=HOLDER,
        holder_key=sheet.pk,
        at=at,
    )
    sheet.upload = upload.pk
    sheet.save(update_fields=["upload"])


def _erase_scan(sheet: SupportSheet, at: datetime) -> None:
    """Row and bytes. The clock may do it: nobody has to be allowed to."""
    for upload in Upload.objects.filter(holder_kind=HOLDER, holder_key=str(sheet.pk)):
        record(
            actor=None,
            verb="upload_deleted",
            kind="upload",
            key=upload.pk,
            organisation=upload.organisation,
            at=at,
            before={"kind": upload.kind, "size": upload.size, "sha256": upload.sha256},
        )
        for stored in (upload.file, upload.thumbnail):
            if stored.name:
                transaction.on_commit(partial(stored.storage.delete, stored.name))
        upload.delete()
    sheet.upload = None
    if sheet.pk:
        sheet.save(update_fields=["upload"])


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
