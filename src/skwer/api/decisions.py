"""Published decisions with their lines, hashes and files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from ninja import Router, Schema

from skwer.apps.calls.models import Decision, DecisionLine

from .common import Page, PagingQuery, absolute, answers, page

router = Router(tags=["decisions"])


class LineOut(Schema):
    number: int
    title: str
    result: str
    amount: str
    points: str | None
    votes: str | None
    score: str | None
    reason: str


class DecisionOut(Schema):
    call: str
    city: str
    method: str
    pot: str
    spent: str
    currency: str
    voters: int | None
    decided_at: datetime
    published_at: datetime
    superseded_at: datetime | None
    inputs_hash: str
    ballots_hash: str
    outcome_hash: str
    url: str
    lines: list[LineOut]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@router.get("/decisions", response=answers(Page[DecisionOut]), operation_id="decisions")
def decisions(request: HttpRequest, paging: PagingQuery, call: str = "", city: str = "") -> dict[str, Any]:
    """Published decisions, the newest first. A decision that was replaced stays, with the moment it was replaced."""
    lines = DecisionLine.objects.select_related("proposal").order_by("order")
    rows = (
        Decision.objects.filter(published_at__isnull=False)
        .select_related("call__organisation")
        .prefetch_related(Prefetch("lines", lines))
        .order_by("-published_at", "-pk")
    )
    if call:
        rows = rows.filter(call__slug=call)
    if city:
        rows = rows.filter(call__organisation__slug=city)

    def build(decision: Decision) -> dict[str, Any]:
        return {
            "call": decision.call.slug,
            "city": decision.call.organisation.slug,
            "method": decision.method,
            "pot": str(decision.pot),
            "spent": str(decision.spent),
            "currency": decision.call.currency,
            "voters": decision.voters,
            "decided_at": decision.decided_at,
            "published_at": decision.published_at,
            "superseded_at": decision.superseded_at,
            "inputs_hash": decision.inputs_hash,
            "ballots_hash": decision.ballots_hash,
            "outcome_hash": decision.outcome_hash,
            "url": absolute(request, f"/calls/{decision.call.slug}/results/"),
            "lines": [
                {
                    "number": line.proposal.number,
                    "title": line.proposal.title_in(paging.lang),
                    "result": line.result,
                    "amount": str(line.amount),
                    "points": _text(line.points),
                    "votes": _text(line.votes),
                    "score": _text(line.score),
                    "reason": line.reason,
                }
                for line in decision.lines.all()
            ],
        }

    return page(rows, paging, build)
