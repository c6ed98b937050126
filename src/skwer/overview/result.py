"""A published decision, joined into what its result page, its files and its summary tell. Constant queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F

from skwer.apps.calls.models import Call, Decision, DecisionLine, Proposal
from skwer.apps.calls.reasons import sentence
from skwer.apps.calls.regulations import frozen_or_made
from skwer.apps.people.models import Organisation, Person

FUNDED, RESERVE = DecisionLine.Result.FUNDED, DecisionLine.Result.RESERVE


@dataclass(frozen=True)
class Row:
    """One proposal in the result. `parts`: (source, how much) of its score, drawn as a bar; `reason` in words;
    `gone`: it was withdrawn since, and has no public page."""

    number: int
    title: str
    category: str
    pk: int
    where: str
    lon: Decimal | None
    lat: Decimal | None
    result: str
    amount: Decimal
    asked: Decimal
    points: Decimal | None
    votes: Decimal | None
    score: Decimal | None
    parts: tuple[tuple[str, Decimal], ...]
    reason: str
    comment: str
    figures: Mapping[str, Any]
    gone: bool = False

    @property
    def funded(self) -> bool:
        return self.result == FUNDED


@dataclass(frozen=True)
class Cut:
    """Where the money ended: what was left, and the first proposal that got none (`dear`: it cost more than that)."""

    left: Decimal
    number: int
    cost: Decimal
    dear: bool


@dataclass(frozen=True)
class Share:
    """How one idea was paid for under Equal Shares: `each` supporter gave so much, `partial` gave all they had left."""

    row: Row
    supporters: int
    each: Decimal | None
    full: int
    partial: int


@dataclass(frozen=True)
class Sharing:
    """How the money was shared. `endowment` (p/q of the currency) is what each ballot had under Equal Shares."""

    rule: str
    completion: str
    ties: tuple[str, ...]
    endowment: Decimal | None
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class ResultView:
    """Everything about one published decision. `most`: the longest possible bar; `turnout`: percent of residents."""

    decision: Decision
    call: Call
    city: Organisation
    rows: tuple[Row, ...]
    most: Decimal
    left: Decimal
    cut: Cut | None
    sharing: Sharing
    weights: Mapping[str, Decimal]
    turnout: Decimal | None
    paragraphs: Mapping[str, str]
    earlier: tuple[Decision, ...]

    @property
    def funded(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.funded)

    @property
    def unfunded(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.funded)


def published_of(call: Call) -> Decision | None:
    """The decision that anybody may read: the one in force, or while its successor is not public yet, the last one."""
    public = Decision.objects.filter(call=call, published_at__isnull=False)
    newest = public.order_by(F("superseded_at").desc(nulls_first=True), "-decided_at")
    return newest.select_related("call__organisation", "call__edition").first()


def result_page(decision: Decision, person: Person | None) -> ResultView:
    """Join the decision for its page.

    The public record is the same for everybody, so `person` changes nothing today; it is asked for because every
    reading of data goes through one visibility function. Raises LookupError for a decision that is not published.
    """
    if decision.published_at is None or not Call.objects.visible_to(person).filter(pk=decision.call_id).exists():
        raise LookupError(decision.pk)
    call = decision.call
    rows = tuple(_row(line, decision) for line in _lines(decision))
    left = decision.pot - decision.spent
    return ResultView(
        decision=decision,
        call=call,
        city=call.organisation,
        rows=rows,
        most=_most(rows, decision),
        left=left,
        cut=_cut(rows, left),
        sharing=_sharing(rows, decision.outcome),
        weights=_weights(decision),
        turnout=_turnout(decision.voters, call.organisation),
        paragraphs={p["topic"]: f"§\u00a0{p['number']}" for p in frozen_or_made(call)},
        earlier=tuple(
            Decision.objects.filter(call=call, superseded_at__isnull=False, published_at__isnull=False)
            .exclude(pk=decision.pk)
            .order_by("-decided_at")
            .only("decided_at", "published_at", "act_number", "superseded_at", "supersede_reason")
        ),
    )


def _lines(decision: Decision) -> Sequence[DecisionLine]:
    """The lines with what the page shows of each proposal, and nothing heavier."""
    return (
        decision.lines.select_related("proposal__district")
        .only(
            *("order", "result", "amount", "points", "votes", "score", "reason", "figures", "comment", "decision_id"),
            *(f"proposal__{name}" for name in ("number", "title", "language", "translations", "category", "state")),
            *(f"proposal__{name}" for name in ("lon", "lat", "address", "requested", "call_id")),
            "proposal__district__name",
        )
        .order_by("order")
    )


def _row(line: DecisionLine, decision: Decision) -> Row:
    proposal = line.proposal
    line.decision = decision  # the same object: nothing is asked for again
    proposal.call = decision.call
    return Row(
        number=proposal.number or 0,
        title=proposal.title_in(),
        category=proposal.category,
        pk=proposal.pk,
        where=str(proposal.district or proposal.address),
        lon=proposal.lon,
        lat=proposal.lat,
        result=line.result,
        amount=line.amount,
        asked=proposal.requested,
        points=line.points,
        votes=line.votes,
        score=line.score,
        parts=_parts(line, decision.method),
        reason=str(sentence(line)),
        comment=line.comment,
        figures=line.figures,
        gone=proposal.state == Proposal.State.WITHDRAWN,
    )


def _parts(line: DecisionLine, method: str) -> tuple[tuple[str, Decimal], ...]:
    if method == Decision.Method.MIXED:
        parts = ((name, line.figures.get(f"{name}_part")) for name in ("points", "votes"))
        return tuple((name, Decimal(str(part))) for name, part in parts if part is not None)
    if method == Decision.Method.POINTS:
        return () if line.score is None else (("points", line.score),)
    return () if line.votes is None else (("votes", line.votes),)


def _most(rows: Sequence[Row], decision: Decision) -> Decimal:
    """What a full bar stands for: 100 where scores are out of 100, else the best score there is."""
    best = max((sum((part for _name, part in row.parts), Decimal(0)) for row in rows), default=Decimal(0))
    return max(best, Decimal(100)) if decision.method != Decision.Method.VOTES else max(best, Decimal(1))


def _cut(rows: Sequence[Row], left: Decimal) -> Cut | None:
    following = next((row for row in rows if not row.funded), None)
    if following is None or not any(row.funded for row in rows):
        return None
    return Cut(left, following.number, following.asked, following.asked > left)


def _sharing(rows: Sequence[Row], outcome: Mapping[str, Any]) -> Sharing:
    rule = str(outcome.get("rule", ""))
    by_number = {str(row.number): row for row in rows}
    shares = []
    if rule == "equal-shares":
        for funded in outcome.get("funded", ()):
            row, figures = by_number.get(str(funded.get("number", funded["id"]))), funded.get("figures", {})
            if row is None:
                continue
            each = figures.get("each")
            shares.append(
                Share(
                    row,
                    int(funded.get("votes") or 0),
                    None if each is None else Decimal(str(each)),
                    int(figures.get("full", 0)),
                    int(figures.get("partial", 0)),
                )
            )
    return Sharing(
        rule=rule,
        completion=str(outcome.get("completion", "none")),
        ties=tuple(tie for tie in str(outcome.get("ties", "")).split(",") if tie),
        endowment=_ratio(outcome.get("endowment")),
        shares=tuple(shares),
    )


def _ratio(text: str | None) -> Decimal | None:
    if not text:
        return None
    above, _slash, below = str(text).partition("/")
    return (Decimal(above) / Decimal(below or 1)).quantize(Decimal("0.01"))


def _weights(decision: Decision) -> Mapping[str, Decimal]:
    weights = decision.inputs.get("weights") or {}
    return {name: Decimal(str(weight)) for name, weight in weights.items()}


def _turnout(voters: int | None, city: Organisation) -> Decimal | None:
    if not voters or not city.population:
        return None
    return (Decimal(100) * voters / city.population).quantize(Decimal("0.1"))


__all__ = ["Cut", "ResultView", "Row", "Share", "Sharing", "published_of", "result_page"]
