"""Shared things as cards; loans as lines; a month as weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.files.models import Upload
from skwer.apps.spaces.models import Booking, Shared
from skwer.apps.spaces.queries import Day
from skwer.web.context import address
from skwer.web.templatetags.words import when

SHAPES = {Shared.State.DRAFT: "draft", Shared.State.OFFERED: "chosen", Shared.State.PAUSED: "check"}
SCENES = {
    Shared.Kind.TOOL: "garden",
    Shared.Kind.FURNITURE: "bench",
    Shared.Kind.ROOM: "courtyard",
    Shared.Kind.VEHICLE: "bicycle",
    Shared.Kind.OTHER: "meadow",
}
BOOKING_SHAPES = {
    Booking.State.ASKED: "check",
    Booking.State.AGREED: "chosen",
    Booking.State.OUT: "build",
    Booking.State.BACK: "done",
    Booking.State.REFUSED: "no",
    Booking.State.CANCELLED: "no",
}


def shape(shared: Shared) -> str:
    return SHAPES.get(shared.state, "draft")  # type: ignore[call-overload]


def scene(shared: Shared) -> str:
    return SCENES.get(shared.kind, "bench")  # type: ignore[call-overload]


def pieces_words(count: int) -> str:
    return ngettext("%(n)s piece", "%(n)s pieces", count) % {"n": count}


def photo_of(shared: Shared) -> Upload | None:
    photo = shared.photo
    return photo if photo is not None and photo.audience == Upload.Audience.HOLDER else None


def card(shared: Shared) -> dict[str, Any]:
    """Values of `{% plot %}`; needs organisation, district and photo, selected with the thing."""
    photo = photo_of(shared)
    return {
        "title": shared.title,
        "text": shared.text[:160].rsplit(" ", 1)[0] + "…" if len(shared.text) > 160 else shared.text,
        "category": scene(shared),
        "seed": shared.pk,
        "photo_url": f"{address('web:file', photo.pk)}?size=small" if photo else "",
        "photo_alt": photo.alt_text if photo else "",
        "state": shape(shared),
        "state_label": capfirst(shared.get_state_display()),
        "where": shared.organisation.short,
        "right": pieces_words(shared.pieces) if shared.pieces > 1 else str(shared.get_kind_display()),
        "url": address("web:shared", shared.pk),
    }


def span(booking: Booking) -> str:
    """From when to when; one day names its day once."""
    zone = timezone.get_current_timezone()
    first, last = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
    if first.date() == last.date():
        return f"{when(first)}–{last.hour}:{last.minute:02d}"
    return _("%(first)s – %(last)s") % {"first": when(first), "last": when(last)}


def terms_language(booking: Booking) -> str:
    """The language in which the borrower read and agreed to the terms: that of the agreement."""
    english = booking.shared.terms_en or ""  # type: ignore[attr-defined]
    return "en" if english and booking.terms == english else "pl"


def row(booking: Booking, at: datetime) -> dict[str, Any]:
    """A loan as a line of a table."""
    late = booking.state == Booking.State.OUT and booking.ends_at < at
    return {
        "booking": booking,
        "url": address("web:booking", booking.pk),
        "span": span(booking),
        "shape": "late" if late else BOOKING_SHAPES.get(booking.state, "draft"),  # type: ignore[call-overload]
        "label": _("Not back in time") if late else capfirst(booking.get_state_display()),
    }


def weeks(days: Sequence[Day], shared: Shared) -> list[list[dict[str, Any] | None]]:
    """The month in weeks from Monday to Sunday, with None before the first day and after the last."""
    cells: list[dict[str, Any] | None] = [None] * days[0].on.weekday()
    cells += [cell(day, shared) for day in days]
    cells += [None] * (-len(cells) % 7)
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def cell(day: Day, shared: Shared) -> dict[str, Any]:
    """One day: how much is free, in a word and for the eye."""
    free = "all" if day.free == shared.pieces else "some" if day.free else "none"
    if shared.pieces == 1:
        words = _("free") if day.free else _("taken")
    elif not day.free:
        words = _("none free")
    else:
        words = ngettext("%(n)s free", "%(n)s free", day.free) % {"n": day.free}
    return {"day": day, "free": free, "words": words}


def month_near(typed: str, at: datetime) -> date:
    """The first day of the month that "2026-12" names; else of this one. Not more than five years away."""
    today = timezone.localdate(at)
    try:
        first = datetime.strptime(typed, "%Y-%m").date()  # noqa: DTZ007  (a month has no zone)
    except ValueError:
        first = today
    return (first if abs((first - today).days) < 5 * 366 else today).replace(day=1)


def beside(first: date) -> tuple[date, date]:
    """The months before and after."""
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)
