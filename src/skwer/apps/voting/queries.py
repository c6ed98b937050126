"""What is looked up about a vote. Nothing here answers how many voted, or for what, before publication."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from skwer.apps.calls.models import Call, Decision, Proposal, Stage
from skwer.apps.calls.stages import VOTE
from skwer.apps.people.models import Organisation, Person
from skwer.values.text import in_language

from . import keys
from .models import Ballot, RollEntry

HARD_START = re.compile(r"[WF][bcdfghjklłmnprstwzźż]", re.IGNORECASE)
"""We Wrocławiu, we Fromborku; but w Warszawie."""


@dataclass(frozen=True)
class Terms:
    """The settings of a vote, read: from `least` to `most` proposals a ballot, voters at least `age` years old."""

    least: int
    most: int
    age: int
    declaration: Mapping[str, str] | str
    help: Mapping[str, str] | str

    @classmethod
    def of(cls, stage: Stage) -> Terms:
        """The terms as they froze at opening, or as they are planned."""
        settings: Mapping[str, Any] = (stage.frozen or {}).get("settings") or stage.settings
        return cls(
            least=settings.get("least", 1),
            most=settings.get("most", 3),
            age=settings.get("age", 16),
            declaration=settings.get("declaration", ""),
            help=settings.get("help", ""),
        )

    def declared(self, stage: Stage, language: str | None = None) -> str:
        """The sentence a voter declares: {city}, {in_city} ("w Lipowcu", "in Lipowiec") and {age} are filled in."""
        city = stage.call.organisation
        text = in_language(self.declaration, language)
        for mark, value in (
            ("{city}", city.short),
            ("{in_city}", _in_city(city, (language or get_language() or "pl")[:2])),
            ("{age}", str(self.age)),
        ):
            text = text.replace(mark, value)
        return text


def _in_city(city: Organisation, language: str) -> str:
    if language != "pl":
        return f"in {city.short}"
    if not city.name_locative:
        return f"w mieście {city.short}"
    return ("we " if HARD_START.match(city.name_locative) else "w ") + city.name_locative


def on_ballot(stage: Stage) -> list[tuple[int, Decimal]]:
    """(number, sum it asks for) of each proposal on the ballot, as frozen at opening; before that, as it would be."""
    if stage.frozen:
        return [(row["number"], Decimal(row["cost"])) for row in stage.frozen.get("projects", [])]
    rows = Proposal.objects.filter(call_id=stage.call_id, state=Proposal.State.ELIGIBLE).order_by("number")
    return [(number, cost) for number, cost in rows.values_list("number", "requested") if number is not None]


def withdrawn_from_ballot(stage: Stage, *, before: datetime | None = None) -> set[int]:
    """Numbers that stood on the ballot when it froze and were taken back since (not later than `before`)."""
    gone = Proposal.objects.filter(call_id=stage.call_id, state=Proposal.State.WITHDRAWN, number__isnull=False)
    if before is not None:
        gone = gone.filter(withdrawn_at__lte=before)
    return {number for number in gone.values_list("number", flat=True) if number is not None}


def ballot_proposals(stage: Stage, person: Person | None) -> list[Proposal]:
    """Proposals one can choose, in an order that is random but stays the same for each voter."""
    numbers = [number for number, _cost in on_ballot(stage)]
    listed = (
        Proposal.objects.filter(call_id=stage.call_id, number__in=numbers)
        .exclude(state=Proposal.State.WITHDRAWN)
        .select_related("district", "cover", "call")
    )
    if person is None or not person.is_authenticated:
        return list(listed.order_by("number"))
    voter = f"{stage.pk}:{person.uid}"
    return sorted(listed, key=lambda p: hashlib.sha256(f"{voter}:{p.number}".encode()).digest())


def has_voted(person: Person | None, stage: Stage) -> bool:
    """Does the roll say that she voted?"""
    if person is None or not person.is_authenticated:
        return False
    return RollEntry.objects.filter(stage=stage, person=person).exists()


def my_ballot(person: Person | None, stage: Stage) -> list[int] | None:
    """Numbers on the person's live ballot; None when there is none, or when it can no longer be found (closed)."""
    if person is None or not person.is_authenticated or stage.state != Stage.State.OPEN:
        return None
    try:
        tracker = keys.tracker(stage.pk, person)
    except keys.NoKey:
        return None
    return Ballot.objects.filter(stage=stage, tracker=tracker).values_list("choices", flat=True).first()


def voters(stage: Stage) -> int | None:
    """How many people voted; None until the decision is published."""
    published = Decision.objects.filter(
        call_id=stage.call_id, published_at__isnull=False, superseded_at__isnull=True, voters__isnull=False
    )
    return published.values_list("voters", flat=True).first()


def vote_stage(call: Call) -> Stage | None:
    """The vote of a call: the one that is open, else the next planned one, else the last that was."""
    stages = [stage for stage in call.stages.all() if stage.kind == VOTE]
    for stage in stages:
        stage.call = call  # the same object, so that what it knows is not asked for again
    for state in (Stage.State.OPEN, Stage.State.PLANNED):
        for stage in stages:
            if stage.state == state:
                return stage
    return stages[-1] if stages else None
