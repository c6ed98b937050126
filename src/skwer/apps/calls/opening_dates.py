"""A kit's days laid on a city's calendar: nothing closes, and nobody decides, on a day on which the office is closed.

Pure: a document, a first day, a country and the city's own closed days go in; the document with its days moved comes
out, and each move with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skwer.values.text import Text, in_language

from .stages import DECIDE, kinds

_LANGUAGE = {"pl": "pl", "en": "en_US", "cs": "cs", "nb": "no"}
_HOURS = {"opens": "09:00", "closes": "20:00"}
_LONGEST = 60  # closed days in a row; whoever names more has closed the office for good

Moment = tuple[int, str]


@dataclass(frozen=True)
class Move:
    """An end of a stage that lies on another day than the kit says. why: saturday | sunday | holiday | closed |
    after (the stage before it was moved)."""

    index: int
    kind: str
    title: Text
    end: str
    was: date
    to: date
    why: str
    holiday: str = ""

    @property
    def name(self) -> str:
        """The stage's name in the reader's language."""
        return in_language(self.title) or str(kinds()[self.kind].name)

    @property
    def reason(self) -> str:
        """Why, as a sentence."""
        reasons = {
            "saturday": _("It would have been a Saturday."),
            "sunday": _("It would have been a Sunday."),
            "closed": _("The office is closed on that day."),
            "after": _("A stage before it was moved."),
            "holiday": _("It would have been a public holiday."),
        }
        if self.why == "holiday" and self.holiday:
            return _("It would have been a public holiday: %(name)s.") % {"name": self.holiday}
        return reasons[self.why]

    def __str__(self) -> str:
        words = (
            _("“%(stage)s” opens on %(to)s, not on %(was)s.")
            if self.end == "opens"
            else _("“%(stage)s” closes on %(to)s, not on %(was)s.")
        )
        days = {"to": date_format(self.to, "j E Y"), "was": date_format(self.was, "j E Y")}
        return f"{words % {'stage': self.name, **days}} {self.reason}"


@dataclass(frozen=True)
class Laid:
    """document: with its days as they are on this calendar; moves: what differs from the kit, in order."""

    document: dict[str, Any]
    moves: list[Move]


def laid(document: Mapping[str, Any], first_day: date, country: str, closed_days: Iterable[str] = ()) -> Laid:
    """The document's days on the calendar of a city.

    No stage closes on a Saturday, Sunday, public holiday or day on which the office is closed, and the decision does
    not begin on one: it waits for the next working day. A stage keeps its length; what comes after a stage that was
    moved still comes after it.
    """
    closed = frozenset(closed_days)
    made: dict[str, Any] = deepcopy(dict(document))
    planned = list(document["stages"])
    moves: list[Move] = []
    for index, stage in enumerate(made["stages"]):
        opens, closes = _moment(planned[index], "opens"), _moment(planned[index], "closes")
        new = opens
        if opens is not None:
            new = _after(opens, _bounds(opens, planned[:index], made["stages"][:index]))
            pushed, new = new != opens, _free(new, first_day, country, closed) if stage["kind"] == DECIDE else new
            stage["opens_day"] = new[0]
            moves += _told(index, stage, "opens", opens, new, first_day, country, closed, pushed=pushed)
        if closes is not None:
            moved = new[0] - opens[0] if opens is not None and new is not None else 0
            wanted = (closes[0] + moved, closes[1])
            found = _free(wanted, first_day, country, closed)
            stage["closes_day"] = found[0]
            moves += _told(index, stage, "closes", closes, found, first_day, country, closed, pushed=bool(moved))
    return Laid(made, moves)


def why_closed(day: date, country: str, closed: Iterable[str] = ()) -> str:
    """Why nothing ends on this day; "" for a working day."""
    if day.isoformat() in set(closed):
        return "closed"
    if day in _public(country, day.year, "") and day.weekday() < 5:
        return "holiday"
    return {5: "saturday", 6: "sunday"}.get(day.weekday(), "")


def _moment(stage: Mapping[str, Any], end: str) -> Moment | None:
    day = stage.get(f"{end}_day")
    return None if day is None else (int(day), str(stage.get(f"{end}_hour") or _HOURS[end]))


def _bounds(opens: Moment, planned: list[Any], made: list[Any]) -> Iterator[Moment]:
    """Moments this stage came after in the kit, where they lie now."""
    for before, now in zip(planned, made, strict=True):
        for end in ("opens", "closes"):
            was, lies = _moment(before, end), _moment(now, end)
            if was is not None and lies is not None and was <= opens:
                yield lies


def _after(wanted: Moment, bounds: Iterable[Moment]) -> Moment:
    """The same hour, on the first day on which it comes after all of them."""
    day, hour = wanted
    for bound in bounds:
        if (day, hour) < bound:
            day = bound[0] + (1 if hour < bound[1] else 0)
    return day, hour


def _free(wanted: Moment, first_day: date, country: str, closed: frozenset[str]) -> Moment:
    day = wanted[0]
    for _step in range(_LONGEST):
        if not why_closed(first_day + timedelta(days=day), country, closed):
            return day, wanted[1]
        day += 1
    return wanted


def _told(
    index: int,
    stage: Mapping[str, Any],
    end: str,
    was: Moment,
    now: Moment,
    first_day: date,
    country: str,
    closed: frozenset[str],
    *,
    pushed: bool,
) -> Iterator[Move]:
    if was[0] == now[0]:
        return
    day = first_day + timedelta(days=was[0])
    why = "after" if pushed else why_closed(day, country, closed)
    name = _public(country, day.year, (get_language() or "pl")[:2]).get(day, "") if why == "holiday" else ""
    title = stage.get("title") or {}
    yield Move(index, stage["kind"], title, end, day, first_day + timedelta(days=now[0]), why, name)


@lru_cache(maxsize=64)
def _public(country: str, year: int, language: str) -> dict[date, str]:
    """Public holidays of a year; their names only where the library has them in the reader's language."""
    try:
        known = holidays.country_holidays(country, years=year)
        wanted = _LANGUAGE.get(language, "")
        named = wanted in known.supported_languages
        days = holidays.country_holidays(country, years=year, language=wanted) if named else known
    except NotImplementedError:  # a country the library does not know: weekends and the city's own days still count
        return {}
    return {day: name if named else "" for day, name in days.items()}
