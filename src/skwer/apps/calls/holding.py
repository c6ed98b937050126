"""A proposal holds files: who sees them, and who may add and take away."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from skwer.apps.files.holders import HolderKind
from skwer.apps.people.models import Membership, Person

from .models import Proposal
from .queries import form_of, open_correction
from .rules import may_check, may_edit

KEY = "proposal"


def _visible(person: Person | None) -> QuerySet[Proposal]:
    return Proposal.objects.visible_to(person)


def _inside(person: Person | None) -> QuerySet[Proposal]:
    """Of these, those whose private files the person may open: she writes them, or reads the city's desk."""
    if person is None or not person.is_authenticated:
        return Proposal.objects.none()
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.AUDITOR]
    desks = Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
    mine = Proposal.objects.read_by(person).values("pk")
    return Proposal.objects.filter(Q(pk__in=mine) | Q(number__isnull=False, call__organisation__in=desks))


def _may_change(person: Person, key: str, at: datetime) -> bool:
    """While it may be edited: a draft, or a correction that asks for a file. An officer for what came on paper."""
    proposal = Proposal.objects.select_related("call__organisation").filter(pk=key).first() if key.isdecimal() else None
    if proposal is None:
        return False
    if proposal.channel == Proposal.Channel.PAPER and proposal.state in ("submitted", "correction"):
        return may_check(person, proposal)
    if not may_edit(person, proposal, at):
        return False
    if proposal.state == Proposal.State.CORRECTION:
        correction = open_correction(proposal)
        form = form_of(proposal)
        named = correction.fields if correction else []
        return any((question := form.question(field)) and question.kind == "file" for field in named)
    return True


PROPOSAL_FILES = HolderKind(KEY, _visible, _inside, _may_change)
