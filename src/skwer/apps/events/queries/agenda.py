"""The programme of an event."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from ..models import Event, Registration, Session, Site


def agenda(event: Event) -> QuerySet[Session]:
    """Every session in the order of the day, with its place and speakers. Two queries."""
    return event.sessions.select_related("site").prefetch_related("speakers").order_by("starts_at", "order", "pk")


def blocks(event: Event) -> dict[str, list[Session]]:
    """Parallel sessions by block, blocks in the order of the day."""
    found: dict[str, list[Session]] = {}
    for session in agenda(event):
        if session.block:
            found.setdefault(session.block, []).append(session)
    return found


def venue(event: Event) -> Site | None:
    """Where one goes first: the venue, else the first place there is."""
    sites = list(event.sites.all())
    return next((site for site in sites if site.kind == Site.Kind.VENUE), sites[0] if sites else None)


def own_sessions(registration: Registration, sessions: Iterable[Session]) -> list[Session]:
    """Of the sessions, hers: those for all, and of each block the one she is placed in."""
    placed = {placing.session_id for placing in registration.placings.all()}
    return [session for session in sessions if not session.block or session.pk in placed]
