"""An event keeps its own clock: hours are typed and shown in its time zone, and the page says which that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from skwer.apps.events.models import Event
from skwer.web.templatetags.words import _hour, day, language

View = Callable[..., HttpResponse]


def on_its_clock(view: View) -> View:
    """view(request, event, …) with the event's zone as the current one: forms and words read and write in it."""

    @wraps(view)
    def inside(request: HttpRequest, event: Event, *args: Any, **kwargs: Any) -> HttpResponse:
        with timezone.override(event.zone):
            return view(request, event, *args, **kwargs)

    return inside


def zones(*more: str) -> list[tuple[str, str]]:
    """Zones to choose from: Europe's and those around it, and whatever an event has already."""
    names = {n for n in available_timezones() if n.startswith(("Europe/", "Atlantic/"))}
    return [(name, name.replace("_", " ")) for name in sorted({"UTC", *names, *filter(None, more)})]


def zone_words(event: Event) -> str:
    """ "Europe/Paris (UTC+1)": the zone, with its distance from UTC on the day the event begins."""
    offset = event.starts_at.astimezone(event.zone).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "−"
    return f"{event.time_zone.replace('_', ' ')} (UTC{sign}{hours}{f':{rest:02d}' if rest else ''})"


def zone_of(event: Event) -> ZoneInfo:
    return event.zone


def days_of(event: Event) -> list[date]:
    """Every day of the event on its own clock."""
    first, last = local_date(event.starts_at, event), local_date(event.ends_at, event)
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def local_date(at: datetime, event: Event) -> date:
    return at.astimezone(event.zone).date()


def span(event: Event, now: datetime | None = None) -> str:
    """ "piątek 5 grudnia, 9:30–16:00", "14–15 grudnia", "31 stycznia – 1 lutego 2024"."""
    start, end = event.starts_at.astimezone(event.zone), event.ends_at.astimezone(event.zone)
    if start.date() == end.date():
        return f"{day_words(start.date(), now)}, {_hour(start)}–{_hour(end)}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end.date(), now)}"
    if start.year == end.year:
        return f"{_day_month(start.date())} – {day(end.date(), now)}"
    return f"{day(start.date(), now)} – {day(end.date(), now)}"


def day_words(value: date, now: datetime | None = None) -> str:
    """ "czwartek 1 lutego": a day with the name of its weekday."""
    name = date_format(value, "l", use_l10n=False)
    return f"{name if language() == 'en' else name.lower()} {day(value, now)}"


def _day_month(value: date) -> str:
    words = date_format(value, "j E", use_l10n=False)
    return words if language() == "en" else words.lower()


def hours(starts_at: datetime, ends_at: datetime | None) -> str:
    """ "9:30–11:00" on the current clock."""
    start = timezone.localtime(starts_at)
    return f"{_hour(start)}–{_hour(timezone.localtime(ends_at))}" if ends_at else _hour(start)
