"""Loans as iCalendar (RFC 5545): the UID stays for ever, SEQUENCE rises with every step, CANCELLED stays to be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from .models import Booking

ORDER = (Booking.State.ASKED, Booking.State.AGREED, Booking.State.OUT, Booking.State.BACK)


def bookings_calendar(bookings: Iterable[Booking], name: str) -> bytes:
    """Loans for a calendar on one's own devices: one's own, or all of a thing for its lender."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Skwer//Skwer loans//PL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", icalendar.vText(name))  # the library escapes only what it is told to be text
    for booking in bookings:
        calendar.add_component(_entry(booking))
    return calendar.to_ical()


def _entry(booking: Booking) -> icalendar.Event:
    shared = booking.shared
    gone = booking.state in (Booking.State.CANCELLED, Booking.State.REFUSED)
    changed = booking.back_at or booking.out_at or booking.answered_at or booking.asked_at
    entry = icalendar.Event()
    entry.add("uid", f"loan-{booking.pk}@{urlsplit(settings.ORIGIN).hostname}")
    entry.add("dtstamp", changed.astimezone(UTC))
    entry.add("sequence", len(ORDER) if gone else ORDER.index(booking.state))  # type: ignore[arg-type]
    entry.add("dtstart", booking.starts_at.astimezone(UTC))
    entry.add("dtend", booking.ends_at.astimezone(UTC))
    entry.add("summary", _("Loan: %(what)s") % {"what": shared.title})
    waits = booking.state == Booking.State.ASKED
    entry.add("status", "CANCELLED" if gone else "TENTATIVE" if waits else "CONFIRMED")
    if shared.address:
        entry.add("location", shared.address)
    entry.add("url", f"{settings.ORIGIN}/shared/bookings/{booking.pk}/")
    return entry
