"""The method: inputs and the file of ballots in, outcome and lines out. Touches no database and no clock.

Inputs (JSON; exact numbers as text):
    method      points | votes | mixed
    weights     {"points": 60, "votes": 40}, together 100
    rule        frozen settings of the decision: allocation, completion, min_points, min_votes, ties, seed, reserve
    tally       settings of `methods.tally` when ballots are counted (method votes)
    pot         money there is
    exclusive   groups of numbers that ask for the same space: of each at most one is funded (absent: none)
    projects    [{"number", "id", "cost"}]: those that compete, by number; `id` is theirs in the file of ballots
    withdrawn   numbers taken back after they stood on the ballot
    promotions  [[numbers]]: once the list was published, who stepped back, step by step; the freed money goes down the
                reserve list and everybody else stays as she is
    stages      [{"stage", "kind", "scale", "scores": {number: exact score}, "inputs": what the scores come from}]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from skwer.methods.tally import (
    Election,
    Funded,
    Outcome,
    Rules,
    Trace,
    Unfunded,
    greedy_by_scores,
    read_pabulib,
    supporters,
    tally,
)
from skwer.methods.tally import scores as ballot_scores
from skwer.methods.tally.exact import exact, money_text, rounded_text
from skwer.methods.tally.ties import lot

from ..stages import ASSESS, VOTE
from .promoting import promoted

FUNDED, RESERVE, REFUSED = "funded", "reserve", "refused"
# Reasons after which a proposal could still have money if more were left.
COULD_FOLLOW = ("over-budget-left", "after-stop", "supporters-money-spent")
PLACES = 4


class NotComputableError(ValueError):
    """The inputs do not make a decision: a score or the ballots are missing."""


@dataclass(frozen=True)
class Computed:
    """outcome: the method's answer as JSON with its trace; lines: what it means for each proposal, in order."""

    outcome: dict[str, Any]
    lines: list[dict[str, Any]]
    spent: Fraction
    voters: int | None


@dataclass(frozen=True)
class _Field:
    """The numbers of one decision by project id, exact."""

    order: tuple[str, ...]
    numbers: Mapping[str, int]
    costs: Mapping[str, Fraction]
    points: Mapping[str, Fraction]
    scale: Fraction
    votes: Mapping[str, Fraction]

    def share(self, project: str) -> Fraction:
        """Points as a share of all there are, 0 to 1."""
        return self.points[project] / self.scale if self.scale else Fraction(0)


def compute(inputs: Mapping[str, Any], ballots: bytes | None) -> Computed:
    """Decide. The same inputs and ballots give the same outcome on every machine. Raises NotComputableError."""
    election = read_pabulib(ballots) if ballots is not None else None
    facts = _read(inputs, election)
    if inputs["method"] == "votes":
        if election is None:
            raise NotComputableError("a decision by votes needs the file of ballots")
        rules = inputs["tally"]
        outcome = _as_published(inputs, facts) if rules is None else tally(election, Rules.from_json(rules))
        answer = outcome.to_json()
        barred: dict[str, tuple[str, dict[str, Any]]] = {}
        totals = {project: facts.votes.get(project, Fraction(0)) for project in facts.order}
    else:
        outcome, answer, barred, totals = _by_scores(inputs, facts)
    lines = _lines(inputs, facts, outcome, barred, totals)
    answer = {
        **answer,
        "method": inputs["method"],
        "lines": lines,
        "funded": [{**project, "number": facts.numbers[project["id"]]} for project in answer["funded"]],
        "unfunded": [
            *({**project, "number": facts.numbers[project["id"]]} for project in answer["unfunded"]),
            *(_barred_json(facts, project, why, figures, totals) for project, (why, figures) in barred.items()),
        ],
    }
    voters = len(election.ballots) if election is not None else None
    spent = outcome.cost
    if inputs.get("promotions"):
        answer, lines, spent = promoted(inputs, answer, lines)
    return Computed(answer, lines, spent, voters)


def _read(inputs: Mapping[str, Any], election: Election | None) -> _Field:
    projects = sorted(inputs["projects"], key=lambda project: int(project["number"]))
    ids = tuple(str(project["id"]) for project in projects)
    by_number = {int(project["number"]): str(project["id"]) for project in projects}
    points: dict[str, Fraction] = {}
    votes: dict[str, Fraction] = {}
    scale = Fraction(0)
    for stage in inputs["stages"]:
        scores = {
            by_number[int(number)]: exact(score)
            for number, score in stage["scores"].items()
            if int(number) in by_number
        }
        if stage["kind"] == ASSESS:
            points, scale = scores, exact(stage["scale"])
        elif stage["kind"] == VOTE:
            votes = scores
    if election is not None and inputs["method"] != "points":
        votes = _counted(election, inputs, votes, ids)
    method = inputs["method"]
    for needed, given in (("points", points), ("votes", votes)):
        if method in (needed, "mixed"):
            missing = [str(by) for by in ids if by not in given]
            if missing:
                raise NotComputableError(f"no {needed} for {', '.join(missing)}")
    return _Field(
        order=ids,
        numbers={str(project["id"]): int(project["number"]) for project in projects},
        costs={str(project["id"]): exact(project["cost"]) for project in projects},
        points=points,
        scale=scale,
        votes=votes,
    )


def _counted(
    election: Election, inputs: Mapping[str, Any], stored: Mapping[str, Fraction], ids: Sequence[str]
) -> dict[str, Fraction]:
    """Votes as the file itself gives them; figures written beside it must agree."""
    if inputs.get("archive"):
        totals = dict(zip((project.id for project in election.projects), ballot_scores(election), strict=True))
    else:
        totals = {project: Fraction(count) for project, count in supporters(election).items()}
    counted = {project: totals[project] for project in ids if project in totals}
    wrong = [project for project in counted if project in stored and stored[project] != counted[project]]
    if wrong:
        raise NotComputableError(f"the file of ballots gives other votes for {', '.join(wrong)}")
    return counted


def _as_published(inputs: Mapping[str, Any], facts: _Field) -> Outcome:
    """The winners an archived file names, where it names no rule that could be repeated."""
    chosen = set(inputs["published"])
    ranked = sorted(facts.order, key=lambda p: (-facts.votes.get(p, Fraction(0)), facts.order.index(p)))
    votes = {project: facts.votes.get(project, Fraction(0)) for project in ranked}
    funded = tuple(
        Funded(project, facts.costs[project], None, votes[project], place, "published")
        for place, project in enumerate((p for p in ranked if p in chosen), 1)
    )
    unfunded = tuple(
        Unfunded(project, facts.costs[project], None, votes[project], "as-published")
        for project in ranked
        if project not in chosen
    )
    rules = Rules()
    cost = sum((project.cost for project in funded), Fraction(0))
    name = str(inputs.get("call", ""))
    return Outcome(name, rules, rules, "published", exact(inputs["pot"]), cost, funded, unfunded, Trace(), None, 0)


def _by_scores(
    inputs: Mapping[str, Any], facts: _Field
) -> tuple[Outcome, dict[str, Any], dict[str, tuple[str, dict[str, Any]]], dict[str, Fraction]]:
    """Points, or points and votes: one score out of 100 for each project, then greedy from the top."""
    rule = inputs["rule"]
    best = max((facts.votes.get(project, Fraction(0)) for project in facts.order), default=Fraction(0))
    totals: dict[str, Fraction] = {}
    for project in facts.order:
        if inputs["method"] == "points":
            totals[project] = facts.share(project) * 100
        else:
            totals[project] = sum(_parts(inputs, facts, project, best).values(), Fraction(0))
    barred = {project: reason for project in facts.order if (reason := _below(inputs, facts, project)) is not None}
    chain = _tie_chain(rule, facts)
    competing = sorted((project for project in facts.order if project not in barred), key=lambda p: chain[p])
    outcome = greedy_by_scores(
        scores={project: totals[project] for project in competing},
        costs={project: facts.costs[project] for project in competing},
        budget=exact(inputs["pot"]),
        order=competing,
        skip=rule["allocation"] != "greedy-no-skip",
        ties=("file-order",),
        instance=str(inputs.get("call", "")),
        exclusive=inputs.get("exclusive", ()),
    )
    # The list was put in the order of the call's own chain of ties; say so instead of "file-order".
    ties = [f"lot:{rule['seed']}" if tie == "lot" else tie for tie in rule["ties"]]
    return outcome, {**outcome.to_json(), "ties": ",".join(ties)}, barred, totals


def _parts(inputs: Mapping[str, Any], facts: _Field, project: str, best: Fraction) -> dict[str, Fraction]:
    """What points and votes each give towards 100: full marks, and the most votes, give their whole weight."""
    weights = inputs["weights"]
    votes = facts.votes[project] / best if best else Fraction(0)
    return {
        "points": facts.share(project) * exact(weights["points"]),
        "votes": votes * exact(weights["votes"]),
    }


def _below(inputs: Mapping[str, Any], facts: _Field, project: str) -> tuple[str, dict[str, Any]] | None:
    rule = inputs["rule"]
    least_points = exact(str(rule.get("min_points") or 0)) * facts.scale / 100
    if facts.points and facts.points[project] < least_points:
        points = {"points": _rounded(facts.points[project]), "least": _rounded(least_points)}
        return "below-points", {**points, "missing": _rounded(least_points - facts.points[project])}
    least_votes = exact(rule.get("min_votes") or 0)
    if inputs["method"] == "mixed" and facts.votes[project] < least_votes:
        votes = {"votes": money_text(facts.votes[project]), "least": money_text(least_votes)}
        return "below-votes", {**votes, "missing": money_text(least_votes - facts.votes[project])}
    return None


def _tie_chain(rule: Mapping[str, Any], facts: _Field) -> dict[str, tuple[Any, ...]]:
    """The sort key of each project when scores are equal."""

    def key(project: str) -> tuple[Any, ...]:
        made: list[Any] = []
        for tie in rule["ties"]:
            if tie == "max-points":
                made.append(-facts.points.get(project, Fraction(0)))
            elif tie == "max-votes":
                made.append(-facts.votes.get(project, Fraction(0)))
            elif tie == "min-cost":
                made.append(facts.costs[project])
            elif tie == "lot":
                made.append(lot(rule["seed"], project))
        return (*made, facts.order.index(project))

    return {project: key(project) for project in facts.order}


def _lines(
    inputs: Mapping[str, Any],
    facts: _Field,
    outcome: Outcome,
    barred: Mapping[str, tuple[str, dict[str, Any]]],
    totals: Mapping[str, Fraction],
) -> list[dict[str, Any]]:
    """One line a proposal: the funded in the order of funding, then the others from the top of the list down."""
    best = max((facts.votes.get(project, Fraction(0)) for project in facts.order), default=Fraction(0))
    answer = outcome.to_json()
    given = {project["id"]: project["figures"] for project in (*answer["funded"], *answer["unfunded"])}
    lines: list[dict[str, Any]] = []

    def add(project: str, result: str, amount: Fraction, reason: str, figures: Mapping[str, Any]) -> None:
        lines.append(
            {
                "number": facts.numbers[project],
                "result": result,
                "amount": money_text(amount),
                **_measures(inputs, facts, project, totals[project]),
                "reason": reason,
                "figures": {**figures, **_part_figures(inputs, facts, project, best)},
            }
        )

    left = outcome.budget
    for funded in outcome.funded:
        after = left - funded.cost
        figures = {
            **given[funded.id],
            "place": funded.round,
            "left": money_text(after),
            "cost": money_text(funded.cost),
        }
        reason = {"fill": "fill", "published": "as-published"}.get(funded.by) or (
            "equal-shares" if outcome.counted_by == "equal-shares" else "funded"
        )
        add(funded.id, FUNDED, funded.cost, reason, figures)
        left = after
    places = int(inputs["rule"].get("reserve") or 0)
    # Whoever asks for a space somebody else won may follow when that one steps back.
    may_follow = (*COULD_FOLLOW, "exclusive") if inputs.get("exclusive") else COULD_FOLLOW
    for unfunded in outcome.unfunded:
        follows = unfunded.why in may_follow and places > 0
        places -= follows
        figures = {**given[unfunded.id], "cost": money_text(unfunded.cost)}
        add(unfunded.id, RESERVE if follows else REFUSED, Fraction(0), unfunded.why, figures)
    for project in sorted(barred, key=lambda p: (-totals[p], facts.order.index(p))):
        why, figures = barred[project]
        add(project, REFUSED, Fraction(0), why, {**figures, "cost": money_text(facts.costs[project])})
    for number in inputs.get("withdrawn", ()):
        nothing = {"points": None, "votes": None, "score": None}
        lines.append(
            {"number": number, "result": REFUSED, "amount": "0", **nothing, "reason": "withdrawn", "figures": {}}
        )
    return lines


def _measures(inputs: Mapping[str, Any], facts: _Field, project: str, total: Fraction) -> dict[str, str | None]:
    points, votes = facts.points.get(project), facts.votes.get(project)
    return {
        "points": None if points is None else _rounded(points),
        "votes": None if votes is None or inputs["method"] == "points" else money_text(votes),
        "score": None if inputs["method"] == "votes" else _rounded(total),
    }


def _part_figures(inputs: Mapping[str, Any], facts: _Field, project: str, best: Fraction) -> dict[str, str]:
    if inputs["method"] != "mixed":
        return {}
    parts = _parts(inputs, facts, project, best)
    return {f"{name}_part": _rounded(part) for name, part in parts.items()}


def _barred_json(
    facts: _Field, project: str, why: str, figures: Mapping[str, Any], totals: Mapping[str, Fraction]
) -> dict[str, Any]:
    return {
        "id": project,
        "number": facts.numbers[project],
        "cost": money_text(facts.costs[project]),
        "votes": None,
        "score": money_text(totals[project]),
        "why": why,
        "effective_support": None,
        "figures": dict(figures),
    }


def _rounded(value: Fraction) -> str:
    return rounded_text(value, PLACES)
