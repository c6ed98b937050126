"""Where numbered squares stand on a plan, so that none lies on another and each can be hit with a finger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

APART = 56.0  # units between neighbours: at 360 px a unit is half a pixel, a finger needs 24
FEW = 30  # up to so many stand one by one; beyond, near ones are gathered


@dataclass
class Placed:
    """A pin: where it stands, where it belongs, and which points (by index) it stands for."""

    x: float
    y: float
    from_x: float
    from_y: float
    members: list[int]


def gather(at: Sequence[tuple[float, float]], few: int = FEW, reach: float = APART) -> list[Placed]:
    """One pin a point while they are few; more are gathered with the first neighbour within reach, in list order."""
    pins: list[Placed] = []
    for k, (x, y) in enumerate(at):
        near = None
        if len(at) > few:
            near = next((p for p in pins if abs(p.from_x - x) < reach and abs(p.from_y - y) < reach), None)
        if near is None:
            pins.append(Placed(x, y, x, y, [k]))
        else:
            near.members.append(k)
    return pins


def spread_out(
    pins: list[Placed], box: tuple[float, float, float, float], apart: float = APART, rounds: int = 80
) -> list[Placed]:
    """Push overlapping pins apart, a little at a time, inside the box. Deterministic: same pins, same places."""
    left, top, right, bottom = box
    margin = apart / 2
    # A plan too small for its pins packs them closer rather than pushing them out of it.
    room = (right - left) * (bottom - top) / max(len(pins), 1)
    apart = min(apart, (room * 0.6) ** 0.5)
    for _ in range(rounds):
        moved = False
        for i, a in enumerate(pins):
            for b in pins[i + 1 :]:
                dx, dy = b.x - a.x, b.y - a.y
                short_x, short_y = apart - abs(dx), apart - abs(dy)
                if short_x <= 0.5 or short_y <= 0.5:
                    continue
                moved = True
                if short_x <= short_y:
                    push = (short_x / 2) * (1 if dx >= 0 else -1)
                    a.x, b.x = a.x - push, b.x + push
                else:
                    push = (short_y / 2) * (1 if dy >= 0 else -1)
                    a.y, b.y = a.y - push, b.y + push
        for p in pins:
            p.x = min(max(p.x, left + margin), right - margin)
            p.y = min(max(p.y, top + margin), bottom - margin)
        if not moved:
            break
    return pins
