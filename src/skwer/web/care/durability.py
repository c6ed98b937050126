"""The register of owed care for everybody, and with officers' names for the desk and auditors (A6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import may_read_desk
from skwer.apps.places.models import Breach, Inspection, Place, PlaceQuerySet
from skwer.apps.places.queries.inspections import owed_once, owing_now, owing_places
from skwer.overview.durability import COLUMNS, INSIDE, Owing, register_of, table
from skwer.values.tables import csv_lines
from skwer.web.context import address
from skwer.web.desk.doors import desk_city

from .inspections import BREACH_SHAPES, RESULT_SHAPES, VISIT_SHAPES, VISIT_WORDS

PAGE = 25
CHUNK = 200


@require_safe
def durability(request: HttpRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    """Which places owe care, until when, and what the city saw there; `?format=csv` the same as a table."""
    city = get_object_or_404(Organisation.objects.cities(), slug=slug)
    request.city = city  # type: ignore[attr-defined]
    person: Any = request.user
    desk = address("web:desk_durability", city.slug) if may_read_desk(person, city) else ""
    return _page(request, city, None, inside=False, other=desk)


@desk_city
@require_safe
def desk_durability(request: HttpRequest, city: Organisation) -> HttpResponse | StreamingHttpResponse:
    """The same with the officers' names and places nobody else sees yet."""
    person: Any = request.user
    request.section = "desk"  # type: ignore[attr-defined]
    return _page(request, city, person, inside=True, other=address("web:durability", city.slug))


def _page(
    request: HttpRequest, city: Organisation, person: Person | None, *, inside: bool, other: str
) -> HttpResponse | StreamingHttpResponse:
    on = timezone.localdate()
    view = request.GET.get("view", "now")
    everything = owing_places(city, person)
    narrowed: dict[str, PlaceQuerySet] = {
        "now": owing_now(everything, on),
        "over": owed_once(everything, on),
        "all": everything,
    }
    view = view if view in narrowed else "now"
    found = narrowed[view]
    if request.GET.get("format") == "csv":
        return _csv(request, city, found, on, inside=inside)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "csv"
    context = {
        "city": city,
        "inside": inside,
        "other": other,
        "finding": _finding(city, person, on),
        "page": page,
        "rows": [_row(one) for one in register_of(page, on)],
        "view": view,
        "views": [("now", _("care is owed now")), ("over", _("the time of care is over")), ("all", _("all"))],
        "csv_url": f"?{query.urlencode()}",
        "on": on,
    }
    return render(request, "care/durability.html", context)


def _row(row: Owing) -> dict[str, Any]:
    return {
        "row": row,
        "place": row.place,
        "leads": [one.organisation.name for one in row.place.leading if one.organisation],  # type: ignore[attr-defined]
        "visits": [
            {
                "visit": visit,
                "one": visit.inspection,
                "shape": RESULT_SHAPES.get(visit.inspection.result, VISIT_SHAPES[visit.state]),
                "words": visit.inspection.get_result_display() if visit.inspection.result else VISIT_WORDS[visit.state],
            }
            for visit in row.visits
        ],
        "breaches": [(breach, BREACH_SHAPES[Breach.State(breach.state)]) for breach in row.breaches],
    }


def _finding(city: Organisation, person: Person | None, on: date) -> str:
    """What an auditor wants to know first: is every visit held whose day has come?"""
    places = Place.objects.visible_to(person).of_city(city).filter(care_from__isnull=False)
    came = Inspection.objects.filter(place__in=places.values("pk"), cancelled_at=None)
    held = came.filter(held_on__isnull=False).count()
    late = came.filter(held_on=None, planned_on__lt=on).exclude(place__state=Place.State.GONE).count()
    if not held and not late:
        return _("No inspection was due yet")
    if not late:
        return ngettext("The one inspection due was held", "All %(n)s inspections due were held", held) % {"n": held}
    due = held + late
    return ngettext("%(held)s of %(n)s inspection due was held", "%(held)s of %(n)s inspections due were held", due) % {
        "held": held,
        "n": due,
    }


def _csv(
    request: HttpRequest, city: Organisation, found: PlaceQuerySet, on: date, *, inside: bool
) -> StreamingHttpResponse:
    columns = [*COLUMNS, *(INSIDE if inside else ())]

    def photo_url(upload: Any) -> str:
        return request.build_absolute_uri(address("web:file", upload.pk))

    def lines() -> Iterator[list[Any]]:
        keys = list(found.values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            some = found.filter(pk__in=keys[start : start + CHUNK])
            for line in table(register_of(some, on), inside=inside, photo_url=photo_url):
                yield ["" if line.get(name) is None else line.get(name, "") for name in columns]

    response = StreamingHttpResponse(csv_lines(columns, lines()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{city.slug}-durability.csv"'
    return response
