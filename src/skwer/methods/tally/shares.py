"""The Method of Equal Shares, exact.

Every voter gets the same endowment. Again and again the project is bought whose supporters can pay for it at the
lowest price per unit of utility: each pays the same rate times her utility, or all she has left. Source: Peters,
Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021).

Arithmetic. Voters with the same money left form a class; the money of a class is a whole number over one common
denominator, so nothing is ever rounded. Floats only rule projects out: `bounds.rate_bounds` encloses each rate, and
whatever the enclosures leave open (the winner's rate, ties, "can they just afford it?") is settled in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, inf, lcm

import numpy as np
from numpy.typing import NDArray

from .bounds import ROUNDING, rate_bounds
from .contest import Contest
from .election import Election, Indices, Ints
from .rules import RulesError


@dataclass(frozen=True, eq=False)
class Market:
    """Who can buy what: the part of Equal Shares that does not depend on the endowment.

    `buyers[p]` are the voters of project p, `utility[p]` their utilities in whole numbers (None: all equal), and
    `factor[p]` what multiplies them. Money is in whole units of 1/`scale`.
    """

    voters: int
    projects: tuple[int, ...]
    prices: dict[int, int]
    buyers: dict[int, Indices]
    utility: dict[int, Ints | None]
    factor: dict[int, int]
    place: tuple[int, ...]
    scale: int


def make_market(election: Election, contest: Contest, utility: str) -> Market:
    """Prepare the eligible, supported projects of `contest` for one of the utilities of `Rules`.

    Raises `RulesError` when the ballots do not hold what the utility is made of.
    """
    ballots = election.ballots
    starts, entries = election.by_project
    values: Ints | None = None
    if utility == "points":
        if ballots.points is None:
            raise RulesError("utility points needs ballots with points")
        values = ballots.points
    elif utility == "borda":
        if election.vote_type != "ordinal":
            raise RulesError("utility borda needs ranked ballots (vote_type ordinal)")
        values = ballots.ranks
    scale = lcm(contest.budget.denominator, *(cost.denominator for cost in contest.costs))
    prices: dict[int, int] = {}
    buyers: dict[int, Indices] = {}
    weights: dict[int, Ints | None] = {}
    factor: dict[int, int] = {}
    for project in contest.eligible:
        mine = entries[starts[project] : starts[project + 1]]
        if values is not None:
            mine = mine[values[mine] > 0]
        if len(mine) == 0:
            continue
        prices[project] = int(contest.costs[project] * scale)
        buyers[project] = ballots.rows[mine]
        weights[project] = None if values is None else values[mine]
        factor[project] = max(prices[project], 1) if utility == "cost" else 1
    return Market(len(ballots), tuple(prices), prices, buyers, weights, factor, contest.place, scale)


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


@dataclass(frozen=True, slots=True)
class Purchase:
    """One project bought. `rate`: money for each unit of weight, so that a supporter pays min(rate × weight, all).

    `full` supporters paid the whole rate, `partial` all they had left; `supporters_money` is what all supporters
    held together before; `tied` are the projects that could have been bought at the same rate per utility.
    """

    project: int
    rate: Fraction
    full: int
    partial: int
    supporters_money: Fraction
    tied: tuple[int, ...]


Watcher = Callable[[int, Indices, list[tuple[int, int]], NDArray[np.intp], int], None]
"""Called at each purchase: project, its supporters, each group's (payment, money left), group of each supporter,
and the common denominator of those numbers."""


class Purse:
    """The money of all voters, exact (by class) and as floats (by voter)."""

    def __init__(self, market: Market, endowment: Fraction) -> None:
        start = endowment * market.scale
        self.market = market
        self.denominator = start.denominator
        self._money = [0, start.numerator]
        self._since = [0, 0]
        self._denominators = [start.denominator]
        self.classes: Indices = np.ones(market.voters, dtype=np.int32)
        self.floats: NDArray[np.float64] = np.full(market.voters, start.numerator / start.denominator)
        self._class_floats = [0.0, start.numerator / start.denominator]

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
        counts = np.bincount(self.classes[self.market.buyers[project]])
        groups = np.flatnonzero(counts)
        return sum(
            count * self.money(group) for group, count in zip(groups.tolist(), counts[groups].tolist(), strict=True)
        )

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
            still = []
            for g in open_:
                if self.money(classes[g]) * weight < total * units[g]:
                    still.append(g)
            for g in still:
                poor[g], moved = True, True
                total -= sizes[g] * self.money(classes[g])
                weight -= sizes[g] * units[g]
            open_ = [g for g in open_ if not poor[g]]
        if not weight:
            return None
        return Quote(project, total, weight, classes, units, sizes, poor, group)

    def pay(self, quote: Quote, watch: Watcher | None = None) -> None:
        """Take the payments of `quote` from its supporters."""
        shared = gcd(quote.total, quote.weight) or 1
        rate, stretch = quote.total // shared, quote.weight // shared
        before = [self.money(c) for c in quote.classes] if watch else []
        self.denominator *= stretch
        self._denominators.append(self.denominator)
        now = len(self._denominators) - 1
        fresh: list[int] = []
        for c, u, poor in zip(quote.classes, quote.units, quote.poor, strict=True):
            rest = 0 if poor else self.money(c) - rate * u
            if rest == 0:
                fresh.append(0)
                continue
            fresh.append(len(self._money))
            self._money.append(rest)
            self._since.append(now)
            self._class_floats.append(rest / self.denominator)
        renamed = np.array(fresh, dtype=np.int32)
        buyers = self.market.buyers[quote.project]
        self.classes[buyers] = renamed[quote.group]
        self.floats[buyers] = np.array([self._class_floats[c] for c in fresh])[quote.group]
        if watch:
            rests = [self.money(c) for c in fresh]
            payments = [(had * stretch - rest, rest) for had, rest in zip(before, rests, strict=True)]
            watch(quote.project, buyers, payments, quote.group, self.denominator)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The purchases in order, and the money everybody has left."""

    purchases: list[Purchase]
    purse: Purse

    @property
    def projects(self) -> list[int]:
        """Positions of the projects bought, in order."""
        return [purchase.project for purchase in self.purchases]


def equal_shares(market: Market, endowment: Fraction, *, watch: Watcher | None = None) -> Run:
    """Run Equal Shares with this endowment for each voter.

    The sum of prices never exceeds voters × endowment. Money of the result is in the units of the election.
    """
    purse = Purse(market, endowment)
    low = dict.fromkeys(market.projects, 0.0)
    bought: list[Purchase] = []
    while low:
        best, contenders = inf, []
        for project in sorted(low, key=low.__getitem__):
            if low[project] > best:
                break
            bounds = _bounds(purse, project)
            if bounds is None:
                del low[project]
                continue
            low[project] = bounds[0]
            best = min(best, bounds[1])
            contenders.append((project, bounds))
        quotes = []
        for project, (least, most) in contenders:
            if least <= best:
                factor = market.factor[project]
                quote = purse.quote(project, least * factor * (1 - ROUNDING), most * factor * (1 + ROUNDING))
                if quote is not None:
                    quotes.append(quote)
        if not quotes:
            break
        chosen, tied = _cheapest(market, quotes)
        del low[chosen.project]
        bought.append(_purchase(purse, chosen, tied))
        purse.pay(chosen, watch)
    return Run(bought, purse)


def _bounds(purse: Purse, project: int) -> tuple[float, float] | None:
    """Bounds of the rate per unit of utility, None when the supporters cannot pay."""
    market = purse.market
    price = market.prices[project]
    bounds = rate_bounds(float(price), purse.floats[market.buyers[project]], market.utility[project])
    if bounds is not None and bounds[1] == inf:
        # Too close to call in floats: the supporters hold almost exactly the price.
        quote = purse.quote(project, 0.0, inf)
        if quote is None:
            return None
        rate = quote.total / (quote.weight * purse.denominator)
        bounds = rate * (1 - ROUNDING), rate * (1 + ROUNDING)
    if bounds is None:
        return None
    factor = market.factor[project]
    return bounds[0] / factor * (1 - ROUNDING), bounds[1] / factor * (1 + ROUNDING)


def _cheapest(market: Market, quotes: Sequence[Quote]) -> tuple[Quote, tuple[int, ...]]:
    """The quote with the lowest rate per utility, equals by place, and all projects that share that rate."""
    best = quotes[0]
    equals = [best]
    for quote in quotes[1:]:
        # total / (weight × factor), compared crosswise: the denominator is common to all.
        mine = quote.total * best.weight * market.factor[best.project]
        theirs = best.total * quote.weight * market.factor[quote.project]
        if mine < theirs:
            best, equals = quote, [quote]
        elif mine == theirs:
            equals.append(quote)
    equals.sort(key=lambda quote: market.place[quote.project])
    return equals[0], tuple(quote.project for quote in equals) if len(equals) > 1 else ()


def _purchase(purse: Purse, quote: Quote, tied: tuple[int, ...]) -> Purchase:
    scale = purse.market.scale
    held = sum(count * purse.money(c) for c, count in zip(quote.classes, quote.counts, strict=True))
    partial = sum(count for count, poor in zip(quote.counts, quote.poor, strict=True) if poor)
    return Purchase(
        quote.project,
        Fraction(quote.total, quote.weight * purse.denominator * scale),
        sum(quote.counts) - partial,
        partial,
        Fraction(held, purse.denominator * scale),
        tied,
    )
