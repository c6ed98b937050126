"""From sheets to what may be shown of them: medians, spread, change; nothing where few people answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LEAST, MOST = 1, 5
FEWEST = 3
"""So many people must have judged an area before anything but their number is shown."""

WEAK_BELOW = Decimal(3)
"""The middle of the scale: an area whose median lies below it is weak."""


@dataclass(frozen=True)
class AreaResult:
    """What one area got: scores in order and their median; with fewer than FEWEST answers only how many they were."""

    key: str
    n: int
    scores: tuple[int, ...] = ()
    median: Decimal | None = None

    @property
    def guarded(self) -> bool:
        return self.n < FEWEST

    @property
    def weak(self) -> bool:
        return self.median is not None and self.median < WEAK_BELOW


def median(scores: Sequence[int]) -> Decimal:
    """The middle score, or the exact middle between the two middle ones."""
    ordered = sorted(scores)
    half, odd = divmod(len(ordered), 2)
    return Decimal(ordered[half]) if odd else Decimal(ordered[half - 1] + ordered[half]) / 2


def results(keys: Iterable[str], sheets: Iterable[Mapping[str, Any]]) -> list[AreaResult]:
    """One result an area, in the scale's order. A sheet that leaves an area out does not count there."""
    given = list(sheets)
    found = []
    for key in keys:
        scores = tuple(sorted(int(sheet[key]) for sheet in given if sheet.get(key) is not None))
        if len(scores) < FEWEST:
            found.append(AreaResult(key, len(scores)))
        else:
            found.append(AreaResult(key, len(scores), scores, median(scores)))
    return found


def change(before: AreaResult | None, after: AreaResult | None) -> Decimal | None:
    """By how much the median moved; None where either is missing or guarded."""
    if before is None or after is None or before.median is None or after.median is None:
        return None
    return after.median - before.median
