"""Equal Shares in plain floats: fast, and only good for finding out where to look. No decision rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, inf

import numpy as np

from .bounds import Floats, rate_bounds
from .market import Market

SLACK = 1e-9
"""Wider than float error: how far a guess may be off, relative to its size."""


def rough_run(market: Market, endowment: Fraction) -> Iterator[tuple[int | None, float, Floats]]:
    """Yield, before each purchase, the project, its rate for each unit of utility, and the money of all voters.

    Money is in whole units of the market and changes in place; at the end come None, infinity and what is left.
    """
    money: Floats = np.full(market.voters, float(endowment * market.scale))
    low = dict(market.least_rates)
    while low:
        best, chosen = inf, None
        for project in sorted(low, key=low.__getitem__):
            if low[project] >= best:
                break
            bounds = rate_bounds(float(market.prices[project]), money[market.buyers[project]], market.utility[project])
            if bounds is None or bounds[1] == inf:
                del low[project]
                continue
            low[project] = bounds[0] / market.factor[project]
            if low[project] < best:
                best, chosen = low[project], project
        if chosen is None:
            break
        yield chosen, best, money
        del low[chosen]
        buyers, weights = market.buyers[chosen], market.utility[chosen]
        each = best * market.factor[chosen]
        money[buyers] = np.maximum(money[buyers] - (each if weights is None else each * weights), 0.0)
    yield None, inf, money


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
        if slope <= 0:
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
