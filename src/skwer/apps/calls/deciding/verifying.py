"""Do it again: recompute a decision from what was stored with it, and compare it with what the rooms hold today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from skwer.methods.tally.exact import exact
from skwer.values.canonical import fingerprint
from skwer.values.money import to_cents

from ..models import Decision, DecisionLine
from ..stages import kinds
from .computing import NotComputableError, compute


def verify_decision(decision: Decision) -> list[str]:
    """Every difference, one sentence each; empty when the decision is what its inputs make it.

    Looks at: the hashes of inputs, ballots and outcome; the outcome computed again; the lines and sums that were
    published; and, through each stage's kind, whether sheets, urn and frozen rules still are what was decided on.
    """
    return [
        *_hashes(decision),
        *_again(decision),
        *_lines(decision),
        *_promotion(decision),
        *_stages(decision),
    ]


def _ballots(decision: Decision) -> bytes | None:
    if not decision.ballots:
        return None
    with decision.ballots.open("rb") as file:
        content: bytes = file.read()
        return content


def _hashes(decision: Decision) -> Iterator[str]:
    if fingerprint(decision.inputs) != decision.inputs_hash:
        yield "The stored inputs do not have the hash that was published."
    if fingerprint(decision.outcome) != decision.outcome_hash:
        yield "The stored outcome does not have the hash that was published."
    ballots = _ballots(decision)
    found = hashlib.sha256(ballots).hexdigest() if ballots is not None else ""
    if found != decision.ballots_hash:
        yield "The file of ballots does not have the hash that was published."
    if (decision.inputs.get("ballots") or "") != decision.ballots_hash:
        yield "The inputs name another file of ballots."


def _again(decision: Decision) -> Iterator[str]:
    try:
        computed = compute(decision.inputs, _ballots(decision))
    except (NotComputableError, ValueError, KeyError, TypeError) as error:
        yield f"The decision cannot be computed again: {error}."
        return
    if fingerprint(computed.outcome) != decision.outcome_hash:
        stored = {line["number"]: line["result"] for line in decision.outcome.get("lines", [])}
        now = {line["number"]: line["result"] for line in computed.lines}
        moved = sorted(number for number in stored.keys() | now.keys() if stored.get(number) != now.get(number))
        about = f" for proposals {', '.join(map(str, moved))}" if moved else " in its figures"
        yield f"Computed again, the outcome is different{about}."
    spent = to_cents(Decimal(computed.spent.numerator) / Decimal(computed.spent.denominator))
    if spent != decision.spent or to_cents(Decimal(decision.inputs["pot"])) != decision.pot:
        yield "The sums that were published are not those of the inputs."
    if spent > decision.pot:
        yield "More was given than there is in the pot."


def _lines(decision: Decision) -> Iterator[str]:
    stored = decision.outcome.get("lines", [])
    kept = {line.proposal.number or 0: line for line in decision.lines.select_related("proposal")}
    if sorted(line["number"] for line in stored) != sorted(kept):
        yield "The published lines are not about the proposals of the outcome."
        return
    for order, line in enumerate(stored, 1):
        row = kept[line["number"]]
        if _facts(row) != (order, line["result"], line["reason"], *_sums(line), line["figures"]):
            yield f"Proposal {line['number']}: the published line is not that of the outcome."


def _promotion(decision: Decision) -> Iterator[str]:
    """A promotion rests on all that the decision before it rested on, and adds one step; no winner of it is lost."""
    before = decision.promotes
    if before is None:
        return
    mine, theirs = dict(decision.inputs), dict(before.inputs)
    steps, earlier = mine.pop("promotions", []), theirs.pop("promotions", [])
    if mine != theirs or steps[:-1] != earlier:
        yield "The inputs are not those of the decision whose reserve list moved up."
        return
    funded = {line["number"] for line in decision.outcome.get("lines", []) if line["result"] == "funded"}
    had = {line["number"] for line in before.outcome.get("lines", []) if line["result"] == "funded"}
    for number in sorted(had - funded - {int(one) for one in steps[-1]}):
        yield f"Proposal {number} was chosen and lost its place without stepping back."


def _facts(row: DecisionLine) -> tuple[Any, ...]:
    return row.order, row.result, row.reason, row.amount, row.points, row.votes, row.score, row.figures


def _sums(line: dict[str, Any]) -> tuple[Decimal | None, ...]:
    return (to_cents(decimal(line["amount"])), *measures(line).values())


def measures(line: dict[str, Any]) -> dict[str, Decimal | None]:
    """points, votes and score of a line of the outcome, as the columns hold them."""
    found = {name: None if line[name] is None else decimal(line[name]) for name in ("points", "votes", "score")}
    return {**found, "votes": None if found["votes"] is None else to_cents(found["votes"])}


def decimal(text: str) -> Decimal:
    """A number of the outcome as a column holds it."""
    value = exact(text)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001"))


def _stages(decision: Decision) -> Iterator[str]:
    registered = kinds()
    frozen = {part["stage"]: part.get("rules") for part in decision.inputs.get("stages", [])}
    for stage in decision.call.stages.order_by("order"):
        stage.call = decision.call
        if stage.frozen is not None and fingerprint(stage.frozen) != stage.frozen_hash:
            yield f"Stage {stage.order}: the frozen rules do not have their hash."
        if frozen.get(stage.order) not in (None, stage.frozen_hash):
            yield f"Stage {stage.order}: its rules are not those the decision was made by."
        if stage.kind in registered:
            yield from registered[stage.kind].verify(decision, stage)
