"""How to count: one frozen value that can be written to JSON and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from .exact import exact, money_text

RULES = (
    "official",
    "greedy",
    "greedy-no-skip",
    "greedy-threshold",
    "equal-shares",
    "phragmen",
    "maximin-support",
)
UTILITIES = ("cost", "cardinality", "points", "borda")
COMPLETIONS = ("none", "add1", "add1-exhaustive", "add1u", "fill")
STARTS = ("floor", "exact")
TIES = ("max-votes", "max-score", "min-cost", "max-cost", "file-order", "lexico")
DEFAULT_TIES = ("max-votes", "min-cost", "file-order")


class RulesError(ValueError):
    """The settings do not fit together, or do not fit this election."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings of a count.

    `rule`: one of `RULES`; `official` does what META says. `utility`: what Equal Shares maximises per złoty.
    `completion`: what happens with money Equal Shares leaves. `increment`: the step of add1 for each voter;
    `start`: its first endowment, budget ÷ voters as it is or rounded down. `threshold`: `"50"` votes (points) or
    `"10%"` of the ballots. `comparison`: keep Equal Shares unless strictly more voters prefer greedy.
    `ties`: keys applied in turn, also `lot:SEED`; what they leave open is settled by file order.
    `exclusive`: groups of project ids of which greedy funds at most one.
    Raises `RulesError` for a value that is not offered.
    """

    rule: str = "official"
    utility: str = "cost"
    completion: str = "none"
    increment: Fraction | Decimal | int | str = 1
    start: str = "floor"
    threshold: str | int | None = None
    comparison: bool = False
    ties: Sequence[str] | str = DEFAULT_TIES
    exclusive: Iterable[Iterable[str]] = ()

    def __post_init__(self) -> None:
        put = object.__setattr__
        for name, value, offered in (
            ("rule", self.rule, RULES),
            ("utility", self.utility, UTILITIES),
            ("completion", self.completion, COMPLETIONS),
            ("start", self.start, STARTS),
        ):
            if value not in offered:
                raise RulesError(f"{name} “{value}” is not offered; choose from {', '.join(offered)}")
        try:
            put(self, "increment", exact(self.increment))
        except (TypeError, ValueError) as error:
            raise RulesError(f"increment: {error}") from None
        if self.step <= 0:
            raise RulesError("the increment must be above zero")
        if self.threshold is not None:
            put(self, "threshold", _threshold(str(self.threshold)))
        chain = self.ties.split(",") if isinstance(self.ties, str) else list(self.ties)
        put(self, "ties", tuple(_tie(key.strip()) for key in chain if key.strip()))
        put(self, "exclusive", tuple(tuple(group) for group in self.exclusive))

    @property
    def step(self) -> Fraction:
        """The increment of add1, exact, in money for each voter."""
        return Fraction(self.increment)

    @property
    def chain(self) -> tuple[str, ...]:
        """The tie keys in the order they are applied."""
        return tuple(self.ties)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups of projects that exclude one another."""
        return tuple(tuple(group) for group in self.exclusive)

    def least_score(self, ballots: int) -> Fraction | None:
        """The smallest score a project may have to be funded, None without a threshold."""
        if self.threshold is None:
            return None
        text = str(self.threshold)
        return exact(text[:-1]) * ballots / 100 if text.endswith("%") else exact(text)

    def to_json(self) -> dict[str, Any]:
        """The settings as JSON values; numbers as text."""
        return {
            "rule": self.rule,
            "utility": self.utility,
            "completion": self.completion,
            "increment": money_text(self.step),
            "start": self.start,
            "threshold": self.threshold,
            "comparison": self.comparison,
            "ties": ",".join(self.chain),
            "exclusive": [list(group) for group in self.groups],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote; missing keys take their defaults, unknown keys raise `RulesError`."""
        unknown = sorted(set(data) - set(cls.__dataclass_fields__))
        if unknown:
            raise RulesError(f"unknown setting: {', '.join(unknown)}")
        return cls(**data)


def _threshold(text: str) -> str:
    number, percent = (text[:-1], "%") if text.endswith("%") else (text, "")
    try:
        value = exact(number)
    except ValueError:
        raise RulesError(f"threshold “{text}” is neither a number nor a percentage such as 10%") from None
    if value < 0 or (percent and value > 100):
        raise RulesError(f"threshold “{text}” is out of range")
    return money_text(value) + percent


def _tie(key: str) -> str:
    if key in TIES or (key.startswith("lot:") and len(key) > 4 and "," not in key):
        return key
    raise RulesError(f"tie key “{key}” is not offered; choose from {', '.join(TIES)}, lot:SEED")
