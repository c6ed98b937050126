"""Another time or place of an announced event: a new version for calendars, and a change that letters tell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from skwer.apps.forms.filling import translated
from skwer.apps.search.actions import index_later

from ..models import Change, Event, Session
from ..queries import venue
from ..signals import announce, event_changed

MOVES = ("starts_at", "ends_at", "time_zone", "where", "online_url")


def facts_of(event: Event) -> dict[str, Any]:
    """What stands in calendars: time, place and line (MOVES), and the words and sessions beside them."""
    kept = Event.objects.get(pk=event.pk)
    place = venue(kept)
    words = [getattr(kept, name) for name in translated("title", "summary")]
    sessions = Session.objects.filter(event=event).order_by("pk")
    columns = ("pk", "title_pl", "title_en", "starts_at", "ends_at", "site", "site__name", "block")
    return {
        "starts_at": kept.starts_at.astimezone(UTC).isoformat(),
        "ends_at": kept.ends_at.astimezone(UTC).isoformat(),
        "time_zone": kept.time_zone,
        "where": place.where if place is not None else "",
        "online_url": kept.online_url,
        "beside": [words, list(sessions.values_list(*columns))],
    }


def calendar_changed(event: Event, before: dict[str, Any], at: datetime) -> Change | None:
    """Part of an action on a locked event: when an announced one differs from `before` (its `facts_of`), raise its
    version in calendars; when time, place or line moved, tell those who come.
    """
    after = facts_of(event)
    if after != before:
        index_later(kind="event", key=event.pk)
    if event.state != Event.State.ANNOUNCED or after == before:
        return None
    event.sequence += 1
    event.changed_at = at
    event.save(update_fields=["sequence", "changed_at"])
    moved = [name for name in MOVES if after[name] != before[name]]
    if not moved:
        return None
    change = Change.objects.create(
        event=event, sequence=event.sequence, at=at, before=_public(before, moved), after=_public(after, moved)
    )
    announce(event_changed, Event, change=change, event=event, at=at)
    return change


def _public(facts: dict[str, Any], moved: list[str]) -> dict[str, Any]:
    """The page shows changes to everybody, so the line's address is not in them: only whether there is one."""
    return {name: bool(facts[name]) if name == "online_url" else facts[name] for name in moved}
