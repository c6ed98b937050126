"""Planned days and hours on the clock of the installation; shifting keeps the hour across summer time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone


def moment_of(first_day: date, day: int | None, hour: str) -> datetime | None:
    """The moment `day` days after `first_day` at `hour` ("20:00"); None for no day."""
    if day is None:
        return None
    hours, minutes = hour.split(":")
    naive = datetime.combine(first_day + timedelta(days=day), time(int(hours), int(minutes)))
    return timezone.make_aware(naive)


def shifted(at: datetime | None, days: int) -> datetime | None:
    """The same hour on the clock, `days` later."""
    if at is None:
        return None
    local = timezone.localtime(at)
    return moment_of(local.date() + timedelta(days=days), 0, f"{local.hour}:{local.minute}")


def days_between(first: date, second: date, *, whole_weeks: bool) -> int:
    """Days from one to the other; rounded to whole weeks, so that a Sunday stays a Sunday."""
    days = (second - first).days
    return round(days / 7) * 7 if whole_weeks else days


def written(value: Any) -> Any:
    """A value as it stands in a recorded change."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value if isinstance(value, (bool, int, list, dict, type(None))) else str(value)
