"""How money that comes back is counted: towards the sum itself and its interest, in proportion."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .interest import CENT, rounded


@dataclass(frozen=True)
class Split:
    """What a payment covers: together exactly the payment."""

    principal: Decimal
    interest: Decimal


def split_payment(amount: Decimal, principal: Decimal, interest: Decimal) -> Split:
    """Split a payment between the principal and the interest owed on its day, in the proportion of both.

    The whole sum covers both exactly. A part is rounded half up to the cent on the principal, the interest takes the
    rest; but as long as anything is owed, a cent of the principal stays, so that no interest is lost by rounding.
    Raises ValueError for more than is owed.
    """
    owed = principal + interest
    if not 0 < amount <= owed:
        raise ValueError("a payment is more than nothing and at most what is owed")
    if amount == owed:
        return Split(principal, interest)
    part = rounded(Fraction(amount) * Fraction(principal) / Fraction(owed), CENT)
    if principal > 0 and part == principal:
        part -= CENT
    return Split(part, amount - part)
