"""Chains over groups against a naive dense method of our own, on the same wishes in one run: seconds and ratio.

    python benchmarks/matching.py

The naive method knows nothing of groups: it lays out one column for every seat and matches people to seats by the
Hungarian method (Kuhn and Munkres) on the full matrix. Both minimise the sum of wish costs; the sums must agree.
Ratios above 1 mean chains are faster.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from skwer.methods.matching import NOT_NAMED, assign, wish_cost  # noqa: E402

SIZES = ((40, 3), (100, 6), (200, 12), (400, 12))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result of `work` and the seconds it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def hungarian(matrix: list[list[int]]) -> int:
    """The least sum of one entry a row, each column once (rows ≤ columns)."""
    n, m = len(matrix), len(matrix[0])
    u, v, match = [0] * (n + 1), [0] * (m + 1), [0] * (m + 1)
    for row in range(1, n + 1):
        match[0], column = row, 0
        least, seen, way = [10**9] * (m + 1), [False] * (m + 1), [0] * (m + 1)
        while match[column]:
            seen[column] = True
            here, delta, following = match[column], 10**9, 0
            for j in range(1, m + 1):
                if not seen[j]:
                    cost = matrix[here - 1][j - 1] - u[here] - v[j]
                    if cost < least[j]:
                        least[j], way[j] = cost, column
                    if least[j] < delta:
                        delta, following = least[j], j
            for j in range(m + 1):
                if seen[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            column = following
        while column:
            match[column], column = match[way[column]], way[column]
    return -v[0]


def main() -> int:
    """Run the comparison."""
    print(f"{'':28} {'chains':>10}  {'naive':>11}  {'ratio':>8}")
    wrong = 0
    for people, count in SIZES:
        chance = random.Random(people)
        names = [f"g{n}" for n in range(count)]
        weights = [chance.paretovariate(1) for _ in names]
        wishes = {n: list(dict.fromkeys(chance.choices(names, weights, k=4))) for n in range(people)}
        fits = people // count + 1
        costs = [
            [wish_cost(named.index(g) + 1 if g in named else NOT_NAMED, count) for g in names for _ in range(fits)]
            for named in wishes.values()
        ]
        room = dict.fromkeys(names, fits)
        found, ours = timed(lambda w=wishes, g=room: assign(list(w), g, w, seed="bench"))
        least, theirs = timed(lambda matrix=costs: hungarian(matrix))
        wrong += least != found.cost
        verdict = "same sum" if least == found.cost else f"OTHER SUM: {found.cost} against {least}"
        what = f"{people} people, {count} groups"
        print(f"  {what:26} {ours:8.3f} s  {theirs:9.2f} s  {theirs / ours:7.1f} ×  {verdict}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
