"""What a count gives: who is funded, who is not and why, and every step in between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from .exact import money_text, ratio_text, rounded_text
from .rules import Rules

Figure = Fraction | int | str | bool | None | tuple[str, ...]
Figures = Mapping[str, Figure]

PLACES = 4
"""Decimals of the shares and effective votes shown in results."""


@dataclass(frozen=True, slots=True)
class Funded:
    """A project that won. `round` counts from 1; `by` says which part of the rule funded it (rule, fill)."""

    id: str
    cost: Fraction
    votes: int | None
    score: Fraction | None
    round: int
    by: str = "rule"
    effective_support: Fraction | None = None
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unfunded:
    """A project that did not win. `why` is one of `explain.REASONS`, `figures` are the numbers behind it.

    `cheaper_by`: how much less it would have had to cost, `more_votes`: how many votes more it would have
    needed; None where no price or number of votes helps, or where nobody asked.
    """

    id: str
    cost: Fraction
    votes: int | None
    score: Fraction | None
    why: str
    figures: Figures = field(default_factory=dict)
    effective_support: Fraction | None = None
    cheaper_by: Fraction | None = None
    more_votes: int | None = None


@dataclass(frozen=True, slots=True)
class Margin:
    """What would have made a project win: a price lower by `cheaper_by`, or `more_votes`; None where none does."""

    cheaper_by: Fraction | None
    more_votes: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a count: what was done (`kind`), with which project, and the numbers that decided it."""

    kind: str
    project: str | None
    figures: Figures

    def to_json(self) -> dict[str, Any]:
        """The step as JSON values."""
        return {"kind": self.kind, "project": self.project, **_figures(self.figures)}


@dataclass(frozen=True, slots=True)
class Trace:
    """Every step in order; with the ballots and the rules it is all one needs to check the outcome."""

    steps: tuple[Step, ...] = ()

    def to_json(self) -> list[dict[str, Any]]:
        """The steps as JSON values."""
        return [step.to_json() for step in self.steps]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one count.

    `rules` is what was asked, `applied` what that meant for this election (`official` resolved, thresholds filled in).
    `counted_by` is the rule that chose the winners: after a comparison it can be greedy.
    `funded` stands in the order of funding, `unfunded` in the order of votes or points.
    """

    instance: str
    rules: Rules
    applied: Rules
    counted_by: str
    budget: Fraction
    cost: Fraction
    funded: tuple[Funded, ...]
    unfunded: tuple[Unfunded, ...]
    trace: Trace
    endowment: Fraction | None
    ballots: int
    margins: bool = False
    notes: tuple[str, ...] = ()

    @property
    def winners(self) -> frozenset[str]:
        """The ids of the funded projects."""
        return frozenset(project.id for project in self.funded)

    @property
    def rule(self) -> str:
        """The rule that was applied, `official` resolved."""
        return self.applied.rule

    @property
    def left(self) -> Fraction:
        """The money nobody gets."""
        return self.budget - self.cost

    def to_json(self) -> dict[str, Any]:
        """The outcome as JSON values: money as decimal text, the endowment as p/q, the same text for the same count."""
        applied = self.applied
        data: dict[str, Any] = {
            "instance": self.instance,
            "rule": applied.rule,
            "counted_by": self.counted_by,
            "utility": applied.utility,
            "completion": applied.completion,
            "ties": ",".join(applied.chain),
            "threshold": applied.threshold,
            "comparison": applied.comparison,
            "asked": self.rules.to_json(),
            "budget": money_text(self.budget),
            "cost": money_text(self.cost),
            "funded": [_funded(project) for project in self.funded],
            "unfunded": [_unfunded(project, self.margins) for project in self.unfunded],
            "endowment": None if self.endowment is None else ratio_text(self.endowment),
            "ballots": self.ballots,
            "notes": list(self.notes),
            "trace": self.trace.to_json(),
        }
        return data

    def canonical(self) -> bytes:
        """The one spelling of this outcome, to be hashed: JSON, keys sorted, no spaces, UTF-8."""
        return json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def digest(self) -> str:
        """SHA-256 of `canonical()`, in hexadecimal."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def with_support(self, support: Mapping[str, Fraction]) -> Outcome:
        """The same outcome with the effective support of the projects named."""
        return replace(
            self,
            funded=tuple(replace(project, effective_support=support.get(project.id)) for project in self.funded),
            unfunded=tuple(replace(project, effective_support=support.get(project.id)) for project in self.unfunded),
        )

    def with_margins(self, margins: Mapping[str, Margin]) -> Outcome:
        """The same outcome with the margins of the projects named; the others have none."""
        nothing = Margin(None, None)
        unfunded = tuple(
            replace(
                project,
                cheaper_by=margins.get(project.id, nothing).cheaper_by,
                more_votes=margins.get(project.id, nothing).more_votes,
            )
            for project in self.unfunded
        )
        return replace(self, unfunded=unfunded, margins=True)


def _funded(project: Funded) -> dict[str, Any]:
    return {
        "id": project.id,
        "cost": money_text(project.cost),
        "votes": project.votes,
        "score": None if project.score is None else money_text(project.score),
        "round": project.round,
        "by": project.by,
        "effective_support": _share(project.effective_support),
        "figures": _figures(project.figures),
    }


def _unfunded(project: Unfunded, margins: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": project.id,
        "cost": money_text(project.cost),
        "votes": project.votes,
        "score": None if project.score is None else money_text(project.score),
        "why": project.why,
        "effective_support": _share(project.effective_support),
        "figures": _figures(project.figures),
    }
    if margins:
        data["cheaper_by"] = None if project.cheaper_by is None else money_text(project.cheaper_by)
        data["more_votes"] = project.more_votes
    return data


def _share(value: Fraction | None) -> str | None:
    return None if value is None else rounded_text(value, PLACES)


def _figures(figures: Figures) -> dict[str, Any]:
    return {key: _figure(value) for key, value in figures.items()}


def _figure(value: Figure) -> Any:
    if isinstance(value, Fraction):
        return money_text(value)
    return list(value) if isinstance(value, tuple) else value
