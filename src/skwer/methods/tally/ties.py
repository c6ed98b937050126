"""Ties: one order of all projects, fixed before the count starts and used at every step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from .rules import RulesError


def lot(seed: str, project: str) -> str:
    """The lot a project draws: SHA-256 of `seed/project` in hexadecimal. The smallest comes first.

    It depends on nothing but the published seed and the id, so anybody can draw it again.
    """
    return hashlib.sha256(f"{seed}/{project}".encode()).hexdigest()


def tie_order(
    chain: Sequence[str],
    *,
    ids: Sequence[str],
    costs: Sequence[Fraction],
    scores: Sequence[Fraction],
    votes: Sequence[int] | None,
) -> list[int]:
    """The place of each project (0 is served first) when a step of the count finds it equal to others.

    File order settles what the chain leaves open. Raises `RulesError` when a key asks for votes nobody counted.
    """
    known: dict[str, Callable[[int], Any]] = {
        "max-score": lambda p: -scores[p],
        "min-cost": lambda p: costs[p],
        "max-cost": lambda p: -costs[p],
        "file-order": lambda p: p,
        "lexico": lambda p: ids[p],
    }
    if votes is not None:
        known["max-votes"] = lambda p: -votes[p]
    keys: list[Callable[[int], Any]] = []
    for name in chain:
        if name.startswith("lot:"):
            keys.append(partial(_drawn, name.removeprefix("lot:"), ids))
        elif name in known:
            keys.append(known[name])
        else:
            raise RulesError("ties by max-votes need votes; use max-score or min-cost")
    order = sorted(range(len(ids)), key=lambda p: (*(key(p) for key in keys), p))
    place = [0] * len(ids)
    for position, project in enumerate(order):
        place[project] = position
    return place


def _drawn(seed: str, ids: Sequence[str], position: int) -> str:
    return lot(seed, ids[position])
