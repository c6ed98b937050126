"""Exact numbers: every amount inside the tally is a `Fraction`, never a float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_DECIMAL = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?\Z")


def exact(value: int | str | Decimal | Fraction) -> Fraction:
    """Return `value` as an exact fraction.

    Text may be an integer, a decimal with a point (`776314.03`) or a ratio (`p/q`).
    Raises `TypeError` for floats (0.1 is not a tenth) and `ValueError` for anything that is not a finite number.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | Fraction):
        raise TypeError(f"an exact number is needed (int, Decimal, Fraction or text), not {type(value).__name__}")
    if isinstance(value, str):
        head, slash, tail = value.strip().partition("/")
        if slash and re.fullmatch(r"[+-]?\d+", head) and re.fullmatch(r"\d+", tail) and int(tail):
            return Fraction(int(head), int(tail))
        if slash or not _DECIMAL.match(head):
            raise ValueError(f"“{value}” is not a number")
        return Fraction(head)
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a finite number")
    return Fraction(value)


def money_text(value: Fraction) -> str:
    """Write an exact amount: `1200`, `1200.5`, and `p/q` where no finite decimal is equal to it."""
    if value.denominator == 1:
        return str(value.numerator)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return ratio_text(value)
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def ratio_text(value: Fraction) -> str:
    """Write an exact number as `p/q` in lowest terms, the denominator always written."""
    return f"{value.numerator}/{value.denominator}"


def rounded_text(value: Fraction, places: int) -> str:
    """Write `value` rounded half up to `places` decimals; the same text on every machine."""
    scaled = value * 10**places
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (scaled.denominator * 2)
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
