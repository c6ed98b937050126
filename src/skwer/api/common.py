"""What every dataset shares: pages of results, language, streams of CSV and GeoJSON, the limit of requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Schema
from pydantic import Field

from skwer.values.tables import csv_lines

Row = TypeVar("Row")
Language = Literal["pl", "en"]


class Page(Schema, Generic[Row]):
    """One page of a list. `next` is the offset of the following page, or null at the end."""

    total: int
    next: int | None
    results: list[Row]


class Paging(Schema):
    limit: int = Field(100, ge=1, le=500, description="How many results a page holds.")
    offset: int = Field(0, ge=0, le=1_000_000, description="How many results to skip.")
    lang: Language = Field("pl", description="Language of texts, where a translation exists.")


class Problem(Schema):
    """Why there is no answer, and how to ask so that there is one."""

    detail: str


PagingQuery = Query[Paging]


def answers(row: Any) -> dict[int, Any]:
    """The answers of a list operation: a page, or why the question could not be read."""
    return {200: row, 422: Problem}


def streamed(content_type: str) -> dict[str, Any]:
    """The description of an operation whose answer is a file."""
    shape = "object" if content_type.endswith("json") else "string"
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "responses": {
            200: {"description": "OK", "content": {content_type: {"schema": {"type": shape}}}},
            422: {"description": "The question could not be read.", "content": problem},
        }
    }


def page(rows: QuerySet[Any], paging: Paging, build: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Cut one page out of a queryset."""
    total = rows.count()
    results = [build(row) for row in rows[paging.offset : paging.offset + paging.limit]]
    following = paging.offset + paging.limit
    return {"total": total, "next": following if following < total else None, "results": results}


def csv_stream(name: str, header: list[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A CSV file, row by row."""
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def geojson_stream(features: Iterable[dict[str, Any]]) -> StreamingHttpResponse:
    """A GeoJSON FeatureCollection (RFC 7946: WGS84, longitude first), feature by feature."""

    def parts() -> Iterator[str]:
        yield '{"type":"FeatureCollection","features":['
        for index, feature in enumerate(features):
            yield ("," if index else "") + json.dumps(feature, ensure_ascii=False)
        yield "]}"

    return StreamingHttpResponse(parts(), content_type="application/geo+json")


def point(key: int | str, lon: Decimal, lat: Decimal, properties: dict[str, Any]) -> dict[str, Any]:
    """One GeoJSON point."""
    return {
        "type": "Feature",
        "id": key,
        "geometry": {"type": "Point", "coordinates": [float(lon), float(lat)]},
        "properties": properties,
    }


def absolute(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)
