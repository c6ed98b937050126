"""The bed: a pot shared out, square by square, in the order in which it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .squares import round_square

MOST = 200
COLOURS = 6


@dataclass(frozen=True)
class Plot:
    """One share in the bed: its label, its colour n1 … n6, how many squares, where it begins."""

    label: str
    colour: str
    squares: int
    first: int


@dataclass(frozen=True)
class Bed:
    """Shares of a pot laid into squares; `left` squares stay empty."""

    square: Decimal
    plots: tuple[Plot, ...]
    total: int
    left: int

    @property
    def taken(self) -> int:
        return self.total - self.left


def lay(shares: Sequence[tuple[str, Decimal]], pot: Decimal) -> Bed:
    """Lay (label, sum) pairs into the pot's squares.

    Edges are rounded cumulatively, so that squares add up to the whole; a share smaller than half a square
    may get none, which the key beside the bed still names.
    """
    given = sum((amount for _, amount in shares), Decimal(0))
    whole = max(pot, given)
    square = round_square(whole, MOST)
    edge, first, plots = Decimal(0), 0, []
    for k, (label, amount) in enumerate(shares):
        edge += amount
        last = int((edge / square).to_integral_value(ROUND_HALF_UP))
        plots.append(Plot(label, f"n{k % COLOURS + 1}", last - first, first))
        first = last
    total = max(int((whole / square).to_integral_value(ROUND_HALF_UP)), first)
    return Bed(square, tuple(plots), total, total - first)


def _at(k: int, rows: int) -> tuple[int, int]:
    """Where the k-th square lies: down one column, up the next, like a gardener."""
    x, y = divmod(k, rows)
    return x * 10, (y if x % 2 == 0 else rows - 1 - y) * 10


def svg(bed: Bed, rows: int, title_id: str, title: str, *, tall: bool = False) -> str:
    """The bed as SVG with `rows` squares in a column. `title` must be escaped text."""
    columns = max(-(-bed.total // rows), 1)
    cls = "bed tall" if tall else "bed"
    # A small bed keeps small squares: it ends before the page does.
    width = max(columns * 10, 150 if tall else 300) - 1
    opening = f'<svg class="{cls}" viewBox="0 0 {width} {rows * 10 - 1}" role="img"'
    parts = [f'{opening} aria-labelledby="{title_id}"><title id="{title_id}">{title}</title>']
    for plot in bed.plots:
        if plot.squares:
            d = "".join("M{} {}h9v9h-9z".format(*_at(k, rows)) for k in range(plot.first, plot.first + plot.squares))
            parts.append(f'<path class="{plot.colour}" d="{d}"/>')
    if bed.left:
        empty = (_at(k, rows) for k in range(bed.taken, bed.total))
        parts.append('<path class="n0" d="' + "".join(f"M{x}.3 {y}.3h8.4v8.4h-8.4z" for x, y in empty) + '"/>')
    heads = [(p, *_at(p.first, rows)) for p in bed.plots if p.squares]
    parts.append('<path class="sq" d="' + "".join(f"M{x} {y}h9v9h-9z" for _, x, y in heads) + '"/>')
    for plot, x, y in heads:
        size = "" if len(plot.label) < 3 else ' class="three"' if len(plot.label) == 3 else ' class="four"'
        parts.append(f'<text{size} x="{x + 4.5}" y="{y + 6.6}">{plot.label}</text>')
    return "".join(parts) + "</svg>"
