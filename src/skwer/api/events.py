"""Events that anybody may see, with their programme, and what organisations want to carry home from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import override
from ninja import Router, Schema

from skwer.apps.events import queries
from skwer.apps.events.models import Event, Interest, Session

from .common import Language, Page, PagingQuery, absolute, answers, csv_stream, page, streamed

router = Router(tags=["events"])


class SessionOut(Schema):
    title: str
    kind: str
    starts_at: str
    ends_at: str
    block: str
    where: str


class EventOut(Schema):
    event: str
    uid: str
    organisation: str
    project: str | None
    kind: str
    title: str
    summary: str
    state: str
    starts_at: str
    ends_at: str
    time_zone: str
    where: str
    capacity: int | None
    audience: str
    languages: list[str]
    url: str
    sessions: list[SessionOut]


class StatementOut(Schema):
    event: str
    organisation: str
    practice: str
    because: str
    first_step: str
    by_on: str
    stated_on: str
    standing: str
    url: str


def _rows(organisation: str, project: str) -> QuerySet[Event]:
    rows = queries.events_for(None).prefetch_related("sessions__site").order_by("starts_at", "pk")
    if organisation:
        rows = rows.filter(organisation__slug=organisation)
    return rows.filter(project__slug=project) if project else rows


def _event(request: HttpRequest, event: Event) -> dict[str, Any]:
    site = queries.venue(event)
    shown = event.project is not None and event.project.is_published
    return {
        "event": event.slug,
        "uid": str(event.uid),
        "organisation": event.organisation.slug,
        "project": event.project.slug if event.project is not None and shown else None,
        "kind": event.kind,
        "title": str(event.title),
        "summary": str(event.summary or ""),
        "state": event.state,
        "starts_at": event.starts_at.astimezone(event.zone).isoformat(),
        "ends_at": event.ends_at.astimezone(event.zone).isoformat(),
        "time_zone": event.time_zone,
        "where": site.where if site is not None else "",
        "capacity": event.capacity,
        "audience": event.audience,
        "languages": list(event.languages),
        "url": absolute(request, f"/events/{event.slug}/"),
        "sessions": [_session(event, session) for session in event.sessions.all()],
    }


def _session(event: Event, session: Session) -> dict[str, Any]:
    return {
        "title": str(session.title),
        "kind": session.kind,
        "starts_at": session.starts_at.astimezone(event.zone).isoformat(),
        "ends_at": session.ends_at.astimezone(event.zone).isoformat(),
        "block": session.block,
        "where": session.site.where if session.site is not None else "",
    }


@router.get("/events", response=answers(Page[EventOut]), operation_id="events")
def events(request: HttpRequest, paging: PagingQuery, organisation: str = "", project: str = "") -> dict[str, Any]:
    """Announced, held and cancelled events by their beginning, with the programme. Nobody who comes is named."""
    with override(paging.lang):
        return page(_rows(organisation, project), paging, lambda row: _event(request, row))


@router.get("/events.csv", operation_id="events_csv", openapi_extra=streamed("text/csv"))
def events_csv(
    request: HttpRequest, organisation: str = "", project: str = "", lang: Language = "pl"
) -> StreamingHttpResponse:
    """The same events as a table, without the programme."""
    header = [name for name in EventOut.model_fields if name != "sessions"]

    def table() -> Iterator[list[Any]]:
        with override(lang):
            for row in _rows(organisation, project).iterator(chunk_size=200):
                one = _event(request, row) | {"languages": " ".join(row.languages)}
                yield [one[name] for name in header]

    return csv_stream("events", header, table())


@router.get("/statements", response=answers(Page[StatementOut]), operation_id="statements")
def statements(request: HttpRequest, paging: PagingQuery, event: str = "", organisation: str = "") -> dict[str, Any]:
    """What organisations said at events that they want to carry over, and how it stands today."""
    rows = Interest.objects.filter(event__in=Event.objects.visible_to(None)).order_by("stated_at", "pk")
    rows = rows.select_related("event", "organisation", "transfer").prefetch_related("follow_ups")
    if event:
        rows = rows.filter(event__slug=event)
    if organisation:
        rows = rows.filter(organisation__slug=organisation)
    today = timezone.localdate()
    return page(
        rows,
        paging,
        lambda row: {
            "event": row.event.slug,
            "organisation": row.organisation.slug,
            "practice": row.practice,
            "because": row.because,
            "first_step": row.first_step,
            "by_on": row.by_on.isoformat(),
            "stated_on": row.stated_at.astimezone(row.event.zone).date().isoformat(),
            "standing": row.standing(today),
            "url": absolute(request, f"/events/{row.event.slug}/outcomes/"),
        },
    )
