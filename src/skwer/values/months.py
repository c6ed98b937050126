"""Counting in months of the calendar."""

from __future__ import annotations

from datetime import date, timedelta


def months_later(on: date, months: int) -> date:
    """The same day of a later month, or its last day where it has none: 31 January + 1 is 28 or 29 February."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    following = date(year + (month == 11), 1 if month == 11 else month + 2, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(on.day, last))
