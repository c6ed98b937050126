"""Equal Shares in floats with error bars: the winners where they are beyond doubt, for one endowment or a whole range.

Completion asks for the winners at hundreds of endowments. Here everybody's money is a float and a bound on its
error, carried along through every payment; a range of endowments is simply a larger error at the start. Whatever
the bars leave open is reported as unknown, and the exact run decides.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np

from .bounds import ROUNDING, Floats, rate_bounds
from .market import Market


class _Sketch:
    """Money and error of each voter; `widest` bounds all errors."""

    def __init__(self, market: Market, low: Fraction, high: Fraction) -> None:
        middle = float((low + high) / 2 * market.scale)
        self.market = market
        self.widest = float((high - low) / 2 * market.scale) * (1 + ROUNDING) + middle * ROUNDING
        self.money: Floats = np.full(market.voters, middle)
        self.errors: Floats = np.full(market.voters, self.widest)

    def bounds(self, project: int) -> tuple[float, float] | None:
        """Bounds of the rate for each unit of weight; None when the supporters surely cannot pay."""
        market = self.market
        buyers = market.buyers[project]
        doubt = float(self.errors[buyers].sum()) * (1 + ROUNDING)
        return rate_bounds(
            float(market.prices[project]),
            self.money[buyers],
            market.utility[project],
            doubt=doubt,
            widest=self.widest,
        )

    def all_full(self, project: int, high: float) -> bool:
        """Whether every supporter surely pays the full rate, so that the rate is price ÷ total weight exactly."""
        buyers, weights = self.market.buyers[project], self.market.utility[project]
        dearest = high if weights is None else high * weights
        return bool(np.all(self.money[buyers] - self.errors[buyers] >= dearest * (1 + ROUNDING)))

    def pay(self, project: int, low: float, high: float) -> None:
        """Take the payments; taking is a contraction, so errors add up and never multiply."""
        buyers, weights = self.market.buyers[project], self.market.utility[project]
        money, errors = self.money[buyers], self.errors[buyers]
        units = 1.0 if weights is None else weights
        rate = (low + high) / 2
        spent = money + errors < low * units * (1 - ROUNDING)
        rest = np.maximum(money - rate * units, 0.0)
        doubt = errors + ((high - low) / 2 + rate * ROUNDING) * units + money * ROUNDING
        rest[spent] = 0.0
        doubt[spent] = 0.0
        self.money[buyers], self.errors[buyers] = rest, doubt
        self.widest = max(self.widest, float(doubt.max()))


def sure_winners(market: Market, low: Fraction, high: Fraction | None = None) -> list[int] | None:
    """The projects bought, in order, at every endowment between `low` and `high`; None when that is not certain."""
    sketch = _Sketch(market, low, low if high is None else high)
    waiting = dict(market.least_rates)
    bought: list[int] = []
    while waiting:
        best = inf
        contenders: list[tuple[int, float, float]] = []
        for project in sorted(waiting, key=waiting.__getitem__):
            if waiting[project] > best:
                break
            bounds = sketch.bounds(project)
            if bounds is None:
                del waiting[project]
                continue
            factor = market.factor[project]
            waiting[project] = bounds[0] / factor * (1 - ROUNDING)
            if bounds[1] == inf:
                return None
            best = min(best, bounds[1] / factor * (1 + ROUNDING))
            contenders.append((project, *bounds))
        contenders = [entry for entry in contenders if waiting[entry[0]] <= best]
        if not contenders:
            break
        if len(contenders) > 1 and not all(sketch.all_full(project, high) for project, _, high in contenders):
            return None
        project, least, most = min(contenders, key=lambda entry: (_full_rate(market, entry[0]), market.place[entry[0]]))
        del waiting[project]
        sketch.pay(project, least, most)
        bought.append(project)
    return bought


def _full_rate(market: Market, project: int) -> Fraction:
    """The rate for each unit of utility when every supporter pays in full."""
    weights = market.utility[project]
    weight = len(market.buyers[project]) if weights is None else int(weights.sum())
    return Fraction(market.prices[project], weight * market.factor[project])
