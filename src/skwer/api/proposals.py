"""Proposals anybody may see: as a list, a map and a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Schema

from skwer.apps.calls.models import Proposal

from .common import Language, Page, PagingQuery, absolute, answers, csv_stream, geojson_stream, page, point, streamed

router = Router(tags=["proposals"])
_State = Proposal.State
PUBLISHED = (_State.REJECTED, _State.CHOSEN, _State.RESERVE, _State.REFUSED)


class ProposalOut(Schema):
    call: str
    city: str
    number: int
    title: str
    summary: str
    category: str
    district: str | None
    requested: str
    total: str
    currency: str
    state: str
    lon: str | None
    lat: str | None
    url: str


def _rows(call: str, city: str) -> QuerySet[Proposal]:
    rows = Proposal.objects.public().select_related("call__organisation", "district").order_by("call_id", "number")
    if call:
        rows = rows.filter(call__slug=call)
    if city:
        rows = rows.filter(call__organisation__slug=city)
    return rows


def _public_state(proposal: Proposal) -> str:
    """The result once it is published; before that only that the proposal takes part."""
    if proposal.state in (
        Proposal.State.REJECTED,
        Proposal.State.CHOSEN,
        Proposal.State.RESERVE,
        Proposal.State.REFUSED,
    ):
        return str(proposal.state)
    return "under_way"


def _proposal(request: HttpRequest, proposal: Proposal, lang: str) -> dict[str, Any]:
    return {
        "call": proposal.call.slug,
        "city": proposal.call.organisation.slug,
        "number": proposal.number,
        "title": proposal.title_in(lang),
        "summary": proposal.summary_in(lang),
        "category": proposal.category,
        "district": proposal.district.name if proposal.district else None,
        "requested": str(proposal.requested),
        "total": str(proposal.total),
        "currency": proposal.call.currency,
        "state": _public_state(proposal),
        "lon": str(proposal.lon) if proposal.lon is not None else None,
        "lat": str(proposal.lat) if proposal.lat is not None else None,
        "url": absolute(request, f"/calls/{proposal.call.slug}/proposals/{proposal.number}/"),
    }


@router.get("/proposals", response=answers(Page[ProposalOut]), operation_id="proposals")
def proposals(request: HttpRequest, paging: PagingQuery, call: str = "", city: str = "") -> dict[str, Any]:
    """Public proposals by call and number. Names of authors are not published here."""
    return page(_rows(call, city), paging, lambda row: _proposal(request, row, paging.lang))


@router.get("/proposals.geojson", operation_id="proposals_geojson", openapi_extra=streamed("application/geo+json"))
def proposals_geojson(
    request: HttpRequest, call: str = "", city: str = "", lang: Language = "pl"
) -> StreamingHttpResponse:
    """The same proposals as GeoJSON points."""

    def features() -> Iterator[dict[str, Any]]:
        for row in _rows(call, city).filter(lon__isnull=False, lat__isnull=False).iterator(chunk_size=500):
            properties = _proposal(request, row, lang)
            del properties["lon"], properties["lat"]
            yield point(f"{row.call.slug}/{row.number}", row.lon, row.lat, properties)

    return geojson_stream(features())


HEADER = list(ProposalOut.model_fields)


@router.get("/proposals.csv", operation_id="proposals_csv", openapi_extra=streamed("text/csv"))
def proposals_csv(request: HttpRequest, call: str = "", city: str = "", lang: Language = "pl") -> StreamingHttpResponse:
    """The same proposals as a table."""
    rows = _rows(call, city).iterator(chunk_size=500)
    table = (list(_proposal(request, row, lang).values()) for row in rows)
    return csv_stream("proposals", HEADER, table)
