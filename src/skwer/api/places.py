"""Places people made: as a list, a map and a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import override
from ninja import Router, Schema

from skwer.apps.places.access import states, verdicts
from skwer.apps.places.models import Place

from .common import Language, Page, PagingQuery, absolute, answers, csv_stream, geojson_stream, page, point, streamed

router = Router(tags=["places"])


class PlaceOut(Schema):
    number: int
    city: str
    title: str
    summary: str
    category: str
    district: str | None
    state: str
    granted: str | None
    currency: str
    work_hours: int | None
    ready_date: str | None
    care_until: str | None
    gone_on: str | None
    gone_why: str
    measures: dict[str, str]
    wheelchair: str
    low_sight: str
    little_breath: str
    access: dict[str, str]
    access_on: str | None
    lon: str | None
    lat: str | None
    url: str


def _rows(city: str) -> QuerySet[Place]:
    rows = Place.objects.visible_to(None).select_related("organisation", "district").prefetch_related("measures")
    rows = rows.order_by("pk")
    return rows.filter(organisation__slug=city) if city else rows


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _latest(place: Place) -> dict[str, str]:
    """What was measured, the latest of each kind; they come ordered by kind, the newest day first."""
    found: dict[str, str] = {}
    for measure in place.measures.all():
        found.setdefault(measure.what, str(measure.value))
    return found


def _place(request: HttpRequest, place: Place) -> dict[str, Any]:
    return {
        "number": place.pk,
        "city": place.organisation.slug,
        "title": place.title,
        "summary": place.summary,
        "category": place.category,
        "district": place.district.name if place.district else None,
        "state": place.state,
        "granted": _text(place.granted),
        "currency": place.currency,
        "work_hours": place.work_hours,
        "ready_date": _text(place.ready_date),
        "care_until": _text(place.care_until),
        "gone_on": _text(place.gone_on),
        "gone_why": place.gone_why,
        "measures": _latest(place),
        **{one.need.key: one.answer for one in verdicts(place.access)},
        "access": states(place.access),
        "access_on": _text(place.access_on),
        "lon": _text(place.lon),
        "lat": _text(place.lat),
        "url": absolute(request, f"/places/{place.pk}/"),
    }


@router.get("/places", response=answers(Page[PlaceOut]), operation_id="places")
def places(request: HttpRequest, paging: PagingQuery, city: str = "") -> dict[str, Any]:
    """Published places by number. A missing figure is null, never zero."""
    with override(paging.lang):
        return page(_rows(city), paging, lambda row: _place(request, row))


@router.get("/places.geojson", operation_id="places_geojson", openapi_extra=streamed("application/geo+json"))
def places_geojson(request: HttpRequest, city: str = "", lang: Language = "pl") -> StreamingHttpResponse:
    """The same places as GeoJSON points."""

    def features() -> Iterator[dict[str, Any]]:
        with override(lang):
            for row in _rows(city).filter(lon__isnull=False, lat__isnull=False).iterator(chunk_size=500):
                properties = _place(request, row)
                del properties["lon"], properties["lat"]
                yield point(row.pk, row.lon, row.lat, properties)

    return geojson_stream(features())


@router.get("/places.csv", operation_id="places_csv", openapi_extra=streamed("text/csv"))
def places_csv(request: HttpRequest, city: str = "", lang: Language = "pl") -> StreamingHttpResponse:
    """The same places as a table."""

    def table() -> Iterator[list[Any]]:
        with override(lang):
            for row in _rows(city).iterator(chunk_size=500):
                told = _place(request, row)
                for name in ("access", "measures"):
                    told[name] = "; ".join(f"{item}: {answer}" for item, answer in told[name].items())
                yield list(told.values())

    return csv_stream("places", list(PlaceOut.model_fields), table())
