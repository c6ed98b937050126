"""The agenda as a page shows it: by day, with parallel sessions side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.events.models import Event, Session, Site
from skwer.web.drawing.plan import bounds

from .times import day_words, hours, local_date


def days(
    event: Event, sessions: Iterable[Session], mine: Collection[int] = (), *, choosing: bool = False
) -> list[dict[str, Any]]:
    """Days with their rows; sessions of one block that begin on the same day stand in one row, side by side.

    sessions: in order, with speakers and site fetched; mine: keys of the sessions the reader is placed in;
    choosing: can one still say which group one would like?
    """
    numbers = {site.pk: n for n, site in enumerate(event.sites.all(), 1)}
    by_day: dict[date, list[dict[str, Any]]] = {}
    blocks: dict[tuple[date, str], dict[str, Any]] = {}
    for session in sessions:
        on = local_date(session.starts_at, event)
        one = line(session, numbers, mine)
        key = (on, session.block)
        if not session.block:
            by_day.setdefault(on, []).append(one)
        elif key in blocks:
            blocks[key]["parallel"].append(one)
            blocks[key]["ends_at"] = max(blocks[key]["ends_at"], session.ends_at)
        else:
            blocks[key] = {**one, "parallel": [one], "anchor": f"block-{session.block}"}
            by_day.setdefault(on, []).append(blocks[key])
    for row in blocks.values():
        row["hours"] = hours(row["starts_at"], row["ends_at"])
        if choosing:
            row["note"] = _("Everybody goes to one of them and says in the registration which they would like most.")
    all_days = sorted(by_day)
    return [{"on": on, "title": _title(on, n, len(all_days)), "rows": by_day[on]} for n, on in enumerate(all_days, 1)]


def line(session: Session, numbers: dict[int, int], mine: Collection[int] = ()) -> dict[str, Any]:
    """One session in words."""
    return {
        "pk": session.pk,
        "session": session,
        "anchor": f"session-{session.pk}",
        "kind": session.kind,
        "kind_words": capfirst(session.get_kind_display()),
        "title": session.title,
        "text": session.text,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "hours": hours(session.starts_at, session.ends_at),
        "speakers": list(session.speakers.all()),
        "block": session.block,
        # Where everything is in one place, saying so in every line would be noise.
        "site": session.site.name if session.site is not None and len(numbers) != 1 else "",
        "site_number": numbers.get(session.site_id or 0),
        "places": ngettext("%(n)s place", "%(n)s places", session.capacity) % {"n": session.capacity}
        if session.capacity
        else "",
        "mine": session.pk in mine,
    }


def _title(on: date, number: int, total: int) -> str:
    words = capfirst(day_words(on))
    return _("Day %(n)s: %(day)s") % {"n": number, "day": day_words(on)} if total > 1 else words


def places(event: Event) -> list[dict[str, Any]]:
    """Sites under the numbers that the plan and the agenda use."""
    return [
        {
            "number": n,
            "title": site.name,
            "kind": capfirst(site.get_kind_display()),
            "address": ", ".join(part for part in (site.address, site.city) if part),
            "access": site.access,
            "lon": site.lon,
            "lat": site.lat,
            "url": f"#site-{n}",
            "map_url": f"https://www.openstreetmap.org/?mlat={site.lat}&mlon={site.lon}#map=17/{site.lat}/{site.lon}"
            if site.lon is not None and site.lat is not None
            else "",
            "site": site,
        }
        for n, site in enumerate(event.sites.all(), 1)
    ]


def geodata_for(event: Event, shown: Iterable[dict[str, Any]]) -> Any:
    """The town's plan where the places lie on it; None draws them on a quiet grid with north and a scale."""
    geodata = event.organisation.geodata
    if not geodata:
        return None
    try:
        west, south, east, north = bounds(_pairs(geodata))
    except ValueError:
        return None
    inside = all(west <= float(s["lon"]) <= east and south <= float(s["lat"]) <= north for s in shown)
    return geodata if inside else None


def _pairs(geodata: Any) -> Iterable[tuple[float, float]]:
    for feature in geodata.get("features", ()):
        yield from _flat((feature.get("geometry") or {}).get("coordinates") or ())


def _flat(node: Any) -> Iterable[tuple[float, float]]:
    if len(node) >= 2 and isinstance(node[0], (int, float)):
        yield float(node[0]), float(node[1])
        return
    for part in node:
        yield from _flat(part)


def json_ld(event: Event, url: str) -> dict[str, Any]:
    """schema.org/Event, so that search engines and calendars read the page."""
    states = {Event.State.CANCELLED: "EventCancelled"}
    sites = list(event.sites.all())
    where: list[dict[str, Any]] = [
        {
            "@type": "Place",
            "name": site.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": site.address,
                "addressLocality": site.city,
                "addressCountry": site.country,
            },
        }
        for site in sites
        if site.kind != Site.Kind.ONLINE
    ]
    online = bool(event.online_url) or any(site.kind == Site.Kind.ONLINE for site in sites)
    if online:
        where.append({"@type": "VirtualLocation", "url": url})  # the real address is for those who registered
    mode = "Mixed" if online and len(where) > 1 else "Online" if online else "Offline"
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "startDate": event.starts_at.astimezone(event.zone).isoformat(),
        "endDate": event.ends_at.astimezone(event.zone).isoformat(),
        "eventStatus": f"https://schema.org/{states.get(event.state, 'EventScheduled')}",  # type: ignore[call-overload]
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "location": where,
        "organizer": {"@type": "Organization", "name": event.organisation.name},
        "inLanguage": list(event.languages or ()),
        "url": url,
    }
