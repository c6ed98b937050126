"""The story of a place: from the idea to the day it opened, from what several rooms know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from skwer.apps.calls.models import DecisionLine, Proposal
from skwer.apps.places.models import Place


@dataclass(frozen=True)
class Chapter:
    """One moment: `kind` is idea, chosen or opened; `facts` are the figures a page puts into words."""

    kind: str
    on: date | datetime
    facts: dict[str, Any]


@dataclass(frozen=True)
class Story:
    """The place, the proposal it came from (if anybody may read it), and its chapters, the newest first."""

    place: Place
    proposal: Proposal | None
    chapters: tuple[Chapter, ...]


def story(place: Place) -> Story:
    """What the public record tells about a place. Two queries."""
    proposal = (
        Proposal.objects.public()
        .filter(place=place, state=Proposal.State.CHOSEN)
        .select_related("call__edition")
        .order_by("submitted_at")
        .first()
    )
    chapters: list[Chapter] = []
    if place.ready_date:
        chapters.append(Chapter("opened", place.ready_date, {"hours": place.work_hours}))
    if proposal is not None:
        line = (
            DecisionLine.objects.filter(
                proposal=proposal, decision__published_at__isnull=False, decision__superseded_at__isnull=True
            )
            .select_related("decision")
            .first()
        )
        if line is not None:
            published: datetime = line.decision.published_at  # type: ignore[assignment]  (filtered above)
            chapters.append(
                Chapter(
                    "chosen", published, {"amount": line.amount, "points": line.points, "votes": _whole(line.votes)}
                )
            )
        if proposal.submitted_at:
            chapters.append(Chapter("idea", proposal.submitted_at, {"number": proposal.number}))
    return Story(place, proposal, tuple(chapters))


def _whole(votes: Decimal | None) -> Decimal | int | None:
    return int(votes) if votes is not None and votes == int(votes) else votes
