"""Falling steps: how many still stand after so many years, with the band in which the truth may lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .sheet import number, text

WIDTH, HEIGHT = 480, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 10, 30


@dataclass(frozen=True)
class Line:
    """One curve: (time in years, share, low, high) at each fall, and how far it was seen. `style`: "one" or "two"."""

    falls: Sequence[tuple[float, float, float, float]]
    until: float
    style: str = "one"


def curves(lines: Sequence[Line], *, title: str, years: str) -> str:
    """Curves over one another as SVG; the figures stand in the table beside it. years: the word under the axis."""
    longest = max((line.until for line in lines), default=0) or 1
    whole = max(1, int(longest) + (longest > int(longest)))

    def x(time: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * time / whole

    def y(share: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        at = number(y(share))
        parts.append(f'<path class="grid" d="M{LEFT} {at}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 6}" y="{number(y(share) + 4)}">{round(share * 100)}%</text>')
    every = max(1, round(whole / 8))
    for year in range(0, whole, every):
        parts.append(f'<text class="tick mid" x="{number(x(year))}" y="{HEIGHT - 10}">{year}</text>')
    parts.append(f'<text class="tick end" x="{WIDTH - RIGHT}" y="{HEIGHT - 10}">{text(years)}</text>')
    for line in lines:
        falls = [(0.0, 1.0, 1.0, 1.0), *line.falls]
        ends = [*(time for time, *_rest in line.falls), line.until]
        above = "".join(f"V{number(y(fall[3]))}H{number(x(end))}" for fall, end in zip(falls, ends, strict=True))
        below = "".join(f"V{number(y(fall[2]))}H{number(x(fall[0]))}" for fall in reversed(falls))
        middle = "".join(f"V{number(y(fall[1]))}H{number(x(end))}" for fall, end in zip(falls, ends, strict=True))
        start = f"M{number(x(0))} {number(y(1))}"
        parts.append(f'<path class="band {line.style}" d="{start}{above}{below}Z"/>')
        parts.append(f'<path class="curve {line.style}" d="{start}{middle}"/>')
    body = "".join(parts)
    return f'<svg class="curves" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{text(title)}">{body}</svg>'
