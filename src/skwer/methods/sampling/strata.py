"""Draw a sample of things with a value: see `docs/methods/sampling.md`.

No generator of random numbers is used: what is drawn follows from SHA-256 of seed and key alone, so the same list,
size and seed give the same sample with any program, on any machine, in any year.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Drawn:
    """One thing of the sample: `lot` is the number it was drawn by, as 64 hexadecimal digits."""

    key: str
    value: Decimal
    stratum: int
    lot: str


@dataclass(frozen=True)
class Stratum:
    """Things of similar value: how many there are, what they sum up to, from and to which value, how many are drawn."""

    number: int
    things: int
    total: Decimal
    least: Decimal
    most: Decimal
    drawn: int


@dataclass(frozen=True)
class Sample:
    """`frame`: SHA-256 of the list drawn from; another list shows by it. `drawn`: by stratum, then by lot."""

    seed: str
    size: int
    frame: str
    strata: tuple[Stratum, ...]
    drawn: tuple[Drawn, ...]


def draw(things: Mapping[str, Decimal], *, size: int, strata: int, seed: str) -> Sample:
    """A sample of `size` things (all of them, if there are fewer).

    Ordered by value (equal ones by key) the list is cut into `strata` parts of about the same sum, so that the few
    large things make a part of their own. Every part gives the same number; what a small part cannot give, the others
    do, the most valuable part first. Inside a part the lots decide.
    """
    if size < 1 or strata < 1:
        raise ValueError("A sample has at least one thing and one stratum.")
    ordered = sorted(things.items(), key=lambda pair: (pair[1], pair[0]))
    parts = _cut(ordered, min(strata, len(ordered)))
    wanted = _shares([len(part) for part in parts], min(size, len(ordered)))
    described, drawn = [], []
    for number, (part, take) in enumerate(zip(parts, wanted, strict=True), start=1):
        values = [value for _key, value in part]
        described.append(Stratum(number, len(part), sum(values, Decimal(0)), values[0], values[-1], take))
        lots = sorted((_lot(seed, key), key, value) for key, value in part)
        drawn += [Drawn(key, value, number, lot) for lot, key, value in lots[:take]]
    return Sample(seed, size, _frame(ordered), tuple(described), tuple(drawn))


def _cut(ordered: Sequence[tuple[str, Decimal]], parts: int) -> list[list[tuple[str, Decimal]]]:
    """Consecutive parts of about the same sum, none of them empty."""
    total = sum((value for _key, value in ordered), Decimal(0))
    made: list[list[tuple[str, Decimal]]] = []
    reached = Decimal(0)
    for index, pair in enumerate(ordered):
        left = len(ordered) - index
        if not made:
            made.append([])
        elif made[-1] and len(made) < parts:
            # A new part begins where its share of the sum is reached, or where the rest must have one thing each.
            full = reached * parts >= total * len(made)
            if full or left == parts - len(made):
                made.append([])
        made[-1].append(pair)
        reached += pair[1]
    return made


def _shares(counts: Sequence[int], size: int) -> list[int]:
    """How many each part gives: one after another in rounds, beginning with the most valuable part."""
    given = [0] * len(counts)
    while sum(given) < size:
        for index in reversed(range(len(counts))):
            if given[index] < counts[index] and sum(given) < size:
                given[index] += 1
    return given


def _lot(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def _frame(ordered: Sequence[tuple[str, Decimal]]) -> str:
    lines = "".join(f"{key}\t{value:f}\n" for key, value in sorted(ordered))
    return hashlib.sha256(lines.encode()).hexdigest()
