"""The product-limit estimate: Kaplan and Meier, Journal of the American Statistical Association 53 (1958), 457–481."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist


class SurvivalError(ValueError):
    """A life of negative length, or a level that is no share."""


@dataclass(frozen=True)
class Life:
    """One observed life. time: its length so far, in whole units (days); ended: did it end then, or was it only
    seen standing for the last time (censored)?"""

    time: int
    ended: bool


@dataclass(frozen=True)
class Step:
    """A moment at which the curve falls.

    at_risk: lives at least `time` long; ended: those that ended at it; share: the part that lasts longer than `time`,
    exact; low, high: its confidence interval (see `kaplan_meier`).
    """

    time: int
    at_risk: int
    ended: int
    share: Fraction
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """The estimate for a number of lives. `longest`: the longest life seen; beyond it nothing is known."""

    n: int
    ended: int
    longest: int
    level: float
    steps: tuple[Step, ...]
    times: tuple[int, ...]  # of all lives, in order

    def at(self, time: int) -> Step | None:
        """What is known about lasting longer than `time`: the share and its interval, and how many were still seen
        then (`at_risk`); None where no life was seen that long, unless all had ended before.

        While nothing has ended there is no variance to reckon with; the lower bound is then the exact one of so many
        trials without a failure as are still seen (Clopper and Pearson, Biometrika 26 (1934), 404–413).
        """
        if not self.n or (time > self.longest and not (self.steps and self.steps[-1].share == 0)):
            return None
        at_risk = self.n - bisect_right(self.times, time - 1)
        past = [step for step in self.steps if step.time <= time]
        if not past:
            low = ((1 - self.level) / 2) ** (1 / at_risk) if at_risk else 0.0
            return Step(time, at_risk, 0, Fraction(1), low, 1.0)
        last = past[-1]
        return Step(time, at_risk, 0, last.share, last.low, last.high)

    @property
    def median(self) -> int | None:
        """The first time by which at least half had ended; None when the curve does not fall that far."""
        return next((step.time for step in self.steps if step.share <= Fraction(1, 2)), None)


def kaplan_meier(lives: Iterable[Life], *, level: float = 0.95) -> Curve:
    """The share of lives that last longer than each time, with censoring.

    A life that ends at the very time another was seen for the last time is taken to end first, so both are at risk.
    The interval is that of log(−log S) with Greenwood's variance (Kalbfleisch and Prentice, The Statistical Analysis
    of Failure Time Data, 1980, § 1.3): it stays between 0 and 1. Where the share is 0 it has no width to be reckoned,
    and is 0 to 0. Raises SurvivalError.
    """
    if not 0 < level < 1:
        raise SurvivalError(f"{level} is no level of confidence between 0 and 1")
    seen = list(lives)
    if any(life.time < 0 for life in seen):
        raise SurvivalError("a life cannot last less than no time")
    gone = Counter(life.time for life in seen if life.ended)
    times = tuple(sorted(life.time for life in seen))
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, greenwood = Fraction(1), Fraction(0)
    steps = []
    for time in sorted(gone):
        at_risk, ended = len(seen) - bisect_right(times, time - 1), gone[time]
        share *= Fraction(at_risk - ended, at_risk)
        if share:
            greenwood += Fraction(ended, at_risk * (at_risk - ended))
        low, high = _interval(share, greenwood, z)
        steps.append(Step(time, at_risk, ended, share, low, high))
    return Curve(
        n=len(seen),
        ended=sum(gone.values()),
        longest=times[-1] if times else 0,
        level=level,
        steps=tuple(steps),
        times=times,
    )


def _interval(share: Fraction, greenwood: Fraction, z: float) -> tuple[float, float]:
    if share == 0:
        return 0.0, 0.0
    log = math.log(share)
    width = z * math.sqrt(greenwood) / log  # negative: the logarithm of a share is
    return math.exp(log * math.exp(-width)), math.exp(log * math.exp(width))
