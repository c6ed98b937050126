"""A proposal from its first word to its receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import FieldError, check_save, check_submit, merge
from skwer.apps.forms.schema import RAW
from skwer.apps.people.journal import record
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import has_verified_email
from skwer.apps.places import queries as places
from skwer.apps.search.actions import index_later
from skwer.values.canonical import fingerprint

from ..applicants import PERSON
from ..columns import Columns, read_columns
from ..for_spaces import space_of
from ..limits import limit_errors
from ..models import Call, Proposal, Revision
from ..queries import form_of, proposing_stage
from ..queries.backing import missing_before_sending
from ..queries.rounds import FULL, IDEA, round_of
from ..receipts import receipt_number
from ..regulations import paragraph_of
from ..rules import may_act_for, may_apply_as, may_edit, may_propose, may_set_up, may_withdraw, writes
from ..signals import announce, idea_sent, proposal_submitted, proposal_withdrawn
from .locking import lock
from .needing import keep_count, open_needs
from .waiting import too_many, unanswered_errors, unconfirmed_errors

WRITTEN = (Proposal.State.DRAFT, Proposal.State.INVITED)
"""States in which the answers are being written."""


class CannotPropose(Refusal):
    """The call takes no proposals now, or not from this kind of applicant."""

    code = "cannot_propose"
    status = 409


class StaleVersion(Refusal):
    """Somebody saved in the meantime. Nothing is lost: `mine` is what was typed, `theirs` what is kept."""

    message = _("Somebody else saved this proposal in the meantime. Compare both versions and choose.")
    code = "stale"
    status = 409

    def __init__(self, *, mine: Mapping[str, Any], theirs: Mapping[str, Any], version: int) -> None:
        self.mine, self.theirs, self.version = dict(mine), dict(theirs), version
        super().__init__()


class CannotEdit(Refusal):
    """The proposal cannot be changed (any more)."""

    code = "cannot_edit"
    status = 409


class Late(Refusal):
    """The hour has passed."""

    message = _("The time for proposals is over. Your draft stays here, but it can no longer be sent.")
    code = "late"
    status = 409


class Unverified(Refusal):
    """The e-mail address is not confirmed."""

    message = _("Confirm your e-mail address before you send the proposal. We wrote to you with a link.")
    code = "unverified"
    status = 403


class Incomplete(Refusal):
    """Something is missing or against the rules: `errors` says what, field by field."""

    message = _("Something is still missing. Correct it and send again; everything is saved.")
    code = "incomplete"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = list(errors)
        super().__init__()
        self.add_note("; ".join(f"{error.field}: {error.message}" for error in errors))


@transaction.atomic
def start_proposal(
    *,
    by: Person,
    call: Call,
    at: datetime,
    applicant_kind: str = PERSON,
    organisation: Organisation | None = None,
    group_name: str = "",
    young: bool = False,
    answers: Mapping[str, Any] | None = None,
) -> Proposal:
    """An empty draft, seen by its author alone. Nothing is journalled or announced before it is sent.

    Raises CannotPropose (not now, not for this kind of applicant), NotAllowed (not a member of the organisation).
    """
    may = may_propose(by, call, at)
    if not may:
        raise CannotPropose(may.why, paragraph=may.paragraph)
    apply = may_apply_as(call, applicant_kind)
    if not apply:
        raise CannotPropose(apply.why, code="applicant_kind", paragraph=apply.paragraph)
    if not may_act_for(by, organisation, applicant_kind):
        raise NotAllowed(
            _("Choose an organisation of this kind in which you are a member."),
            code="not_a_member",
            paragraph=paragraph_of(call, "applicants"),
        )
    proposal = Proposal.objects.create(
        call=call,
        author=by,
        organisation=organisation,
        applicant_kind=applicant_kind,
        group_name=group_name.strip()[:120],
        young=young,
        answers=check_save(form_of(call), answers or {})[0],
        language=(get_language() or by.language)[:2],
        created_at=at,
        updated_at=at,
    )
    open_needs(proposal=proposal, at=at)
    return proposal


@transaction.atomic
def change_applicant(
    *,
    by: Person,
    proposal: Proposal,
    applicant_kind: str,
    organisation: Organisation | None = None,
    group_name: str = "",
    young: bool = False,
    at: datetime,
) -> Proposal:
    """Change in a draft on whose behalf it is written. Raises CannotEdit, CannotPropose, NotAllowed."""
    lock(proposal)
    _may_write(by, proposal, at)
    if proposal.state != Proposal.State.DRAFT:
        raise CannotEdit(_("Who applies can be changed in a draft only."))
    apply = may_apply_as(proposal.call, applicant_kind)
    if not apply:
        raise CannotPropose(apply.why, code="applicant_kind", paragraph=apply.paragraph)
    if not may_act_for(by, organisation, applicant_kind):
        raise NotAllowed(_("Choose an organisation of this kind in which you are a member."), code="not_a_member")
    proposal.applicant_kind, proposal.organisation = applicant_kind, organisation
    proposal.group_name, proposal.young, proposal.updated_at = group_name.strip()[:120], young, at
    proposal.save(update_fields=["applicant_kind", "organisation", "group_name", "young", "updated_at"])
    open_needs(proposal=proposal, at=at)
    return proposal


@transaction.atomic
def save_draft(
    *, by: Person, proposal: Proposal, answers: Mapping[str, Any], version: int, at: datetime
) -> list[FieldError]:
    """Keep what was typed, gaps and mistakes included; answers to questions not given here stay as they are.

    `version` is the one the page was made from. Returns what cannot be read as it is (types only). Drafts are private
    and not journalled. Raises CannotEdit, NotAllowed, StaleVersion (with both texts).
    """
    lock(proposal)
    _may_write(by, proposal, at)
    if proposal.state not in WRITTEN:
        raise CannotEdit(_("The office asked to correct some fields. Send the correction instead."))
    if version != proposal.version:
        raise StaleVersion(mine=answers, theirs=proposal.answers, version=proposal.version)
    clean, errors = check_save(form_of(proposal), answers)
    kept = merge(proposal.answers, clean)
    if kept != proposal.answers:
        proposal.answers = kept
        write_columns(proposal)
        proposal.version += 1
        proposal.updated_at = at
        proposal.save()
        open_needs(proposal=proposal, at=at)
    return errors


def submit_proposal(*, by: Person, proposal: Proposal, at: datetime) -> Proposal:
    """Check everything, give the number and the receipt, keep a revision. In a call with rounds: the idea of a draft,
    or the full application of whoever was invited and answered each recommendation.

    Raises NotAllowed, Unverified, Late (journalled), CannotEdit, Incomplete (with the errors of form and call).
    """
    try:
        return _submit(by, proposal, at)
    except Late:
        # After the refusal has undone everything else: that somebody came too late is a fact of the call.
        record(
            actor=by,
            verb="submit_refused_late",
            kind="proposal",
            key=proposal.uid,
            organisation=proposal.call.organisation,
            at=at,
        )
        raise


@transaction.atomic
def _submit(by: Person, proposal: Proposal, at: datetime) -> Proposal:
    call = lock(proposal.call)
    lock(proposal)
    proposal.call = call
    if not writes(by, proposal):
        raise NotAllowed(_("Only those who write this proposal may send it."))
    stage = proposing_stage(call)
    full = round_of(stage) == FULL
    if proposal.state not in WRITTEN:
        raise CannotEdit(_("This proposal has already been sent."), code="already_sent")
    if full and proposal.state == Proposal.State.DRAFT:
        raise Late(_("The time for ideas is over. Only ideas the committee invited go on."), paragraph=_rounds(call))
    if not full and proposal.state == Proposal.State.INVITED:
        raise Late(_("Full applications are not taken yet."), code="early", paragraph=_rounds(call))
    if call.state != Call.State.ANNOUNCED or stage is None or not stage.runs(at):
        raise Late(paragraph=paragraph_of(call, "deadline"))
    if not has_verified_email(by):
        raise Unverified(paragraph=paragraph_of(call, "channel"))
    columns = write_columns(proposal)
    errors = [
        *check_submit(form_of(proposal), proposal.answers),
        *limit_errors(proposal, columns),
        *missing_before_sending(proposal),
        *unconfirmed_errors(proposal),
        *(unanswered_errors(proposal) if full else too_many(proposal, stage.settings.get("per_applicant", 0))),
    ]
    if errors:
        raise Incomplete(errors)
    return enter(proposal, by=by, reason=Revision.Reason.SUBMITTED, at=at)


def enter(proposal: Proposal, *, by: Person, reason: str, at: datetime) -> Proposal:
    """Number, receipt, state, revision, journal, announcement. The call's row must be locked: numbers have no gaps.

    A full application keeps the number and the receipt of its idea.
    """
    call = proposal.call
    idea = round_of(proposing_stage(call)) == IDEA
    if proposal.number is None:
        call.last_number += 1
        call.save(update_fields=["last_number"])
        proposal.number = call.last_number
        proposal.receipt = receipt_number(call.slug, timezone.localtime(at).year, proposal.number)
    proposal.updated_at = at
    proposal.answers = {key: value for key, value in proposal.answers.items() if key != RAW}
    proposal.version += 1
    if idea:
        proposal.send_idea()
        proposal.idea_sent_at = at
    else:
        proposal.send()
        proposal.submitted_at = at
    proposal.save()
    open_needs(proposal=proposal, at=at)
    if proposal.state == Proposal.State.SUBMITTED:
        keep_count(proposal=proposal, at=at)
    online = reason == Revision.Reason.SUBMITTED
    kept_as = Revision.Reason.IDEA if idea and online else reason
    revision = keep_revision(proposal, by=by, reason=kept_as, at=at)
    record(
        actor=by,
        verb=("send_idea" if idea else "submit_proposal") if online else "register_paper",
        kind="proposal",
        key=proposal.uid,
        organisation=call.organisation,
        at=at,
        after={"number": proposal.number, "requested": proposal.requested, "revision": revision.hash},
    )
    if idea:
        announce(idea_sent, Proposal, proposal=proposal, at=at)
    else:
        announce(proposal_submitted, Proposal, proposal=proposal, at=at)
    index_later(kind="proposal", key=proposal.pk)
    return proposal


@transaction.atomic
def withdraw_proposal(*, by: Person, proposal: Proposal, at: datetime) -> Proposal:
    """The author takes it back; the number stays used. Raises CannotEdit when it is too late or not hers."""
    lock(proposal)
    may = may_withdraw(by, proposal)
    if not may:
        raise CannotEdit(may.why, code="cannot_withdraw", paragraph=may.paragraph)
    before = proposal.state
    proposal.withdraw()
    proposal.withdrawn_at, proposal.withdrawn_from, proposal.updated_at = at, before, at
    proposal.save()
    proposal.corrections.filter(answered_at__isnull=True, lapsed_at__isnull=True).update(lapsed_at=at)
    if proposal.number is not None:
        record(
            actor=by,
            verb="withdraw_proposal",
            kind="proposal",
            key=proposal.uid,
            organisation=proposal.call.organisation,
            at=at,
            before={"state": before},
            after={"state": proposal.state},
        )
        announce(proposal_withdrawn, Proposal, proposal=proposal, at=at)
        index_later(kind="proposal", key=proposal.pk)
    return proposal


@transaction.atomic
def translate_proposal(
    *, by: Person, proposal: Proposal, language: str, title: str, summary: str, at: datetime
) -> Proposal:
    """Put title and summary into another language; by those who write it, or by the city's desk. Raises NotAllowed."""
    lock(proposal)
    if not (writes(by, proposal) or (proposal.number is not None and may_set_up(by, proposal.call))):
        raise NotAllowed()
    if language == proposal.language:
        raise CannotEdit(_("This is the language the proposal is written in. Choose another one."), code="language")
    before = proposal.translations.get(language)
    texts = {"title": title.strip()[:140], "summary": summary.strip()[:250]}
    proposal.translations = {**proposal.translations, language: texts}
    proposal.save(update_fields=["translations"])
    if proposal.number is not None:
        index_later(kind="proposal", key=proposal.pk)
        record(
            actor=by,
            verb="translate_proposal",
            kind="proposal",
            key=proposal.uid,
            organisation=proposal.call.organisation,
            at=at,
            before={"hash": fingerprint(before)} if before else None,
            after={"language": language, "hash": fingerprint(texts)},
        )
    return proposal


def write_columns(proposal: Proposal) -> Columns:
    """Read the columns from the answers, find the district and the cover. Saves nothing."""
    columns = read_columns(proposal.answers)
    for name in ("title", "summary", "category", "lon", "lat", "address", "requested", "total"):
        setattr(proposal, name, getattr(columns, name))
    city = proposal.call.organisation
    proposal.space = space_of(proposal)
    if proposal.space is not None and columns.lon is None:  # it stands where its space is
        for name in ("lon", "lat", "address"):
            setattr(proposal, name, getattr(proposal.space, name))
    proposal.district = places.district_at(city, proposal.lon, proposal.lat)
    photos = Upload.objects.filter(
        pk__in=[uid for uid in columns.photos if _is_uid(uid)],
        kind=Upload.Kind.PHOTO,
        holder_kind="proposal",
        holder_key=str(proposal.pk),
    )
    by_uid = {str(photo.pk): photo for photo in photos}
    proposal.cover = next((by_uid[uid] for uid in columns.photos if uid in by_uid), None)
    return columns


def keep_revision(proposal: Proposal, *, by: Person | None, reason: str, at: datetime) -> Revision:
    """The answers as they are now, with their hash: what everybody later refers to."""
    return Revision.objects.create(
        proposal=proposal,
        number=proposal.revisions.count() + 1,
        at=at,
        by=by,
        reason=reason,
        answers=proposal.answers,
        hash=fingerprint(proposal.answers),
    )


def _may_write(by: Person, proposal: Proposal, at: datetime) -> None:
    if not writes(by, proposal):
        raise NotAllowed(_("Only those who write this proposal may change it."))
    may = may_edit(by, proposal, at)
    if not may:
        raise CannotEdit(may.why, paragraph=may.paragraph)


def _rounds(call: Call) -> str:
    return paragraph_of(call, "rounds")


def _is_uid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
