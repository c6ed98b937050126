"""Events as rows of a list, and the words that say where one stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from skwer.apps.events.models import Event, Site
from skwer.web.context import address
from skwer.web.templatetags.words import _days, language, when

from .times import local_date, span


def stands(event: Event, at: datetime) -> tuple[str, str]:
    """(shape, words) of an event: a plot that fills from draft to held."""
    if event.state == Event.State.DRAFT:
        return "draft", pgettext("event", "Draft")
    if event.state == Event.State.CANCELLED:
        return "no", pgettext("event", "Cancelled")
    if event.state == Event.State.HELD or event.ends_at <= at:
        return "done", pgettext("event", "Held")
    if event.starts_at <= at:
        return "vote", pgettext("event", "Going on now")
    if event.registration_closes_at and event.registration_closes_at <= at:
        return "check", _("Registration is closed")
    if event.registration_opens_at and event.registration_opens_at > at:
        return "sent", _("Announced")
    return "vote", _("Registration is open")


def towns(event: Event) -> str:
    """The towns it takes place in, or "online"; reads sites, prefetched."""
    sites = list(event.sites.all())
    names = list(dict.fromkeys(site.city for site in sites if site.city and site.kind != Site.Kind.ONLINE))
    if names:
        return ", ".join(names)
    return _("online") if event.online_url or any(s.kind == Site.Kind.ONLINE for s in sites) else ""


def row(event: Event, at: datetime, *, left: int | None = None) -> dict[str, Any]:
    """Values of `events/_row.html`; needs project and sites, fetched with the event."""
    first, last = local_date(event.starts_at, event), local_date(event.ends_at, event)
    days = str(first.day) if first == last else f"{first.day}–{last.day}"
    shape, label = stands(event, at)
    past = event.ends_at <= at
    note = ""
    if not past and event.state == Event.State.ANNOUNCED:
        if event.registration_closes_at and event.registration_closes_at > at:
            note = _("Register by %(when)s") % {"when": when(event.registration_closes_at, at)}
        if left is not None:
            note = places_words(left)
    return {
        "title": event.title,
        "lang": spoken(event, "title"),
        "url": address("web:event", event.slug),
        "days": days,
        "long": len(days) > 2,
        "month": month_short(first, at),
        "when": span(event, at),
        "where": towns(event),
        "text": event.summary,
        "state": shape,
        "state_label": label,
        "kind": capfirst(event.get_kind_display()),
        "project": event.project.short if event.project_id else "",  # type: ignore[union-attr]
        "note": note,
        "past": past,
    }


def moves(event: Event) -> list[dict[str, Any]]:
    """Changes of time and place since it was announced, the last one first, each in sentences: from what to what."""
    said = {
        "starts_at": _("Beginning: was %(before)s, is now %(after)s."),
        "ends_at": _("End: was %(before)s, is now %(after)s."),
        "where": _("Place: was %(before)s, is now %(after)s."),
        "time_zone": _("Time zone: was %(before)s, is now %(after)s."),
        "online_url": _("The address of the call is another one."),
    }
    out = []
    for change in event.changes.all()[:5]:
        pairs = [(name, change.before[name], change.after[name]) for name in said if name in change.after]
        lines = [said[name] % {"before": _told(name, old), "after": _told(name, new)} for name, old, new in pairs]
        if lines:
            out.append({"at": change.at, "lines": lines})
    return out


def _told(name: str, value: Any) -> str:
    """A moment on the current clock, or a place as it is kept."""
    return when(datetime.fromisoformat(value)) if name.endswith("_at") and value else str(value or "–")


def month_short(value: Any, now: datetime) -> str:
    """The month under the day: "grudnia", with the year where it is not this one."""
    words = _days(value, now, weekday=False).split(" ", 1)
    return words[1] if len(words) > 1 else words[0]


def places_words(left: int) -> str:
    if left <= 0:
        return _("Full; there is a waiting list")
    return ngettext("%(n)s place left", "%(n)s places left", left) % {"n": left}


def spoken(event: Any, name: str) -> str:
    """The `lang` attribute of a text that is not there in the page's language, for those who have it read aloud."""
    now = language()
    if getattr(event, f"{name}_{now}", None):
        return ""
    other = next((code for code in ("pl", "en", "nb", "cs") if getattr(event, f"{name}_{code}", None)), "")
    return format_html(' lang="{}"', other) if other else ""


def reader() -> str:
    return (get_language() or "pl")[:2]
