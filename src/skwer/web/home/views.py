"""The start page, the cities of the installation, and the page of one city."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.calls.models import Call
from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Place
from skwer.apps.programmes.queries import projects_for
from skwer.overview.city import city_numbers
from skwer.web.calls.rows import call_rows
from skwer.web.context import address, with_query
from skwer.web.places.cards import card
from skwer.web.projects.rows import project_row

PLACES = 4
# More squares than this would be one grey patch, and a page nobody on a phone wants to wait for.
ON_PLAN = 300
PAST = 5
PROJECTS = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One city: its page. Several: the cities, with what is open in each. None: how to begin."""
    found = list(Organisation.objects.cities()[:2])
    if not found:
        return render(request, "home/empty.html", {"operator": getattr(request.user, "is_staff", False)})
    if len(found) == 1:
        return _city(request, found[0])
    return _cities(request)


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """All cities of the installation."""
    return _cities(request)


def _cities(request: HttpRequest) -> HttpResponse:
    listed = list(Organisation.objects.cities().defer("geodata"))
    now = timezone.now()
    running = Call.objects.visible_to(None).filter(state=Call.State.ANNOUNCED).order_by("-announced_at")
    rows = call_rows(list(running.select_related("organisation").prefetch_related("stages")), now)
    by_city: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_city.setdefault(row["city"].pk, []).append(row)
    # Where something is open one can do something today; those cities stand first.
    listed.sort(key=lambda one: (one.pk not in by_city, one.name))
    context = {
        "cities": [
            {"city": one, "url": address("web:city", one.slug), "open": by_city.get(one.pk, [])} for one in listed
        ],
        "running": rows,
    }
    return render(request, "home/cities.html", context)


@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """What goes on in one city, the places its people made, and the money."""
    return _city(request, get_object_or_404(Organisation.objects.cities(), slug=slug))


def _city(request: HttpRequest, one: Organisation) -> HttpResponse:
    request.city = one  # type: ignore[attr-defined]
    now = timezone.now()
    calls = Call.objects.visible_to(None).of_city(one).order_by("-announced_at", "-pk")
    rows = call_rows(list(calls.select_related("organisation").prefetch_related("stages")), now)
    running = [row for row in rows if row["running"]]
    acting = [row for row in running if row["acts"]]
    here = Place.objects.visible_to(None).of_city(one).exclude(state=Place.State.GONE)
    places = list(here.select_related("district", "photo")[:ON_PLAN])
    projects = list(projects_for(None, organisation=one))
    numbers = city_numbers(one)
    context = {
        "city": one,
        "running": running,
        "past": [row for row in rows if not row["running"]][:PAST],
        "acting": acting[:2],
        "places": [card(place) for place in places],
        "shown": [card(place) for place in _shown(places)],
        "numbers": numbers,
        "doors": _doors(one),
        "projects": [project_row(project) for project in projects[:PROJECTS]],
        "projects_number": len(projects),
        "calls_url": f"{address('web:calls')}?city={one.slug}",
    }
    return render(request, "home/city.html", context)


def _doors(one: Organisation) -> list[dict[str, str]]:
    """What else is there for people of this city, each with what one finds behind it."""
    here = f"city={one.slug}"
    doors = [
        (
            _("Vacant spaces"),
            _("Empty shops, rooms and land, to use for a time"),
            with_query(address("web:spaces"), here),
        ),
        (
            _("Shared things"),
            _("Tools, tents and rooms to borrow, by calendar"),
            with_query(address("web:shared_things"), here),
        ),
        (_("What lasts"), _("How long places stand, and what goes with it"), address("web:city_lasting", one.slug)),
        (_("Trust"), _("What residents say before and after an edition"), address("web:trust", one.slug)),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in doors if url]


def _shown(places: list[Place]) -> list[Place]:
    """The newest places that are there, and the newest one that is being built."""
    coming = [place for place in places if place.state == Place.State.BUILDING]
    there = [place for place in places if place.state != Place.State.BUILDING]
    return (there[: PLACES - 1] + coming[:1] + there[PLACES - 1 :] + coming[1:])[:PLACES]
