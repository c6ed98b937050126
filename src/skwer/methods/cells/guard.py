"""No figure about fewer people than the least, and none from which one could be reckoned."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from .interval import wilson

G = TypeVar("G", bound=Hashable)


@dataclass(frozen=True)
class Share:
    """A share of `n` that may be shown.

    exact: the share itself, with its 95 % interval (low, high), or None where it would tell of too few people; then
    it is only said to be `below` or `above` a limit that holds for every count not to be told apart.
    """

    n: int
    exact: Fraction | None = None
    low: float = 0.0
    high: float = 1.0
    below: Fraction | None = None
    above: Fraction | None = None


def guarded_share(count: int, n: int, least: int) -> Share | None:
    """`count` of `n` as it may be shown: None when fewer than `least` answered; a bound instead of the share when
    fewer than `least` are on one side of it."""
    if n < least:
        return None
    if count < least:
        return Share(n, below=Fraction(least, n))
    if n - count < least:
        return Share(n, above=Fraction(n - least, n))
    low, high = wilson(count, n)
    return Share(n, Fraction(count, n), low, high)


def hidden_groups(groups: Mapping[G, tuple[int, int]], least: int) -> set[G]:
    """Which groups of a breakdown must not be shown beside its total. groups: (count, n) of each.

    Hidden are groups that may not be shown exactly. Since the total is known, all hidden ones together can be reckoned
    by subtraction: the smallest shown group is hidden as well until what can be reckoned is itself a figure that may
    be shown, or nothing is.
    """
    exact = {key for key, (count, n) in groups.items() if n and _may(count, n, least)}
    hidden = set(groups) - exact - {key for key, (_count, n) in groups.items() if n == 0}
    while hidden:
        count = sum(groups[key][0] for key in hidden)
        n = sum(groups[key][1] for key in hidden)
        shown = exact - hidden
        if (len(hidden) > 1 and _may(count, n, least)) or not shown:
            break
        hidden.add(min(shown, key=lambda key: (groups[key][1], str(key))))
    return hidden


def _may(count: int, n: int, least: int) -> bool:
    share = guarded_share(count, n, least)
    return share is not None and share.exact is not None
