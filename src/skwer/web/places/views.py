"""Places everybody may see: the plan with its equal list, and each one's own page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.places import queries, rules
from skwer.apps.places.models import CATEGORIES, Place
from skwer.overview.story import story
from skwer.web.context import address

from . import telling
from .cards import card, photo_of, shape

PAGE = 48


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """All places, or those of a city, district, kind or state; the plan shows exactly what the list shows."""
    person: Any = request.user
    cities = list(queries.cities_with_places(person))
    chosen = request.GET.get("city", "")
    city = next((c for c in cities if c.slug == chosen), cities[0] if len(cities) == 1 else None)
    known = {
        "district": [(a.code, a.name) for a in city.areas.all()] if city else [],
        "kind": CATEGORIES,
        "state": Place.State.choices,
    }
    given = {name: request.GET.get(name, "") for name in known}
    picked = {name: value if value in dict(known[name]) else "" for name, value in given.items()}
    found = queries.places_for(
        person, city=city, district=picked["district"], category=picked["kind"], state=picked["state"]
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    if city is not None:
        request.city = city  # type: ignore[attr-defined]
    everything = {"district": _("all districts"), "kind": _("all kinds"), "state": _("all states")}
    context = {
        "city": city,
        "cities": [("", _("all cities")), *((c.slug, c.name) for c in cities)] if len(cities) > 1 else [],
        "choices": {name: [("", everything[name]), *values] for name, values in known.items()},
        "picked": picked,
        "narrowed": any(picked.values()),
        "total": page.paginator.count,
        "page": page,
        "cards": [card(place) for place in page],
        "home_url": address("web:city", city.slug) if city else address("web:home"),
        "title": _title(page.paginator.count),
    }
    return render(request, "places/list.html", context)


def _title(count: int) -> str:
    if not count:
        return _("Places")
    return ngettext("%(n)s place that people made", "%(n)s places that people made", count) % {"n": count}


@require_safe
def place(request: HttpRequest, number: int) -> HttpResponse:
    """One place: what it is, who looks after it until when, and how it came to be."""
    person: Any = request.user
    visible = Place.objects.visible_to(person).select_related("organisation", "district", "photo")
    one = get_object_or_404(visible, pk=number)
    city = one.organisation
    request.city = city  # type: ignore[attr-defined]
    told = story(one)
    proposal = told.proposal
    proposal_url = address("web:proposal", proposal.call.slug, proposal.number) if proposal else ""
    day = timezone.localdate()
    context = {
        "place": one,
        "city": city,
        "day": day,
        "shape": shape(one),
        "photo": photo_of(one),
        "pairs": [[telling.shot(picture) for picture in pair] for pair in told.pairs],
        "shots": [telling.shot(picture) for picture in told.pictures],
        "chapters": [telling.chapter(c, told, proposal_url) for c in told.chapters],
        "keepers": ", ".join(telling.keepers_of(told)),
        "proposal": proposal,
        "proposal_url": proposal_url,
        "facts": telling.figures(told),
        "measures": telling.measures(told),
        "spoken": {name: _spoken(one, name) for name in ("title", "summary", "story")},
        "cared_until": one.care_until if one.care_until and one.care_until >= day else None,
        "edit_url": address("web:desk_place", one.pk) if rules.may_change(person, one) else "",
        "city_url": address("web:city", city.slug),
    }
    return render(request, "places/place.html", context)


def _spoken(one: Place, name: str) -> str:
    """The `lang` attribute of a text that is not there in the page's language, for those who have it read aloud."""
    language = (get_language() or "pl")[:2]
    if getattr(one, f"{name}_{language}", None):
        return ""
    other = next((code for code in ("pl", "en", "nb", "cs") if getattr(one, f"{name}_{code}", None)), "")
    return format_html(' lang="{}"', other) if other else ""
