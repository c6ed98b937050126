"""Money in squares: one square is a round sum, so that a reader can count."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MOST = 125  # more squares than this nobody counts any more


def round_square(total: Decimal, most: int = MOST) -> Decimal:
    """The smallest 1, 2 or 5 × 10ⁿ of which the total holds at most so many. 1 for nothing at all."""
    value, steps = Decimal(1), (Decimal(2), Decimal("2.5"), Decimal(2))
    k = 0
    while total > value * most:
        value *= steps[k % 3]
        k += 1
    return value


def in_squares(amount: Decimal, square: Decimal) -> int:
    """How many squares the amount fills: rounded half up, yet never none for some money."""
    n = int((amount / square).to_integral_value(ROUND_HALF_UP))
    return max(n, 1) if amount > 0 else 0


@dataclass(frozen=True)
class MoneyRow:
    """Paths of a row of squares, four high: granted full, the rest of the pot tinted, requests beyond it hollow."""

    square: Decimal
    columns: int
    rows: int
    granted: str
    pot: str
    over: str

    @property
    def view_box(self) -> str:
        return f"-.5 -.5 {max(self.columns, 17) * 10 - 1} {self.rows * 10 - 1}"


def path_of(cells: range, rows: int, side: int = 8) -> str:
    """Squares column by column, each `side` wide on a grid of ten."""
    return "".join(f"M{k // rows * 10} {k % rows * 10}h{side}v{side}h-{side}z" for k in cells)


def money_row(granted: Decimal | None, pot: Decimal, asked: Decimal | None, rows: int = 4) -> MoneyRow:
    """Granted, pot and requested as one row of squares; None where a sum is not known yet."""
    given, wanted = granted or Decimal(0), asked or Decimal(0)
    most = max(given, pot, wanted)
    square = round_square(most)
    a, b, c = (in_squares(v, square) for v in (given, pot, wanted))
    b, c = max(a, b), max(a, b, c)
    return MoneyRow(
        square=square,
        columns=-(-c // rows),
        rows=rows,
        granted=path_of(range(a), rows),
        pot=path_of(range(a, b), rows),
        over=path_of(range(b, c), rows),
    )
