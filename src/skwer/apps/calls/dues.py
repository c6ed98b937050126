"""What waits for authors, for those invited, and for the offices that run calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Person

from . import after_dues
from .actions.coauthors import VALID_FOR
from .models import Call, CoAuthor, Correction, Proposal, Stage
from .queries import proposing_stage
from .queries.rounds import FULL, IDEA, stage_of_round, unanswered
from .queries.writers import text_hash
from .stages import DECIDE, kind_of, kinds


def for_authors(person: Person, at: datetime) -> list[Due]:
    """Corrections to answer, drafts that can still be sent, invitations to write along."""
    return [
        *_corrections(person, at),
        *_invited(person, at),
        *_drafts(person, at),
        *_readings(person),
        *_invitations(person, at),
    ]


def _corrections(person: Person, at: datetime) -> Iterator[Due]:
    mine = Proposal.objects.written_by(person).filter(state=Proposal.State.CORRECTION)
    waiting = Correction.objects.filter(proposal__in=mine, answered_at__isnull=True, lapsed_at__isnull=True)
    for correction in waiting.filter(due_at__gt=at).select_related("proposal__call__organisation"):
        proposal = correction.proposal
        yield Due(
            what=_("Correct what the office asked for"),
            about=proposal.title_in(),
            action=_("Correct"),
            route="web:correction",
            kwargs={"slug": proposal.call.slug, "number": proposal.number},
            due_at=correction.due_at,
            state="fix",
            organisation=proposal.call.organisation,
            detail=correction.message,
        )


def _invited(person: Person, at: datetime) -> Iterator[Due]:
    """Full applications to write, and before that recommendations to answer."""
    mine = Proposal.objects.written_by(person).filter(state=Proposal.State.INVITED, call__state=Call.State.ANNOUNCED)
    for proposal in mine.select_related("call__organisation").prefetch_related("call__stages"):
        stage = stage_of_round(proposal.call, FULL)
        if stage is None or stage.state == Stage.State.CLOSED or (stage.closes_at and stage.closes_at <= at):
            continue
        answering = bool(unanswered(proposal))
        if not answering and not stage.runs(at):
            continue
        place = {"number": proposal.number} if answering else {"uid": proposal.uid}
        yield Due(
            what=_("Answer the committee's recommendations")
            if answering
            else _("Write the full application and send it"),
            about=proposal.title_in(),
            action=_("Answer") if answering else _("Continue"),
            route="web:recommendations" if answering else "web:draft",
            kwargs={"slug": proposal.call.slug, **place},
            due_at=stage.closes_at,
            state="fix" if answering else "draft",
            organisation=proposal.call.organisation,
        )


def _drafts(person: Person, at: datetime) -> Iterator[Due]:
    drafts = Proposal.objects.written_by(person).filter(state=Proposal.State.DRAFT, call__state=Call.State.ANNOUNCED)
    for draft in drafts.select_related("call__organisation").prefetch_related("call__stages"):
        stage = stage_of_round(draft.call, IDEA) or proposing_stage(draft.call)
        if stage is None or not stage.runs(at):
            continue
        yield Due(
            what=_("Finish your draft and send it"),
            about=draft.title_in() or draft.call.title,
            action=_("Continue"),
            route="web:draft",
            kwargs={"slug": draft.call.slug, "uid": draft.uid},
            due_at=stage.closes_at,
            state="draft",
            organisation=draft.call.organisation,
        )


def _readings(person: Person) -> Iterator[Due]:
    asked = CoAuthor.objects.filter(
        person=person,
        accepted_at__isnull=False,
        role=CoAuthor.Role.READER,
        proposal__state__in=[Proposal.State.DRAFT, Proposal.State.INVITED],
        proposal__call__state=Call.State.ANNOUNCED,
    )
    for reader in asked.select_related("proposal__call__organisation").prefetch_related("proposal__call__stages"):
        draft, stage = reader.proposal, proposing_stage(reader.proposal.call)
        if stage is None or reader.confirmed_hash == text_hash(draft):
            continue
        yield Due(
            what=_("Read a proposal and confirm it"),
            about=draft.title_in() or draft.call.title,
            action=_("Read"),
            route="web:draft_read",
            kwargs={"slug": draft.call.slug, "uid": draft.uid},
            due_at=stage.closes_at,
            state="check",
            organisation=draft.call.organisation,
        )


def _invitations(person: Person, at: datetime) -> Iterator[Due]:
    waiting = CoAuthor.objects.filter(
        email__iexact=person.email, accepted_at__isnull=True, invited_at__gt=at - VALID_FOR
    ).exclude(proposal__author=person)
    for coauthor in waiting.select_related("proposal__call__organisation"):
        proposal = coauthor.proposal
        yield Due(
            what=_("You are invited to write a proposal together"),
            about=proposal.title_in() or proposal.call.title,
            action=_("Answer"),
            route="web:coauthor_accept",
            kwargs={"token": coauthor.token},
            due_at=coauthor.invited_at + VALID_FOR,
            state="sent",
            organisation=proposal.call.organisation,
        )


def for_offices(person: Person, at: datetime) -> list[Due]:
    """What the calls the person runs wait for: each stage kind says it; and stages whose hour has passed."""
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN]
    running = (
        Call.objects.filter(
            organisation__memberships__person=person,
            organisation__memberships__ended_at__isnull=True,
            organisation__memberships__role__in=roles,
            state__in=[Call.State.DRAFT, Call.State.ANNOUNCED],
        )
        .distinct()
        .select_related("organisation", "edition")
        .prefetch_related("stages")
    )
    found: list[Due] = []
    for call in running:
        found += _begun(call) if call.state == Call.State.DRAFT else _of_stages(call, at)
    return [*found, *after_dues.for_offices(person, at)]


def for_call(call: Call, at: datetime) -> list[Due]:
    """What the office must do next in one call."""
    if call.state == Call.State.DRAFT:
        return _begun(call)
    return [*_of_stages(call, at), *after_dues.of_call(call, at)]


def _begun(call: Call) -> list[Due]:
    return [
        Due(
            what=_("Finish the set-up and announce the call"),
            about=call.title,
            action=_("Set up"),
            route="web:desk_call",
            kwargs={"slug": call.slug},
            due_at=min((s.opens_at for s in call.stages.all() if s.opens_at), default=None),
            state="draft",
            organisation=call.organisation,
        )
    ]


def _of_stages(call: Call, at: datetime) -> list[Due]:
    if call.state != Call.State.ANNOUNCED:
        return []
    registered = kinds()
    present = {stage.kind for stage in call.stages.all()}
    found = [due for key, kind in registered.items() if key in present for due in kind.waiting(call, at)]
    return [*found, *_overdue(call, at)]


def _overdue(call: Call, at: datetime) -> Iterator[Due]:
    """A stage past its hour that the clock could not close: something is missing, and the office must look."""
    for stage in call.stages.all():
        if stage.state != Stage.State.OPEN or stage.kind == DECIDE or stage.closes_at is None or at < stage.closes_at:
            continue
        stage.call = call
        problems = kind_of(stage).may_close(stage, at)
        yield Due(
            what=_("A stage should be over: close it"),
            about=f"{call.title}: {stage.title or kind_of(stage).name}",
            action=_("Look and close"),
            route="web:desk_close",
            kwargs={"slug": call.slug, "order": stage.order},
            due_at=stage.closes_at,
            state="late",
            organisation=call.organisation,
            detail=" ".join(problem.message for problem in problems),
        )
