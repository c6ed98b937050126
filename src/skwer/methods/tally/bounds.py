"""Certified float bounds for the rate at which supporters can buy a project.

The rate t solves sum(min(money, t × weight)) = price. Floats find it by Newton's steps from below; the bounds add
everything rounding can have done, so that a comparison outside them needs no exact arithmetic.
"""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray

from .election import Ints

Floats = NDArray[np.float64]

ROUNDING = 2.0**-50
"""Relative slack for single operations: money is rounded once (2^-53), products and quotients a few times."""
SUMMING = 2.0**-44
"""Relative slack for the sums of all steps: numbers of one sign in numpy's pairwise order, inputs rounded once."""
MOST_STEPS = 64


def rate_bounds(
    price: float, money: Floats, weights: Ints | None, *, doubt: float = 0.0, widest: float = 0.0
) -> tuple[float, float] | None:
    """Enclose the rate: `(low, high)` with low ≤ rate ≤ high, or None when the money surely does not suffice.

    `money` (supporters,) differs from the true amounts by at most `widest` each and `doubt` in sum, beside one
    rounding; `weights` (supporters,) are positive whole numbers below 2^53, None for ones. `high` is infinite where
    floats cannot tell, which includes sums that just suffice.
    """
    slack = price * SUMMING + doubt
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
    # Below: those who can pay this rate would pay `weight` × margin less, more than all doubt together.
    margin = slack / weight
    low = max((rate - margin) * (1 - ROUNDING), 0.0)
    # Above: at `top` at least half of that weight must surely be able to pay, or the true rate may lie higher.
    top = (rate + 2 * margin) * (1 + ROUNDING)
    able = rich >= (top if units is None else top * units) * (1 + ROUNDING) + widest
    able_weight = float(np.count_nonzero(able) if units is None else units[able].sum())
    return low, (top if 2 * able_weight >= weight else inf)
