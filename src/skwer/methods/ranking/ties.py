"""The frozen chain of rules that parts proposals with equal points."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

Key = Callable[[int], Any]


class TieRuleError(ValueError):
    """A rule of the chain that nobody knows."""


def lot(seed: str, proposal: int) -> str:
    """The proposal's place in the draw: SHA-256 of `seed:number`; the smallest comes first. Anyone can draw again."""
    return hashlib.sha256(f"{seed}:{proposal}".encode()).hexdigest()


def check_chain(chain: Sequence[str], criteria: Sequence[str]) -> None:
    """Raises `TieRuleError` unless every rule is known and every `criterion:KEY` names a criterion."""
    for rule in chain:
        name, _, argument = rule.partition(":")
        known = (
            rule in ("lower-request", "number")
            or (name == "lot" and argument != "")
            or (name == "criterion" and argument in criteria)
        )
        if not known:
            raise TieRuleError(rule)


def key_of(rule: str, means: Mapping[int, Mapping[str, Fraction]], requests: Mapping[int, Fraction]) -> Key:
    """One rule of a checked chain as a sort key (smaller comes first).

    `criterion:KEY` the higher mean on the criterion; `lower-request` the smaller sum asked for; `lot:SEED` the draw;
    `number` whoever sent it earlier. A proposal without a known request comes after those with one.
    """
    name, _, argument = rule.partition(":")

    def by_rule(proposal: int) -> Any:
        if name == "criterion":
            return -means[proposal][argument]
        if name == "lower-request":
            return proposal not in requests, requests.get(proposal, Fraction(0))
        if name == "lot":
            return lot(argument, proposal)
        return proposal

    return by_rule
