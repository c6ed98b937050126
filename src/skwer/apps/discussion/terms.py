"""How long things take: hours of working days, days to answer, days to object; and until when data are kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from .models import SIX_MONTHS, House, Ruling

EDIT_FOR = timedelta(minutes=15)
"""So long an author mends her own comment; afterwards others have read it."""

MOST_A_DAY = 20
"""Comments of one person in 24 hours, in the whole installation."""

LONGEST = 4000
"""Characters of a comment."""

SATURDAY = 5


def look_due(house: House, written_at: datetime) -> datetime:
    """When somebody of the office should have looked: so many hours that fall on Mondays to Fridays."""
    left = timedelta(hours=house.look_hours)
    now = timezone.localtime(written_at)
    while True:
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        if now.weekday() < SATURDAY:
            if now + left <= midnight:
                return now + left
            left -= midnight - now
        now = midnight


def answer_due(house: House, at: datetime) -> date:
    """The day by which a question asked now is answered."""
    return timezone.localdate(at) + timedelta(days=house.answer_days)


def object_until(ruling: Ruling, house: House | None) -> datetime:
    """Until when one may object to the ruling."""
    return ruling.made_at + timedelta(days=house.objection_days if house else SIX_MONTHS)


def kept_before(house: House | None, at: datetime) -> datetime:
    """What was decided before this moment is forgotten."""
    return at - timedelta(days=max(SIX_MONTHS, house.objection_days if house else 0))
