"""A sum in parts that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

CENT = Decimal("0.01")


def share_out(amount: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """The amount by per cent, each part cut down to the cent, what is left on the last one. Shares make 100."""
    if not shares or sum(shares) != 100 or any(share < 0 for share in shares):
        raise ValueError("shares must be positive and make 100 per cent")
    if amount < 0 or amount != amount.quantize(CENT):
        raise ValueError("the amount must be in whole cents and not negative")
    cents = [int(Fraction(amount) * 100 * Fraction(share) / 100) for share in shares]
    cents[-1] = int(amount * 100) - sum(cents[:-1])
    return [Decimal(part) / 100 for part in cents]
