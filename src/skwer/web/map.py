"""A city's map: its own streets and districts for the browser's map, beside the plan drawn on the server."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from skwer.apps.people.fields import plain

from .drawing import plan as plans


def geodata_response(request: HttpRequest, city: Any) -> HttpResponse:
    """The city's GeoJSON; a browser that has it already gets an empty 304."""
    body = json.dumps(
        plain(city.geodata) or {"type": "FeatureCollection", "features": []}, ensure_ascii=False, separators=(",", ":")
    )
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    response = HttpResponse(body, content_type="application/geo+json")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=3600"
    return response


def map_data(geodata: Mapping[str, Any] | None, points: Iterable[plans.Point], geodata_url: str = "") -> dict[str, Any]:
    """What the browser's map needs: points with numbers and links, what to show at first, where streets come
    from, how many metres one unit of a street's width is, and how the plan beside it was projected."""
    shown = list(points)
    unit, project = 10.0, None
    if geodata and geodata.get("features"):
        projection, (left, top, right, bottom) = plans.projection_of(geodata)
        project = [projection.lon0, projection.lat0, projection.x_unit, projection.y_unit]
        west, north = projection.lonlat(left, top)
        east, south = projection.lonlat(right, bottom)
        view, unit = [west, south, east, north], projection.metres
    elif shown:
        west, south, east, north = plans.bounds((p.lon, p.lat) for p in shown)
        view = [west - 0.004, south - 0.003, east + 0.004, north + 0.003]
    else:
        view = []
    return {
        "points": [{"number": p.number, "title": p.title, "href": p.href, "lon": p.lon, "lat": p.lat} for p in shown],
        "view": [round(v, 6) for v in view],
        "unit": round(unit, 3),
        "geodata": geodata_url if geodata else "",
        "style": settings.MAP_STYLE,
        "project": project,
    }
