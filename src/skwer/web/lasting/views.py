"""How long places last: of one city, or of all cities here together; never one city against another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Organisation
from skwer.overview.lasting import ELEMENTS, FEWEST, FEWEST_ENDS, lasting, lives
from skwer.values.tables import csv_lines

from . import telling

COLUMNS = (
    "place", "city", "category", "ready_date", "gone_on", "why_gone", "days", "ended",
    "keepers_soon", "work_hours", "granted", "currency", *ELEMENTS,
)  # fmt: skip


@require_safe
def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The curve, its table, and what goes with lasting."""
    city = _city(request, slug)
    found = lasting(city, on=timezone.localdate())
    request.section = "places"  # type: ignore[attr-defined]
    told = telling.factors(found)
    context = {
        "city": city,
        "found": found,
        "title": telling.finding(found),
        "picture": telling.picture(found),
        "ages": telling.ages(found.whole),
        "factors": [one for one in told if one.picture],
        "unsaid": [one for one in told if not one.picture],
        "fewest": FEWEST,
        "fewest_ends": FEWEST_ENDS,
        "gone": found.whole.curve.ended,
    }
    return render(request, "lasting/page.html", context)


@require_safe
def table(request: HttpRequest, slug: str = "") -> StreamingHttpResponse:
    """One line a place: enough to count everything on the page again. What is not known is an empty cell."""
    city = _city(request, slug)
    rows = [
        [
            one.place.pk,
            one.place.organisation.slug,
            one.place.category,
            one.place.ready_date,
            one.place.gone_on,
            one.place.gone_why,
            one.life.time,
            int(one.life.ended),
            one.keepers,
            one.place.work_hours,
            one.place.granted,
            one.place.currency,
            *((None if one.elements is None else int(one.elements[key])) for key in ELEMENTS),
        ]
        for one in lives(city, on=timezone.localdate())
    ]
    response = StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lasting-{slug or "all"}.csv"'
    return response


def _city(request: HttpRequest, slug: str) -> Organisation | None:
    if not slug:
        return None
    city = get_object_or_404(Organisation.objects.cities(), slug=slug)
    request.city = city  # type: ignore[attr-defined]
    return city
