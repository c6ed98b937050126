"""Ballots of the decided call: invented, drawn from a fixed seed, the same on every machine.

Voters live in the districts in proportion to their residents and like what is near: without that every
district would vote alike, and the result page would have nothing to explain.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from skwer.demo.data import read

K = TypeVar("K")

SEED = "lipowiec-skwery"
APPROVALS = {1: 15, 2: 27, 3: 58}  # how many proposals a voter marks → how common that is
NEAR = 2.5  # a proposal of one's own district weighs that much more


def ballots(n: int | None = None, *, seed: str = SEED) -> list[list[str]]:
    """`n` approval ballots (default: as many as `assessment.json` says), each of one to three proposal keys.

    The weights of `assessment.json` say how well liked a proposal is in the city at large. A longer list begins with
    the shorter one: ballot i depends on the seed and i alone.
    """
    facts = read("assessment.json")["ballots"]["skwery"]
    weights: dict[str, int] = facts["weights"]
    keys = sorted(weights)
    district_of = {p["key"]: p["district"] for p in read("proposals.json")["proposals"]}
    features = read("lipowiec.geojson")["features"]
    residents = {
        f["properties"]["code"]: f["properties"]["residents"]
        for f in features
        if f["properties"]["layer"] == "district"
    }
    result = []
    for i in range(facts["voters"] if n is None else n):
        draw = random.Random(f"{seed}/{i}")  # noqa: S311 - an invented vote has no secret to keep
        home = _pick(draw, residents)
        left = {key: weights[key] * (NEAR if district_of[key] == home else 1.0) for key in keys}
        chosen: list[str] = []
        for _ in range(_pick(draw, APPROVALS)):
            key = _pick(draw, left)
            chosen.append(key)
            del left[key]
        result.append(sorted(chosen))
    return result


def approvals(n: int | None = None, *, seed: str = SEED) -> Counter[str]:
    """How many of these ballots approve each proposal."""
    return Counter(key for ballot in ballots(n, seed=seed) for key in ballot)


def _pick(draw: random.Random, weights: Mapping[K, float]) -> K:
    """One key, with a chance in proportion to its weight."""
    point = draw.random() * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return key
