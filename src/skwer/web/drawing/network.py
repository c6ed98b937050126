"""Who took over what from whom, drawn twice: countries as squares where they lie, and practices with their cities.

Decoration for the eye; the table beside both carries the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

SIDE, GAP = 56, 6
# Where a country lies, in squares from the left and from the top. What is not here stands in a row below.
TILES: dict[str, tuple[int, int]] = {
    "IS": (0, 0), "NO": (4, 0), "SE": (5, 0), "FI": (6, 0),
    "DK": (4, 1), "EE": (6, 1),
    "IE": (0, 2), "GB": (1, 2), "NL": (3, 2), "LV": (6, 2),
    "BE": (2, 3), "LU": (3, 3), "DE": (4, 3), "PL": (5, 3), "LT": (6, 3),
    "FR": (2, 4), "CH": (3, 4), "CZ": (4, 4), "SK": (5, 4), "UA": (6, 4),
    "PT": (0, 5), "ES": (1, 5), "LI": (3, 5), "AT": (4, 5), "HU": (5, 5), "RO": (6, 5), "MD": (7, 5),
    "IT": (3, 6), "SI": (4, 6), "HR": (5, 6), "RS": (6, 6), "BG": (7, 6),
    "MT": (3, 7), "BA": (5, 7), "ME": (6, 7), "MK": (7, 7),
    "AL": (6, 8), "GR": (7, 8), "TR": (8, 8), "CY": (9, 8),
}  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A box of the network: its key, two lines of words, where it leads."""

    key: str
    name: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Line:
    """From a practice to a city; `stage` chooses how it is drawn."""

    source: str
    target: str
    stage: str


def countries(pairs: Mapping[tuple[str, str], int], label: str) -> str:
    """Europe in squares: those that give or take a practice are full; a line for each pair of countries, the thicker
    the more transfers; a number in the square for transfers inside a country."""
    places = dict(TILES)
    strangers = sorted({code for pair in pairs for code in pair if code and code not in places})
    for column, code in enumerate(strangers):
        places[code] = (column, 10)
    involved = {code for pair in pairs for code in pair}
    rows = max(y for _x, y in places.values()) + 1
    columns = max(x for x, _y in places.values()) + 1
    step = SIDE + GAP
    wide, high = columns * step - GAP, rows * step - GAP
    boxes, lines = [], []
    for code, (x, y) in places.items():
        here = ' class="in"' if code in involved else ""
        own = pairs.get((code, code), 0)
        words = f"{code} {own}" if own else code
        boxes.append(
            f'<g{here}><path d="M{x * step} {y * step}h{SIDE}v{SIDE}h-{SIDE}z"/>'
            f'<text x="{x * step + SIDE / 2:g}" y="{y * step + SIDE / 2 + 6:g}" text-anchor="middle">'
            f"{escape(words)}</text></g>"
        )
    for (source, target), count in sorted(pairs.items()):
        if source == target or source not in places or target not in places:
            continue
        lines.append(_arrow(_middle(places[source], step), _middle(places[target], step), count))
    return (
        f'<svg class="tiles" viewBox="-4 -4 {wide + 8} {high + 8}" role="img" aria-label="{escape(label)}">'
        f"{''.join(boxes)}{''.join(lines)}</svg>"
    )


def _middle(place: tuple[int, int], step: int) -> tuple[float, float]:
    return place[0] * step + SIDE / 2, place[1] * step + SIDE / 2


def _arrow(start: tuple[float, float], end: tuple[float, float], count: int) -> str:
    """A straight line between the edges of two squares, with its head and how many it stands for."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    reach = max(abs(dx), abs(dy)) or 1
    cut = (SIDE / 2 - 8) / reach
    x1, y1 = start[0] + dx * cut, start[1] + dy * cut
    x2, y2 = end[0] - dx * cut, end[1] - dy * cut
    length = (dx * dx + dy * dy) ** 0.5
    ux, uy = dx / length, dy / length
    head = 12
    left = (x2 - ux * head - uy * head / 2, y2 - uy * head + ux * head / 2)
    right = (x2 - ux * head + uy * head / 2, y2 - uy * head - ux * head / 2)
    width = min(2 + count, 8)
    return (
        f'<path class="way" stroke-width="{width}" d="M{x1:.0f} {y1:.0f}L{x2 - ux * head:.0f} {y2 - uy * head:.0f}"/>'
        f'<path class="head" d="M{x2:.0f} {y2:.0f}L{left[0]:.0f} {left[1]:.0f}L{right[0]:.0f} {right[1]:.0f}z"/>'
    )


BOX_H, STEP_H, LEFT_W, RIGHT_X, WIDE = 58, 74, 430, 720, 1000
LETTERS = 39  # that fit a line of a box on the left


def practices(sources: Sequence[Node], targets: Sequence[Node], lines: Iterable[Line], label: str) -> str:
    """Practices on the left, cities on the right, a line for each transfer; boxes lead to their pages."""
    drawn = list(lines)
    targets = _untangled(sources, targets, drawn)
    high = max(len(sources), len(targets), 1) * STEP_H - (STEP_H - BOX_H)
    left = _spread(sources, high)
    right = _spread(targets, high)
    ways = "".join(
        f'<path class="way" data-stage="{escape(line.stage)}" d="M{LEFT_W} {left[line.source]:g}'
        f'h60L{RIGHT_X - 60} {right[line.target]:g}h60"/>'
        for line in drawn
        if line.source in left and line.target in right
    )
    boxes = "".join(_box(node, 0, left[node.key], LEFT_W, LETTERS) for node in sources)
    boxes += "".join(_box(node, RIGHT_X, right[node.key], WIDE - RIGHT_X, 24) for node in targets)
    return (
        f'<svg class="network" viewBox="-2 -2 {WIDE + 4} {high + 4:g}" role="group" aria-label="{escape(label)}">'
        f"{ways}{boxes}</svg>"
    )


def _spread(nodes: Sequence[Node], high: float) -> dict[str, float]:
    """The middle of each box, so that the shorter column stands in the middle of the longer one."""
    taken = len(nodes) * STEP_H - (STEP_H - BOX_H)
    top = (high - taken) / 2
    return {node.key: top + index * STEP_H + BOX_H / 2 for index, node in enumerate(nodes)}


def _untangled(sources: Sequence[Node], targets: Sequence[Node], lines: Sequence[Line]) -> list[Node]:
    """The right column in the order of what it is tied to: fewer lines cross."""
    order = {node.key: index for index, node in enumerate(sources)}

    def weight(node: Node) -> float:
        tied = [order[line.source] for line in lines if line.target == node.key and line.source in order]
        return sum(tied) / len(tied) if tied else len(order)

    return sorted(targets, key=weight)


def _box(node: Node, x: float, y: float, wide: float, letters: int) -> str:
    top = y - BOX_H / 2
    shape = f'<path d="M{x:g} {top:g}h{wide:g}v{BOX_H}h-{wide:g}z"/>'
    middle = top + (25 if node.note else 35)
    words = f'<text x="{x + 14:g}" y="{middle:g}">{escape(_cut(node.name, letters))}</text>'
    if node.note:
        words += f'<text class="note" x="{x + 14:g}" y="{top + 46:g}">{escape(_cut(node.note, letters + 6))}</text>'
    whole = f"<title>{escape(node.name)}</title>" if len(node.name) > letters else ""
    inside = f"{whole}{shape}{words}"
    return f'<a href="{escape(node.url)}">{inside}</a>' if node.url else f"<g>{inside}</g>"


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
