"""Vacant spaces: as a list, a map and a table. Who looks for space is nobody's data but theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import override
from ninja import Router, Schema

from skwer.apps.places import access
from skwer.apps.spaces.models import Space

from .common import Language, Page, PagingQuery, absolute, answers, csv_stream, geojson_stream, page, point, streamed

router = Router(tags=["spaces"])


class SpaceOut(Schema):
    number: int
    city: str
    title: str
    summary: str
    kind: str
    owner: str
    state: str
    area_m2: str
    district: str | None
    address: str
    uses: str
    utilities: str
    wheelchair: str
    low_sight: str
    little_breath: str
    free_from: str | None
    free_until: str | None
    least_days: int
    most_days: int
    notice_days: int
    fee: str
    fee_month: str | None
    currency: str
    surveyed_on: str | None
    lon: str | None
    lat: str | None
    url: str


def _rows(city: str) -> QuerySet[Space]:
    rows = Space.objects.public().select_related("organisation", "district").order_by("pk")
    return rows.filter(organisation__slug=city) if city else rows


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _space(request: HttpRequest, space: Space) -> dict[str, Any]:
    suits = {verdict.need.key: verdict.answer for verdict in access.verdicts(space.access)}
    return {
        "number": space.pk,
        "city": space.organisation.slug,
        "title": space.title,
        "summary": space.summary,
        "kind": space.kind,
        "owner": space.owner,
        "state": space.state,
        "area_m2": str(space.area_m2),
        "district": space.district.name if space.district else None,
        "address": space.address,
        "uses": " ".join(space.uses),
        "utilities": " ".join(space.utilities),
        **suits,
        "free_from": _text(space.free_from),
        "free_until": _text(space.free_until),
        "least_days": space.least_days,
        "most_days": space.most_days,
        "notice_days": space.notice_days,
        "fee": space.fee,
        "fee_month": _text(space.fee_month),
        "currency": space.currency,
        "surveyed_on": _text(space.surveyed_on),
        "lon": _text(space.lon),
        "lat": _text(space.lat),
        "url": absolute(request, f"/spaces/{space.pk}/"),
    }


@router.get("/spaces", response=answers(Page[SpaceOut]), operation_id="spaces")
def spaces(request: HttpRequest, paging: PagingQuery, city: str = "") -> dict[str, Any]:
    """Spaces of the inventory by number, whatever their state. A missing figure is null, never zero."""
    with override(paging.lang):
        return page(_rows(city), paging, lambda row: _space(request, row))


@router.get("/spaces.geojson", operation_id="spaces_geojson", openapi_extra=streamed("application/geo+json"))
def spaces_geojson(request: HttpRequest, city: str = "", lang: Language = "pl") -> StreamingHttpResponse:
    """The same spaces as GeoJSON points."""

    def features() -> Iterator[dict[str, Any]]:
        with override(lang):
            for row in _rows(city).filter(lon__isnull=False, lat__isnull=False).iterator(chunk_size=500):
                properties = _space(request, row)
                del properties["lon"], properties["lat"]
                yield point(row.pk, row.lon, row.lat, properties)

    return geojson_stream(features())


@router.get("/spaces.csv", operation_id="spaces_csv", openapi_extra=streamed("text/csv"))
def spaces_csv(request: HttpRequest, city: str = "", lang: Language = "pl") -> StreamingHttpResponse:
    """The same spaces as a table."""

    def table() -> Iterator[list[Any]]:
        with override(lang):
            for row in _rows(city).iterator(chunk_size=500):
                yield list(_space(request, row).values())

    return csv_stream("spaces", list(SpaceOut.model_fields), table())
