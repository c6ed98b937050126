"""Certified float bounds for the rate at which supporters can buy a project.

The rate t solves sum(min(money, t × weight)) = price. Floats find it by Newton's steps from below; the bounds add
everything rounding can have done, so that a comparison outside them needs no exact arithmetic.
"""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray

from .election import Ints

ROUNDING = 2.0**-50
"""Relative slack for single operations: money is rounded once (2^-53), products and quotients a few times."""
SUMMING = 2.0**-44
"""Relative slack for the sums of all steps: up to 2^40 numbers of one sign in numpy's pairwise order, inputs rounded once."""
MOST_STEPS = 64


def rate_bounds(price: float, money: NDArray[np.float64], weights: Ints | None) -> tuple[float, float] | None:
    """Enclose the rate: `(low, high)` with low ≤ rate ≤ high, or None when the money surely does not suffice.

    `money` (supporters,) are nearest floats of the true amounts; `weights` (supporters,) are positive whole numbers
    below 2^53, None for ones. `high` is infinite where floats cannot tell, which includes sums that just suffice.
    """
    slack = price * SUMMING
    left, rich, units = price, money, weights
    for _ in range(MOST_STEPS):
        weight = float(len(rich) if units is None else units.sum())
        rate = left / weight
        poor = rich < (rate if units is None else rate * units)
        count = int(np.count_nonzero(poor))
        if count == 0:
            break
        left -= float(rich[poor].sum())
        if count == len(rich):
            return None if left > slack else (0.0, inf)
        if left <= slack:
            return 0.0, inf
        rich = rich[~poor]
        units = None if units is None else units[~poor]
    else:
        return 0.0, inf
    margin = slack / weight
    low = max((rate - margin) * (1 - ROUNDING), 0.0)
    # At `top` at least half of the weight must still be able to pay, or else the true rate may lie higher.
    top = (rate + 2 * margin) * (1 + ROUNDING)
    able = rich >= (top if units is None else top * units) * (1 + ROUNDING)
    able_weight = float(np.count_nonzero(able) if units is None else units[able].sum())
    return low, (top if 2 * able_weight >= weight else inf)
