"""Places everybody may see: the plan with its equal list, and each one's own page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Organisation, Person
from skwer.apps.places import access, queries, rules
from skwer.apps.places.models import CATEGORIES, Place, PlaceQuerySet
from skwer.overview.story import story
from skwer.web.context import address

from . import telling
from .cards import card, photo_of, shape

PAGE = 48
SUITS = [(need.key, need.label) for need in access.NEEDS]


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """All places, or those of a city, district, kind, state or day; the plan shows exactly what the list shows."""
    person: Any = request.user
    cities = list(queries.cities_with_places(person))
    chosen = request.GET.get("city", "")
    city = next((c for c in cities if c.slug == chosen), cities[0] if len(cities) == 1 else None)
    known = {
        "district": [(a.code, a.name) for a in city.areas.all()] if city else [],
        "kind": CATEGORIES,
        "state": Place.State.choices,
        "suits": SUITS,
        "keeper": [("wanted", "")],
    }
    given = {name: request.GET.get(name, "") for name in known}
    picked = {name: value if value in dict(known[name]) else "" for name, value in given.items()}
    on = parse_day(request.GET.get("on", ""))
    found = narrowed(person, city, picked, on)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    if city is not None:
        request.city = city  # type: ignore[attr-defined]
    everything = {
        "district": _("all districts"),
        "kind": _("all kinds"),
        "state": _("all states"),
        "suits": pgettext("filter of places", "whoever comes"),
    }
    context = {
        "city": city,
        "cities": [("", _("all cities")), *((c.slug, c.name) for c in cities)] if len(cities) > 1 else [],
        "choices": {name: [("", words), *known[name]] for name, words in everything.items()},
        "picked": picked,
        "on": on.isoformat() if on else "",
        "today": timezone.localdate(),
        "first": queries.first_day(queries.places_for(None, city=city, ever=True)),
        "narrowed": any(picked.values()) or on is not None,
        "total": page.paginator.count,
        "page": page,
        "cards": [card(place) for place in page],
        "all_url": f"{address('web:places_map')}?{urlencode({'city': city.slug, **picked})}" if city else "",
        "home_url": address("web:city", city.slug) if city else address("web:home"),
        "spaces_url": address("web:spaces"),
        "shared_url": address("web:shared_things"),
        "title": _title(page.paginator.count, on),
    }
    return render(request, "places/list.html", context)


def narrowed(
    person: Person | None, city: Organisation | None, picked: Mapping[str, str], on: date | None, *, ever: bool = False
) -> PlaceQuerySet:
    """Places as the fields of the list narrow them; the map's data are narrowed the same way."""
    return queries.places_for(
        person,
        city=city,
        district=picked.get("district", ""),
        category=picked.get("kind", ""),
        state=picked.get("state", ""),
        on=on,
        ever=ever,
        suits=picked.get("suits", ""),
        needs_keeper=picked.get("keeper") == "wanted",
    )


def parse_day(typed: str) -> date | None:
    """A day as the field of a form sends it; None where there is none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _title(count: int, on: date | None) -> str:
    if on is not None:
        stood = ngettext("On %(day)s %(n)s place stood", "On %(day)s %(n)s places stood", count)
        return stood % {"day": date_format(on, "j E Y" if get_language() == "pl" else "j F Y"), "n": count}
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
