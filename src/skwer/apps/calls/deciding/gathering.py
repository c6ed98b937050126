"""Collect what a decision rests on from the closed stages of a call, and compute it without keeping anything."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.refusals import Refusal
from skwer.methods.tally import Rules
from skwer.methods.tally.exact import ratio_text
from skwer.values.canonical import fingerprint
from skwer.values.money import to_cents

from ..for_spaces import exclusive_groups
from ..kinds.decide import DECIDE_KIND, NEEDS
from ..models import Call, Proposal, Stage
from ..queries.calls import stages_of
from ..stages import DECIDE, VOTE, Result, kind_of
from .computing import Computed, NotComputableError, compute


class NotClosedError(Refusal):
    """The stages before the decision are not over, so nobody may see or count anything yet."""

    message = _("The result can be counted when all stages before it are closed.")
    code = "not_closed"
    status = 409


class CannotCompute(Refusal):
    """Something the method needs is missing."""

    code = "cannot_compute"


@dataclass(frozen=True)
class Draft:
    """A decision nobody has taken yet. inputs, outcome and lines as in `computing`; hashes of the canonical form."""

    call: Call
    stage: Stage
    method: str
    inputs: dict[str, Any]
    inputs_hash: str
    ballots: bytes | None
    ballots_hash: str
    outcome: dict[str, Any]
    outcome_hash: str
    lines: list[dict[str, Any]]
    pot: Decimal
    spent: Decimal
    voters: int | None


def preview_decision(call: Call) -> Draft:
    """What the decision would be. Only once its stage is open (all before it closed): interim results exist nowhere.

    Raises NotClosedError, CannotCompute.
    """
    stages = stages_of(call)
    stage = next((one for one in stages if one.kind == DECIDE and one.opened_at is not None), None)
    if stage is None:
        raise NotClosedError()
    settings = rules_of(stage)
    method = settings["method"]
    parts, ballots, voters = [], None, None
    for earlier in stages:
        if earlier.order >= stage.order or earlier.kind not in NEEDS[method]:
            continue
        if earlier.state != Stage.State.CLOSED:
            raise NotClosedError()
        result = kind_of(earlier).result(earlier)
        if result is None:
            raise CannotCompute(_("A stage that counts for the result gave none. Look at its page."), code="no_result")
        parts.append(_part(earlier, result))
        if earlier.kind == VOTE:
            ballots, voters = result.ballots, result.voters
    inputs = _inputs(call, stage, settings, parts, ballots)
    return draft(call=call, stage=stage, inputs=inputs, ballots=ballots, voters=voters)


def rules_of(stage: Stage) -> dict[str, Any]:
    """The counting rule: as frozen at opening, else as planned."""
    chosen = (stage.frozen or {}).get("settings") or stage.settings
    return {**DECIDE_KIND.defaults(), **chosen}


def draft(*, call: Call, stage: Stage, inputs: dict[str, Any], ballots: bytes | None, voters: int | None) -> Draft:
    """Compute from inputs and put the answer with its hashes. Raises CannotCompute."""
    try:
        computed: Computed = compute(inputs, ballots)
    except NotComputableError as error:
        raise CannotCompute(_("The result cannot be counted: points or votes are missing."), code="missing") from error
    return Draft(
        call=call,
        stage=stage,
        method=inputs["method"],
        inputs=inputs,
        inputs_hash=fingerprint(inputs),
        ballots=ballots,
        ballots_hash=hashlib.sha256(ballots).hexdigest() if ballots is not None else "",
        outcome=computed.outcome,
        outcome_hash=fingerprint(computed.outcome),
        lines=computed.lines,
        pot=to_cents(Decimal(inputs["pot"])),
        spent=to_cents(Decimal(computed.spent.numerator) / Decimal(computed.spent.denominator)),
        voters=voters if voters is not None else computed.voters,
    )


def _part(stage: Stage, result: Result) -> dict[str, Any]:
    return {
        "stage": stage.order,
        "kind": stage.kind,
        "rules": stage.frozen_hash,
        "scale": None if result.scale is None else f"{result.scale:f}",
        "scores": {str(number): ratio_text(score) for number, score in sorted(result.scores.items())},
        "inputs": dict(result.inputs),
    }


def _inputs(
    call: Call,
    stage: Stage,
    settings: Mapping[str, Any],
    parts: list[dict[str, Any]],
    ballots: bytes | None,
) -> dict[str, Any]:
    competing = call.proposals.filter(state__in=Proposal.PASSED, number__isnull=False).order_by("number")
    named = {int(number) for part in parts for number in part["scores"]}
    on_ballot = {int(number) for part in parts if part["kind"] == VOTE for number in part["scores"]}
    passed = [state.value for state in Proposal.PASSED]
    gone = call.proposals.filter(state=Proposal.State.WITHDRAWN, withdrawn_from__in=passed)
    regulations = call.regulations.order_by("version").last()
    method = settings["method"]
    groups = exclusive_groups(competing)
    return {
        "version": 1,
        "call": call.slug,
        "method": method,
        "weights": {
            name: int(settings["weights"].get(name, 0)) if method == "mixed" else 100 * (name == method)
            for name in ("points", "votes")
        },
        "rule": {
            name: settings[name]
            for name in ("allocation", "completion", "min_points", "min_votes", "ties", "seed", "reserve")
        },
        "tally": tally_rules(settings, groups).to_json() if method == "votes" else None,
        # Of each of these groups one proposal can win: they ask for the same space.
        **({"exclusive": groups} if groups else {}),
        "currency": call.currency,
        "pot": f"{call.pot:.2f}",
        "projects": [
            {"number": number, "id": str(number), "cost": f"{cost:.2f}"}
            for number, cost in competing.values_list("number", "requested")
        ],
        "withdrawn": sorted(
            number
            for number in gone.values_list("number", flat=True)
            if number is not None and (number in named or number in _once_on_ballot(call))
        ),
        "stages": [_without(part, gone) for part in parts],
        "regulations": {"version": regulations.version, "hash": regulations.hash} if regulations else None,
        "rules": stage.frozen_hash,
        "ballots": hashlib.sha256(ballots).hexdigest() if ballots is not None else None,
        "on_ballot": sorted(on_ballot),
    }


def _without(part: dict[str, Any], gone: Any) -> dict[str, Any]:
    """Scores of proposals taken back count for nobody."""
    numbers = {str(number) for number in gone.values_list("number", flat=True)}
    return {**part, "scores": {key: score for key, score in part["scores"].items() if key not in numbers}}


def _once_on_ballot(call: Call) -> set[int]:
    vote = call.stages.filter(kind=VOTE).first()
    frozen = (vote.frozen or {}) if vote else {}
    return {int(row["number"]) for row in frozen.get("projects", [])}


def tally_rules(settings: Mapping[str, Any], exclusive: Sequence[Sequence[str]] = ()) -> Rules:
    """The counting rule in the words of `methods.tally`."""
    allocation = settings["allocation"]
    ties = [f"lot:{settings['seed']}" if tie == "lot" else tie for tie in settings["ties"] if tie != "max-points"]
    return Rules(
        rule="greedy" if allocation == "greedy-threshold" else allocation,
        completion=settings["completion"] if allocation == "equal-shares" else "none",
        threshold=str(settings["min_votes"]) if settings["min_votes"] else None,
        ties=ties,
        exclusive=exclusive,
    )
