"""Do groups differ by more than chance? Mantel's log-rank test, and Holm's correction when one asks several times."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from .curve import Life, SurvivalError

G = TypeVar("G", bound=Hashable)


@dataclass(frozen=True)
class LogRank:
    """statistic: exact; freedom: groups less one; p: how often chance alone would part the groups at least so far,
    were there no difference. `expected`: ends expected in each group if all lasted alike, in the order given."""

    statistic: Fraction
    freedom: int
    p: float
    expected: tuple[Fraction, ...]


def log_rank(groups: Mapping[G, Sequence[Life]]) -> LogRank | None:
    """The log-rank test of two or more groups (Mantel, Cancer Chemotherapy Reports 50 (1966), 163–170).

    None when it can say nothing: nothing ended, or fewer than two groups were ever at risk together. Raises
    SurvivalError for fewer than two groups.
    """
    if len(groups) < 2:
        raise SurvivalError("a comparison needs two groups")
    lives = [list(group) for group in groups.values()]
    count = len(lives)
    observed = [Fraction(sum(life.ended for life in group)) for group in lives]
    expected = [Fraction(0)] * count
    spread = [[Fraction(0)] * count for _ in range(count)]
    for time in sorted({life.time for group in lives for life in group if life.ended}):
        risk = [sum(life.time >= time for life in group) for group in lives]
        ended = sum(life.ended and life.time == time for group in lives for life in group)
        whole = sum(risk)
        for i in range(count):
            expected[i] += Fraction(ended * risk[i], whole)
        if whole < 2:
            continue
        scale = Fraction(ended * (whole - ended), whole * whole * (whole - 1))
        for i in range(count):
            for j in range(count):
                spread[i][j] += scale * risk[i] * ((whole if i == j else 0) - risk[j])
    # The differences sum to nought, so the last group says nothing new; groups never at risk are left out as well.
    alive = [i for i in range(count) if spread[i][i]]
    if len(alive) < 2:
        return None
    kept = alive[:-1]
    apart = [observed[i] - expected[i] for i in kept]
    solved = _solve([[spread[i][j] for j in kept] for i in kept], apart)
    if solved is None:
        return None
    statistic = sum((a * s for a, s in zip(apart, solved, strict=True)), Fraction(0))
    return LogRank(statistic, len(kept), chi_square_above(float(statistic), len(kept)), tuple(expected))


def holm(ps: Sequence[float]) -> list[float]:
    """The same p-values, larger by what asking so many times costs (Holm, Scandinavian Journal of Statistics 6 (1979),
    65–70); in the order given."""
    adjusted, most = [0.0] * len(ps), 0.0
    for rank, index in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        most = max(most, min(1.0, ps[index] * (len(ps) - rank)))
        adjusted[index] = most
    return adjusted


def chi_square_above(value: float, freedom: int) -> float:
    """The chance that a chi-square variable of whole degrees of freedom exceeds `value`: a closed form for each."""
    if value <= 0:
        return 1.0
    half = value / 2
    if freedom % 2 == 0:
        return min(1.0, sum(math.exp(k * math.log(half) - half - math.lgamma(k + 1)) for k in range(freedom // 2)))
    total = math.erfc(math.sqrt(half))
    for k in range(1, freedom // 2 + 1):
        total += math.exp((k - 0.5) * math.log(half) - half - math.lgamma(k + 0.5))
    return min(1.0, total)


def _solve(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """Gauss and Jordan, exact; None when the equations do not settle every unknown."""
    size = len(rows)
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for column in range(size):
        pivot = next((r for r in range(column, size) if table[r][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        head = table[column][column]
        table[column] = [value / head for value in table[column]]
        for r in range(size):
            if r != column and table[r][column]:
                factor = table[r][column]
                table[r] = [a - factor * b for a, b in zip(table[r], table[column], strict=True)]
    return [row[-1] for row in table]
