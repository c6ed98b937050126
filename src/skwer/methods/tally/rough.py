"""Equal Shares in floats along a known course: only good for finding out where to look. No decision rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, inf

import numpy as np

from .bounds import Floats, rate_bounds
from .market import Market

SLACK = 1e-9
"""Wider than float error: how far a guess may be off, relative to its size."""


def retrace(market: Market, endowment: Fraction, order: Iterable[int]) -> Iterator[tuple[float, Floats]]:
    """Buy in this order; yield, before each purchase, its rate for each unit of utility and the money of all voters.

    Money is in whole units of the market and changes in place; at the end come infinity and what is left.
    """
    money: Floats = np.full(market.voters, float(endowment * market.scale))
    for project in order:
        buyers, weights = market.buyers[project], market.utility[project]
        price = float(market.prices[project])
        # The last złoty can be missing in floats; then everybody gives all she has.
        low, _ = rate_bounds(price, money[buyers], weights) or (inf, inf)
        each = low if low > 0 or not price else inf
        yield each / market.factor[project], money
        money[buyers] = np.maximum(money[buyers] - (each if weights is None else each * weights), 0.0)
    yield inf, money


def best_price(market: Market, money: Floats, rate: float, project: int) -> float:
    """About the highest price at which a project could be bought where the next purchase has `rate` (inf: the end)."""
    mine, weights = money[market.buyers[project]], market.utility[project]
    if rate == inf:
        return float(mine.sum())
    if not market.by_cost:
        return float(np.minimum(mine, rate if weights is None else rate * weights).sum())
    # The most that sum(min(money, rate × price)) ≥ price allows, by Newton's steps from above.
    price = float(market.prices[project])
    while True:
        poor = mine < rate * price
        slope = 1 - rate * (len(mine) - int(np.count_nonzero(poor)))
        if slope <= SLACK:
            # Every lower price asks the same rate: a tie at most, but floats must not rule it out.
            return price
        following = float(mine[poor].sum()) / slope
        if following >= price * (1 - 1e-12):
            return price
        price = following


def fewest_voters(market: Market, money: Floats, rate: float, project: int, each: float) -> float:
    """About the fewest new voters, with `each` to spend, who make the purchase possible; infinite if none can."""
    price, mine = float(market.prices[project]), money[market.buyers[project]]
    if rate != inf:
        cap = rate * market.factor[project]
        mine, each = np.minimum(mine, cap), min(each, cap)
    missing = price * (1 - SLACK) - float(mine.sum())
    if missing <= 0:
        return 1
    return max(ceil(missing / each * (1 - SLACK)), 1) if each else inf
