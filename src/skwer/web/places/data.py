"""All places of a city for the browser's map: columns of small numbers, because there may be thousands of them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.places import queries
from skwer.apps.places.models import Place

from .views import narrowed

MOST_NAMES = 100
GRAIN = 100_000  # fifth decimal of a degree: about a metre
LETTERS = {
    Place.State.BUILDING: "b",
    Place.State.CARED: "c",
    Place.State.REPAIR: "r",
    Place.State.GONE: "g",
}


@require_safe
def places_map(request: HttpRequest) -> HttpResponse:
    """Where the published places of a city lie and when each stood; with `names=1,2,3` what these are called.

    Narrowed by the fields of the list, but for the day: which days each stood is in the data, so that the time slider
    needs no more of them.
    """
    if "names" in request.GET:
        return _names(request.GET["names"])
    city = Organisation.objects.cities().filter(slug=request.GET.get("city", "")).first()
    if city is None:
        raise Http404
    body = json.dumps(columns(city, request.GET), separators=(",", ":")).encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(gzip.compress(body, 6, mtime=0), content_type="application/json")
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def columns(city: Organisation, given: Mapping[str, str]) -> dict[str, Any]:
    """The places by number: `n`, `x`, `y` (degrees times GRAIN) as differences, `s` a letter of the state each,
    `r` the day each was ready (days since 1970, 0: not known), `g` {index: day it went}."""
    picked = {name: given.get(name, "") for name in ("district", "kind", "state", "suits", "keeper")}
    found = narrowed(None, city, picked, None, ever=True)
    rows = list(
        found.filter(lon__isnull=False)
        .select_related(None)
        .order_by("pk")
        .values_list("pk", "lon", "lat", "state", "ready_date", "gone_on")
    )
    return {
        "n": list(_steps(row[0] for row in rows)),
        "x": list(_steps(round(row[1] * GRAIN) for row in rows)),
        "y": list(_steps(round(row[2] * GRAIN) for row in rows)),
        "s": "".join(LETTERS[row[3]] for row in rows),
        "r": [_day(row[4]) for row in rows],
        "g": {k: _day(row[5]) for k, row in enumerate(rows) if row[5]},
    }


def _steps(values: Iterable[int]) -> Iterator[int]:
    """The first value, then by how much each differs from the one before: small numbers pack well."""
    before = 0
    for value in values:
        yield value - before
        before = value


def _day(day: date | None) -> int:
    return (day - date(1970, 1, 1)).days if day else 0


def _names(typed: str) -> HttpResponse:
    numbers = [
        int(part) for part in typed.split(",")[:MOST_NAMES] if part.isascii() and part.isdecimal() and len(part) < 10
    ]
    response = JsonResponse(queries.names_of(None, numbers))
    response["Cache-Control"] = "public, max-age=300"
    return response
