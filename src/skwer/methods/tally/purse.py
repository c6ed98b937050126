"""The money of voters, exact.

Voters with the same money left form a class; the money of a class is a whole number over one denominator common to
all, so nothing is ever rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd

import numpy as np
from numpy.typing import NDArray

from .bounds import ROUNDING, Floats
from .election import Indices, Ints
from .market import Market


@dataclass(frozen=True, slots=True)
class Quote:
    """What a project would cost its supporters now: `total` ÷ (`denominator` × `weight`) for each unit of weight.

    `classes`, `units`, `counts` describe the groups of supporters with equal money and equal weight, `poor` those
    that pay all they have, and `group` the group of each supporter.
    """

    project: int
    total: int
    weight: int
    classes: list[int]
    units: list[int]
    counts: list[int]
    poor: list[bool]
    group: NDArray[np.intp]


class Purse:
    """The money of all voters: exact by class, and by voter as nearest floats and as `small` whole numbers.

    `small` is each voter's money in units of 1/`unit`, rounded down: good for figures to show, the same everywhere.
    """

    def __init__(self, market: Market, endowment: Fraction) -> None:
        start = endowment * market.scale
        self.market = market
        self.denominator = start.denominator
        self.unit = _unit(endowment * market.voters)
        self.classes: Indices = np.ones(market.voters, dtype=np.int32)
        self.floats: Floats = np.full(market.voters, start.numerator / start.denominator)
        self.small: Ints = np.full(market.voters, floor(endowment * self.unit), dtype=np.int64)
        # By class. Class 0 is those with nothing left; `_since` says over which denominator the money is written.
        self._money = [0, start.numerator]
        self._since = [0, 0]
        self._class_floats = [0.0, start.numerator / start.denominator]
        self._denominators = [start.denominator]

    def copy(self) -> Purse:
        """The same money, to be spent otherwise."""
        twin = Purse.__new__(Purse)
        twin.market, twin.denominator, twin.unit = self.market, self.denominator, self.unit
        twin.classes, twin.floats, twin.small = self.classes.copy(), self.floats.copy(), self.small.copy()
        twin._money, twin._since = self._money.copy(), self._since.copy()
        twin._class_floats, twin._denominators = self._class_floats.copy(), self._denominators.copy()
        return twin

    def money(self, group: int) -> int:
        """Money of one voter of a class, over the present denominator."""
        since = self._since[group]
        now = len(self._denominators) - 1
        if since != now:
            self._money[group] *= self.denominator // self._denominators[since]
            self._since[group] = now
        return self._money[group]

    def total(self, project: int) -> int:
        """Money of all supporters of a project, over the present denominator."""
        counts = np.bincount(self.classes[self.market.buyers[project]], minlength=1)
        groups = np.flatnonzero(counts)
        return sum(
            count * self.money(group) for group, count in zip(groups.tolist(), counts[groups].tolist(), strict=True)
        )

    def cents(self, project: int) -> Fraction:
        """Money of all supporters in the units of the election, rounded down to 1/100."""
        return Fraction(self.total(project) * 100 // (self.denominator * self.market.scale), 100)

    def quote(self, project: int, low: float, high: float) -> Quote | None:
        """The exact rate of a project, or None when its supporters cannot pay. `low` ≤ rate ≤ `high` is known."""
        market = self.market
        mine = self.classes[market.buyers[project]]
        weights = market.utility[project]
        if weights is None:
            counts = np.bincount(mine, minlength=1)
            present = np.flatnonzero(counts)
            lookup = np.zeros(len(counts), dtype=np.intp)
            lookup[present] = np.arange(len(present))
            group = lookup[mine]
            classes, units, sizes = present.tolist(), [1] * len(present), counts[present].tolist()
        else:
            kinds, kind = np.unique(weights, return_inverse=True)
            keys, group, amounts = np.unique(
                mine.astype(np.int64) * len(kinds) + kind, return_inverse=True, return_counts=True
            )
            classes, sizes = (keys // len(kinds)).tolist(), amounts.tolist()
            units = kinds[keys % len(kinds)].tolist()
        floats = self._class_floats
        poor = [floats[c] * (1 + ROUNDING) < low * u for c, u in zip(classes, units, strict=True)]
        open_ = [
            g
            for g, (c, u) in enumerate(zip(classes, units, strict=True))
            if not poor[g] and floats[c] * (1 - ROUNDING) < high * u
        ]
        total, weight = market.prices[project] * self.denominator, 0
        for g, c in enumerate(classes):
            if poor[g]:
                total -= sizes[g] * self.money(c)
            else:
                weight += sizes[g] * units[g]
        # Each pass asks only groups the floats could not place; the rate rises from pass to pass, so none returns.
        moved = True
        while moved and weight:
            moved = False
            short = [g for g in open_ if self.money(classes[g]) * weight < total * units[g]]
            for g in short:
                poor[g], moved = True, True
                total -= sizes[g] * self.money(classes[g])
                weight -= sizes[g] * units[g]
            open_ = [g for g in open_ if not poor[g]]
        if not weight:
            return None
        return Quote(project, total, weight, classes, units, sizes, poor, group)

    def pay(self, quote: Quote) -> None:
        """Take the payments of `quote` from its supporters."""
        shared = gcd(quote.total, quote.weight) or 1
        rate, stretch = quote.total // shared, quote.weight // shared
        self.denominator *= stretch
        self._denominators.append(self.denominator)
        now = len(self._denominators) - 1
        scaled = self.denominator * self.market.scale
        fresh: list[int] = []
        small: list[int] = []
        for c, u, poor in zip(quote.classes, quote.units, quote.poor, strict=True):
            rest = 0 if poor else self.money(c) - rate * u
            if rest == 0:
                fresh.append(0)
                small.append(0)
                continue
            fresh.append(len(self._money))
            small.append(rest * self.unit // scaled)
            self._money.append(rest)
            self._since.append(now)
            self._class_floats.append(rest / self.denominator)
        buyers = self.market.buyers[quote.project]
        self.classes[buyers] = np.array(fresh, dtype=np.int32)[quote.group]
        self.floats[buyers] = np.array([self._class_floats[c] for c in fresh])[quote.group]
        self.small[buyers] = np.array(small, dtype=np.int64)[quote.group]


def _unit(money: Fraction) -> int:
    """The finest power of ten, at most a billion, in which the money of all voters fits 62 bits."""
    unit = 10**9
    while unit > 1 and money * unit >= 2**62:
        unit //= 10
    return unit
