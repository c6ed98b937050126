"""What stands behind a proposal so far: whose land it is, which consents and how many names are there or missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import FieldError

from ..applicants import needs_organisation
from ..backing import Support, asks_guardian, cap, consent_of_settings, most, support_of_settings
from ..models import Call, Need, Proposal, Stage
from ..regulations import paragraph_of
from ..stages import AGREE, DECIDE, PROPOSE
from ..words import say
from .calls import proposing_stage, stages_of

CITY, OTHER, UNKNOWN = "city", "other", "unknown"

# What counts as given before sending; an agreement waits until the office has looked.
GIVEN = (Need.State.GIVEN, Need.State.CONFIRMED, Need.State.WAIVED)


def owner_state(proposal: Proposal) -> str:
    """Whose land the proposal's place is, as its author says: "city", "other", "unknown"; "" while she said nothing."""
    said = proposal.answers.get("owner")
    if not isinstance(said, str) or not said:
        return ""
    return said if said in (CITY, UNKNOWN) else OTHER


def proposing_stages(call: Call) -> list[Stage]:
    return [stage for stage in stages_of(call) if stage.kind == PROPOSE]


def support_of_call(call: Call) -> Support:
    """The list of support the call asks for: of the round that asks for most."""
    asked = [support_of_settings(stage.settings) for stage in proposing_stages(call)]
    return max(asked, key=lambda one: one.needed, default=support_of_settings({}))


def consent_of_call(call: Call) -> str:
    """When the owner of the land must have agreed: the strictest of the call's rounds."""
    said = [consent_of_settings(stage.settings) for stage in proposing_stages(call)]
    return next((when for when in ("before_sending", "before_agreement") if when in said), "none")


def kinds_needed(proposal: Proposal) -> list[str]:
    """What this proposal needs as it stands: a guardian's consent, an owner's consent, a list of support."""
    call, found = proposal.call, []
    if proposal.young and asks_guardian(call) and not needs_organisation(proposal.applicant_kind):
        found.append(Need.Kind.GUARDIAN)
    if consent_of_call(call) != "none" and owner_state(proposal) in (OTHER, UNKNOWN):
        found.append(Need.Kind.OWNER)
    if support_of_call(call).needed:
        found.append(Need.Kind.SUPPORT)
    return [str(kind) for kind in found]


def deadline_of(need: Need) -> datetime | None:
    """By when: the day the office named, else what the regulations say; None when they name none."""
    if need.due_at is not None:
        return need.due_at
    stages = stages_of(need.proposal.call)
    asking = [stage for stage in stages if stage.kind == PROPOSE and _asks(stage, need)]
    if need.kind != Need.Kind.OWNER or consent_of_call(need.proposal.call) == "before_sending":
        return asking[-1].closes_at if asking else None
    for kind in (AGREE, DECIDE):
        for stage in stages:
            if stage.kind == kind and (stage.closes_at or stage.opens_at):
                return stage.closes_at or stage.opens_at
    return None


def _asks(stage: Stage, need: Need) -> bool:
    """Does this round wait for it before a proposal is sent?"""
    if need.kind == Need.Kind.SUPPORT:
        return support_of_settings(stage.settings).needed > 0
    if need.kind == Need.Kind.OWNER:
        return consent_of_settings(stage.settings) == "before_sending"
    return True


@dataclass(frozen=True)
class Backing:
    """online: signed here; paper: names on lists (as the office counted, until then as the author did); needed: how
    many the call asks for; most: how many a list takes; cap: the legal cap on `needed`, or None.
    """

    online: int
    paper: int
    needed: int
    most: int
    cap: int | None

    @property
    def together(self) -> int:
        return self.online + self.paper

    @property
    def missing(self) -> int:
        return max(self.needed - self.together, 0)

    @property
    def full(self) -> bool:
        return self.together >= self.most


def support_of(proposal: Proposal) -> Backing:
    """How many support the proposal, and how many must. A number once settled outlives its names."""
    support = support_of_call(proposal.call)
    counted = proposal.needs.filter(kind=Need.Kind.SUPPORT).values_list("counted", flat=True).first()
    online = max(proposal.supporters.count(), counted or 0)
    sheets = proposal.support_sheets
    checked = sheets.filter(counted_at__isnull=False).aggregate(sum=Sum("valid"))["sum"] or 0
    waiting = sheets.filter(counted_at__isnull=True).aggregate(sum=Sum("declared"))["sum"] or 0
    return Backing(online, checked + waiting, support.needed, most(proposal.call, support), cap(proposal.call))


def missing_before_sending(proposal: Proposal) -> list[FieldError]:
    """What must be there before this round's proposal is sent, each with its paragraph; `field` is "need-<kind>"."""
    stage = proposing_stage(proposal.call)
    if stage is None:
        return []
    there = {need.kind: need.state for need in proposal.needs.all()}
    found = []
    for kind in kinds_needed(proposal):
        if not _asks(stage, Need(kind=kind)):
            continue
        if kind == Need.Kind.SUPPORT:
            found += _too_few(proposal)
        elif there.get(kind) not in GIVEN:
            found.append(_missing(proposal, kind))
    return found


def _missing(proposal: Proposal, kind: str) -> FieldError:
    messages = {
        Need.Kind.GUARDIAN: _("The consent of your parent or guardian is missing (%(paragraph)s)."),
        Need.Kind.OWNER: _("The consent of the owner of the land is missing (%(paragraph)s)."),
    }
    topic = {Need.Kind.GUARDIAN: "guardian", Need.Kind.OWNER: "consent"}[Need.Kind(kind)]
    message = say(messages[Need.Kind(kind)], paragraph=paragraph_of(proposal.call, topic))
    return FieldError(field=f"need-{kind}", code=f"need_{kind}", message=message)


def _too_few(proposal: Proposal) -> list[FieldError]:
    backing = support_of(proposal)
    if not backing.missing:
        return []
    message = say(
        _("Support is missing: %(there)s of %(needed)s people have signed (%(paragraph)s)."),
        there=backing.together,
        needed=backing.needed,
        paragraph=paragraph_of(proposal.call, "support"),
    )
    return [FieldError(field="need-support", code="need_support", message=message)]


def seem_twice(names: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Names with the same street that stand on a list more than once, as an officer would notice them."""
    seen: set[tuple[str, str]] = set()
    twice: set[tuple[str, str]] = set()
    for name, street in names:
        key = (" ".join(name.casefold().split()), " ".join(street.casefold().split()))
        (twice if key in seen else seen).add(key)
    return twice
