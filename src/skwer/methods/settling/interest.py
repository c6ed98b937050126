"""Simple interest by days over rates that hold from a day on. Exact fractions; rounded once, at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

YEAR = 365
"""Days in the year of the formula, leap years too."""

CENT = Decimal("0.01")
UNIT = Decimal("1")


class NoRateError(ValueError):
    """No rate is known for `day`, on which interest already runs."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"no rate for {day.isoformat()}")


@dataclass(frozen=True)
class Rate:
    """`percent` a year, from the day `since` until the next rate begins."""

    since: date
    percent: Decimal


@dataclass(frozen=True)
class Span:
    """Days of one rate, first and last day among them, and the exact interest they bear."""

    first: date
    last: date
    percent: Decimal
    interest: Fraction

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def spans(principal: Decimal, rates: Iterable[Rate], start: date, end: date) -> Iterator[Span]:
    """The days from `start` to `end`, both among them, cut where the rate changes. Raises NoRateError for a gap."""
    if principal < 0:
        raise ValueError("interest on less than nothing")
    known = sorted(rates, key=lambda rate: rate.since)
    if start > end:
        return
    if not known or known[0].since > start:
        raise NoRateError(start)
    for number, rate in enumerate(known):
        until = known[number + 1].since - timedelta(days=1) if number + 1 < len(known) else end
        first, last = max(rate.since, start), min(until, end)
        if first <= last:
            days = (last - first).days + 1
            yield Span(first, last, rate.percent, Fraction(principal) * Fraction(rate.percent) * days / (100 * YEAR))


def interest(principal: Decimal, rates: Iterable[Rate], start: date, end: date) -> Fraction:
    """principal × days × rate ÷ 365, summed over the rates that held; nothing before `start`. Raises NoRateError."""
    return sum((span.interest for span in spans(principal, rates, start, end)), Fraction(0))


def rounded(amount: Fraction, step: Decimal) -> Decimal:
    """The amount in whole steps (`CENT`, or `UNIT` for whole złoty), a half upwards, with two decimal places."""
    if amount < 0:
        raise ValueError("less than nothing")
    steps = (2 * amount / Fraction(step) + 1) // 2
    return (Decimal(int(steps)) * step).quantize(CENT, rounding=ROUND_HALF_UP)
