"""Hours at which a space is shown, and the calendar of a shared thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ..models import Booking, BookingQuerySet, Shared, Space, Viewing, Visit


def viewings_of(space: Space, at: datetime) -> QuerySet[Viewing]:
    """Appointments still to come, with how many people booked (`taken`)."""
    return counted(Viewing.objects.filter(space=space, cancelled_at__isnull=True, starts_at__gt=at))


def counted(viewings: QuerySet[Viewing]) -> QuerySet[Viewing]:
    return viewings.annotate(taken=Count("visits", filter=Q(visits__cancelled_at__isnull=True)))


def taken(viewing: Viewing) -> int:
    """People who come."""
    return Visit.objects.filter(viewing=viewing, cancelled_at__isnull=True).count()


@dataclass(frozen=True)
class Day:
    """One day of a calendar: how many pieces are free at its fullest hour, and which loans touch it."""

    on: date
    free: int
    past: bool
    bookings: tuple[Booking, ...]


def most_out(bookings: Iterable[Booking], starts_at: datetime, ends_at: datetime) -> int:
    """The most pieces out at one moment between the two; a loan that ends as another begins leaves its piece to it."""
    moves: list[tuple[datetime, int]] = []
    for booking in bookings:
        first, last = max(booking.starts_at, starts_at), min(booking.ends_at, ends_at)
        if first < last:
            moves += [(first, booking.pieces), (last, -booking.pieces)]
    most = out = 0
    for _moment, pieces in sorted(moves):  # what comes back at a moment (negative) is counted before what goes out
        out += pieces
        most = max(most, out)
    return most


def meeting(shared: Shared, starts_at: datetime, ends_at: datetime) -> BookingQuerySet:
    """Loans that hold a piece some time between the two moments."""
    return Booking.objects.filter(shared=shared, starts_at__lt=ends_at, ends_at__gt=starts_at).holding()


def free_pieces(shared: Shared, starts_at: datetime, ends_at: datetime) -> int:
    """So many pieces are free the whole time."""
    return max(0, shared.pieces - most_out(meeting(shared, starts_at, ends_at), starts_at, ends_at))


def month_of(shared: Shared, first: date, at: datetime) -> list[Day]:
    """Each day of the month, from midnight to midnight on the city's clock; one question to the database."""
    zone = timezone.get_current_timezone()
    day, today = first.replace(day=1), at.astimezone(zone).date()
    after = (day + timedelta(days=32)).replace(day=1)
    rows = list(meeting(shared, _midnight(day, zone), _midnight(after, zone)))
    days = []
    while day < after:
        begin, end = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        touching = tuple(b for b in rows if b.starts_at < end and b.ends_at > begin)
        days.append(Day(day, max(0, shared.pieces - most_out(touching, begin, end)), day < today, touching))
        day += timedelta(days=1)
    return days


def _midnight(day: date, zone: Any) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
