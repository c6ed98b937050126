"""Events as iCalendar (RFC 5545, 5546, 7986): what calendars read, and what letters carry.

A thing keeps its UID for ever; SEQUENCE rises with every change (`actions/moving.py`); a cancelled event stays in every
calendar as CANCELLED, so that programmes which have it take it out. Hours are in UTC: no zone is misread.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from skwer.apps.people.models import Person

from . import queries
from .models import Event, Registration, Session, Site

PUBLISH, CANCEL = "PUBLISH", "CANCEL"
PRODID = "-//Skwer//Skwer events//PL"
REFRESH = timedelta(hours=6)


def address_of(event: Event) -> str:
    """The event's page, in the installation's first language: the same for everybody, so that calendars agree."""
    return f"{settings.ORIGIN}/events/{event.slug}/"


def event_calendar(event: Event, registration: Registration | None = None, method: str = PUBLISH) -> bytes:
    """One event; with her registration also the line of the meeting. For a file or a letter."""
    calendar = _calendar(str(event.title), method)
    calendar.add_component(_entry(event, registration))
    return calendar.to_ical()


def events_calendar(events: Iterable[Event], name: str) -> bytes:
    """Many events that anybody may see, for a calendar programme that asks again every few hours."""
    calendar = _calendar(name, PUBLISH)
    for event in events:
        calendar.add_component(_entry(event, None))
    return calendar.to_ical()


def own_calendar(person: Person) -> bytes:
    """Everything one person comes to, in the language of her letters, with the groups she is placed in."""
    with translation.override(person.language):
        calendar = _calendar(_("My events"), PUBLISH)
        for registration in queries.own_events(person):
            event = registration.event
            calendar.add_component(_entry(event, registration))
            if event.state != Event.State.CANCELLED and registration.state == Registration.State.REGISTERED:
                for session in queries.own_sessions(registration, event.sessions.all()):
                    if session.block:
                        calendar.add_component(_group(session))
        return calendar.to_ical()


def _calendar(name: str, method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for property_ in ("name", "x-wr-calname"):
        calendar.add(property_, icalendar.vText(name))  # the library escapes only what it is told to be text
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    return calendar


def _uid(key: object) -> str:
    return f"{key}@{urlsplit(settings.ORIGIN).hostname}"


def _organiser(event: Event) -> icalendar.vCalAddress:
    office = event.organisation.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organiser = icalendar.vCalAddress(f"mailto:{office}")
    organiser.params["cn"] = icalendar.vText(event.organisation.name)
    return organiser


def _dated(key: object, event: Event, starts_at: datetime, ends_at: datetime) -> icalendar.Event:
    """What every entry has."""
    entry = icalendar.Event()
    entry.add("uid", _uid(key))
    entry.add("dtstamp", event.changed_at.astimezone(UTC))
    entry.add("last-modified", event.changed_at.astimezone(UTC))
    entry.add("sequence", event.sequence)
    entry.add("dtstart", starts_at.astimezone(UTC))
    entry.add("dtend", ends_at.astimezone(UTC))
    entry.add("organizer", _organiser(event))
    entry.add("url", address_of(event))
    return entry


def _entry(event: Event, registration: Registration | None) -> icalendar.Event:
    entry = _dated(event.uid, event, event.starts_at, event.ends_at)
    entry.add("summary", str(event.title))
    waits = registration is not None and registration.state == Registration.State.WAITING
    if event.state == Event.State.CANCELLED:
        entry.add("status", "CANCELLED")
    else:
        entry.add("status", "TENTATIVE" if waits else "CONFIRMED")
    entry.add("categories", [str(event.get_kind_display())])
    line = event.online_url if registration is not None and not waits else ""
    site = queries.venue(event)
    _place(entry, site, line)
    words = [
        _("Cancelled: %(reason)s") % {"reason": event.cancel_reason} if event.cancel_reason else "",
        _("You are on the waiting list.") if waits else "",
        str(event.summary or ""),
        _access(site),
        _("Online: %(address)s") % {"address": line} if line else "",
        address_of(event),
    ]
    entry.add("description", "\n\n".join(text for text in words if text))
    return entry


def _group(session: Session) -> icalendar.Event:
    """A parallel session somebody is placed in. It moves with its event's version."""
    event = session.event
    entry = _dated(f"{event.uid}-{session.pk}", event, session.starts_at, session.ends_at)
    entry.add("summary", f"{session.title} ({event.title})")
    entry.add("status", "CONFIRMED")
    entry.add("related-to", _uid(event.uid))
    _place(entry, session.site, "")
    speakers = ", ".join(f"{s.name} ({s.affiliation})" if s.affiliation else s.name for s in session.speakers.all())
    words = [str(session.text or ""), speakers, _access(session.site), address_of(event)]
    entry.add("description", "\n\n".join(text for text in words if text))
    return entry


def _place(entry: icalendar.Event, site: Site | None, line: str) -> None:
    if site is not None:
        entry.add("location", site.where)
        if site.lat is not None and site.lon is not None:
            entry.add("geo", (float(site.lat), float(site.lon)))
    elif line:
        entry.add("location", line)
    if line:
        entry.add("conference", line, parameters={"value": "URI", "feature": "VIDEO"})


def _access(site: Site | None) -> str:
    return _("Getting in: %(access)s") % {"access": site.access} if site is not None and site.access else ""
