"""Consents and support towards the rooms below: who sees their files, what waits for whom, what is kept of a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload
from skwer.apps.files.holders import HolderKind
from skwer.apps.files.models import Upload
from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Person
from skwer.apps.people.own_data import OwnData

from .actions.needing import ENDED, may_give
from .actions.supporting import collecting
from .models import Call, Need, Proposal, Supporter, SupportSheet
from .queries.backing import deadline_of, support_of
from .rules import may_check, writes

NEED, SHEET = "need", "support_sheet"
_ROLES = (Membership.Role.OFFICER, Membership.Role.ADMIN)
_ASK = {
    Need.Kind.OWNER: _("Get the consent of the owner of the land"),
    Need.Kind.GUARDIAN: _("Get the consent of your parent or guardian"),
    Need.Kind.SUPPORT: _("Collect support"),
}


# --- files


def _inside(person: Person | None) -> Q:
    """Those who write the proposal, and once it was sent the city's desk."""
    if person is None or not person.is_authenticated:
        return Q(pk__in=[])
    desks = Membership.objects.current().filter(person=person, role__in=[*_ROLES, Membership.Role.AUDITOR])
    mine = Proposal.objects.written_by(person).values("pk")
    return Q(proposal__in=mine) | Q(
        proposal__number__isnull=False, proposal__call__organisation__in=desks.values("organisation")
    )


def _needs(person: Person | None) -> QuerySet[Need]:
    return Need.objects.filter(_inside(person))


def _sheets(person: Person | None) -> QuerySet[SupportSheet]:
    return SupportSheet.objects.filter(_inside(person))


def _may_change_need(person: Person, key: str, _at: datetime) -> bool:
    need = Need.objects.select_related("proposal__call").filter(pk=key).first() if key.isdecimal() else None
    return need is not None and may_give(person, need)


def _may_change_sheet(person: Person, key: str, at: datetime) -> bool:
    sheet = SupportSheet.objects.select_related("proposal__call").filter(pk=key).first() if key.isdecimal() else None
    if sheet is None:
        return False
    if writes(person, sheet.proposal):
        return sheet.counted_at is None and collecting(sheet.proposal, at)
    return sheet.proposal.number is not None and may_check(person, sheet.proposal)


NEED_FILES = HolderKind(NEED, _needs, _needs, _may_change_need)
SHEET_FILES = HolderKind(SHEET, _sheets, _sheets, _may_change_sheet)


# --- what waits


def for_authors(person: Person, at: datetime) -> list[Due]:
    """Consents and names that a proposal of hers still lacks, with the day by which they are needed."""
    mine = Proposal.objects.written_by(person).exclude(state__in=ENDED)
    waiting = Need.objects.filter(
        proposal__in=mine,
        proposal__call__state__in=[Call.State.ANNOUNCED, Call.State.DECIDED],
        state__in=[Need.State.OPEN, Need.State.REFUSED],
    )
    found = []
    for need in waiting.select_related("proposal__call__organisation").prefetch_related("proposal__call__stages"):
        due_at = deadline_of(need)
        if need.kind == Need.Kind.SUPPORT and (
            not collecting(need.proposal, at) or not support_of(need.proposal).missing
        ):
            continue
        if need.proposal.number is None and due_at is not None and due_at <= at:
            continue  # a draft that can no longer be sent needs nothing
        found.append(
            Due(
                what=_ASK[Need.Kind(need.kind)],
                about=need.proposal.title_in() or need.proposal.call.title,
                action=_("See how"),
                route="web:needs",
                kwargs={"slug": need.proposal.call.slug, "uid": need.proposal.uid},
                due_at=due_at,
                state="late" if due_at is not None and due_at <= at else "fix",
                organisation=need.proposal.call.organisation,
                detail=need.note,
            )
        )
    return found


def for_offices(person: Person, at: datetime) -> list[Due]:  # noqa: ARG001  (every provider takes the moment)
    """Consents that were handed in and nobody looked at, and paper lists nobody counted: one item a proposal."""
    desks = Membership.objects.current().filter(person=person, role__in=_ROLES).values("organisation")
    running = Q(proposal__call__organisation__in=desks, proposal__number__isnull=False) & Q(
        proposal__call__state__in=[Call.State.ANNOUNCED, Call.State.DECIDED]
    )
    ended = Q(proposal__state__in=ENDED)
    given = Need.objects.filter(running, state=Need.State.GIVEN).exclude(ended).values("proposal_id")
    uncounted = SupportSheet.objects.filter(running, counted_at__isnull=True).exclude(ended).values("proposal_id")
    waiting = Proposal.objects.filter(Q(pk__in=given) | Q(pk__in=uncounted)).select_related("call__organisation")
    return [
        Due(
            what=_("Look at the consents and the support of a proposal"),
            about=f"{proposal.number}. {proposal.title_in()}",
            action=_("Look"),
            route="web:desk_needs",
            kwargs={"slug": proposal.call.slug, "number": proposal.number},
            state="check",
            organisation=proposal.call.organisation,
        )
        for proposal in waiting.order_by("call", "number")
    ]


# --- what is kept about a person


def _supports(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "call": signed.proposal.call.slug,
            "proposal": signed.proposal.number,
            "name": signed.name,
            "street": signed.street,
            "signed": signed.at.isoformat(),
            "erased_on": signed.expires_on.isoformat(),
        }
        for signed in Supporter.objects.filter(person=person).select_related("proposal__call").order_by("pk")
    ]


def _files_of_drafts(person: Person) -> Iterator[Upload]:
    alone = Proposal.objects.filter(author=person, number__isnull=True).exclude(coauthors__accepted_at__isnull=False)
    drafts = list(alone.values_list("pk", flat=True))
    needs = Need.objects.filter(proposal__in=drafts).values_list("pk", flat=True)
    sheets = SupportSheet.objects.filter(proposal__in=drafts).values_list("pk", flat=True)
    for holder, keys in ((NEED, needs), (SHEET, sheets)):
        yield from Upload.objects.filter(holder_kind=holder, holder_key__in=[str(key) for key in keys])


def _erase(person: Person, at: datetime) -> None:
    """Her signatures go; the files of drafts nobody else writes go before the drafts do."""
    Supporter.objects.filter(person=person).delete()
    for upload in _files_of_drafts(person):
        Upload.objects.filter(pk=upload.pk).update(holder_kind="", holder_key="", uploaded_by=person)
        upload.refresh_from_db()
        delete_upload(by=person, upload=upload, at=at)


OWN_SUPPORT = OwnData("support", _supports, _erase)
