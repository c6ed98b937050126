"""How sure a share is, and the difference of two."""

from __future__ import annotations

import math
from statistics import NormalDist


def wilson(count: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """The interval of a share (Wilson, J. Am. Stat. Assoc. 22 (1927), 209–212): inside 0…1, also for few answers.

    Raises ValueError unless 0 ≤ count ≤ n and n > 0.
    """
    if not 0 <= count <= n or n < 1:
        raise ValueError(f"{count} of {n} is no share")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, spread = count / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def difference(before: tuple[int, int], after: tuple[int, int], *, level: float = 0.95) -> tuple[float, float, float]:
    """By how much the share grew, and between which bounds (Newcombe, Statistics in Medicine 17 (1998), 873–890,
    method 10). before, after: (count, n) of two groups of different people."""
    (a, m), (b, n) = before, after
    (low_a, high_a), (low_b, high_b) = wilson(a, m, level=level), wilson(b, n, level=level)
    grown = b / n - a / m
    down = math.hypot(b / n - low_b, high_a - a / m)
    up = math.hypot(high_b - b / n, a / m - low_a)
    return grown, max(-1.0, grown - down), min(1.0, grown + up)
