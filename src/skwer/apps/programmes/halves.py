"""Half-years: "2026H1" is January to June 2026. They sort as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

_SHAPE = re.compile(r"([0-9]{4})H([12])")


def half_of(on: date) -> str:
    """The half-year in which the day lies."""
    return f"{on.year:04d}H{1 if on.month <= 6 else 2}"


def is_half(text: str) -> bool:
    return bool(_SHAPE.fullmatch(text))


def bounds(half: str) -> tuple[date, date]:
    """Its first and its last day. Raises ValueError when the text names no half-year."""
    found = _SHAPE.fullmatch(half)
    if not found:
        raise ValueError(half)
    year, number = int(found[1]), int(found[2])
    return (date(year, 1, 1), date(year, 6, 30)) if number == 1 else (date(year, 7, 1), date(year, 12, 31))


def before(half: str) -> str:
    """The half-year before this one."""
    year, number = int(half[:4]), int(half[5])
    return f"{year:04d}H1" if number == 2 else f"{year - 1:04d}H2"


def after(half: str) -> str:
    """The half-year after this one."""
    year, number = int(half[:4]), int(half[5])
    return f"{year:04d}H2" if number == 1 else f"{year + 1:04d}H1"


def halves(first: date, last: date) -> Iterator[str]:
    """Every half-year from the one of the first day to the one of the last."""
    half, end = half_of(first), half_of(last)
    while half <= end:
        yield half
        half = after(half)


def last_ended(at: datetime) -> str:
    """The half-year that ended last: the one people report about."""
    return before(half_of(timezone.localdate(at)))
