"""Vacant spaces everybody may see: the plan with its equal list, and each one's own page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.places import access
from skwer.apps.spaces import queries, rules
from skwer.apps.spaces.models import USES, UTILITIES, Space, Visit, Wish
from skwer.web.context import address, with_query

from .cards import area_words, card, fee_words, free_words, photo_of, scene, shape, spoken
from .reasons import listed

PAGE = 24
LEAST = ("20", "50", "100", "200", "400")
SHOWN_STATES = (Space.State.FREE, Space.State.TALKS, Space.State.IN_USE)


@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """All spaces of the inventory, narrowed; the plan shows exactly what the list shows."""
    person: Any = request.user
    cities = list(queries.cities_with_spaces(person))
    chosen = request.GET.get("city", "")
    city = next((c for c in cities if c.slug == chosen), cities[0] if len(cities) == 1 else None)
    states = [(s.value, s.label) for s in SHOWN_STATES]
    known: dict[str, Any] = {
        "district": [(a.code, a.name) for a in city.areas.all()] if city else [],
        "kind": Space.Kind.choices,
        "use": USES,
        "state": states,
        "least": [(n, _("from %(n)s m²") % {"n": n}) for n in LEAST],
        "need": [(need.key, need.label) for need in access.NEEDS],
    }
    given = {name: request.GET.get(name, "") for name in known}
    picked = {name: value if value in dict(known[name]) else "" for name, value in given.items()}
    least = picked["least"]
    del picked["least"]
    metres = Decimal(least) if least else None
    found = queries.spaces_for(person, city=city, least=metres, **picked)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    if city is not None:
        request.city = city  # type: ignore[attr-defined]
    everything = {
        "district": _("all districts"), "kind": _("all kinds"), "use": _("any use"), "state": _("all states"),
        "least": _("any area"), "need": pgettext("whom it suits", "everybody"),
    }  # fmt: skip
    context = {
        "city": city,
        "cities": [("", _("all cities")), *((c.slug, c.name) for c in cities)] if len(cities) > 1 else [],
        "choices": {name: [("", everything[name]), *values] for name, values in known.items()},
        "picked": picked,
        "least": least,
        "narrowed": any(picked.values()) or bool(least),
        "total": page.paginator.count,
        "page": page,
        "cards": [card(space) for space in page],
        "home_url": address("web:city", city.slug) if city else address("web:home"),
        "wish_url": with_query(address("web:wish_new"), f"city={city.slug}" if city else ""),
        "my_wishes": person.is_authenticated and Wish.objects.of(person).exists(),
        "desk_url": address("web:desk_spaces", city.slug) if city and rules.may_read_spaces_desk(person, city) else "",
        "title": _title(page.paginator.count),
    }
    return render(request, "spaces/list.html", context)


def _title(count: int) -> str:
    if not count:
        return _("Vacant spaces")
    return ngettext("%(n)s space looks for somebody", "%(n)s spaces look for somebody", count) % {"n": count}


@require_safe
def space(request: HttpRequest, number: int) -> HttpResponse:
    """One space: what it is like, for whom, on what terms, when it can be looked at, and who uses it."""
    person: Any = request.user
    at = timezone.now()
    visible = Space.objects.visible_to(person).select_related("organisation", "district", "cover")
    one = get_object_or_404(visible, pk=number)
    request.city = one.organisation  # type: ignore[attr-defined]
    photo = photo_of(one)
    to_have = one.state in queries.TO_HAVE and one.published_at is not None
    context = {
        "space": one,
        "city": one.organisation,
        "shape": shape(one),
        "scene": scene(one),
        "photo": photo,
        "photos": _photos(one, photo),
        "facts": _facts(one),
        "uses": [label for key, label in USES if key in one.uses],
        "spoken": {n: spoken(one, n) for n in ("title", "summary", "condition", "hazards", "constraints")},
        "to_have": to_have,
        "viewings": _viewings(one, person, at) if to_have else [],
        "point": [card(one)] if one.lon is not None else [],
        "wish_url": with_query(address("web:wish_new"), f"city={one.organisation.slug}"),
        "edit_url": address("web:desk_space", one.pk) if rules.may_read_spaces_desk(person, one.organisation) else "",
    }
    return render(request, "spaces/space.html", context)


def _photos(one: Space, cover: Upload | None) -> list[Upload]:
    rows = Upload.objects.filter(
        holder_kind="space", holder_key=str(one.pk), kind="photo", audience=Upload.Audience.HOLDER
    )
    return list(rows.exclude(pk=cover.pk if cover else None).order_by("uploaded_at", "pk"))


def _viewings(one: Space, person: Person, at: Any) -> list[dict[str, Any]]:
    coming = list(queries.viewings_of(one, at)[:20])
    mine: set[int] = set()
    if person.is_authenticated:
        held = Visit.objects.filter(viewing__in=coming, person=person, cancelled_at__isnull=True)
        mine = set(held.values_list("viewing", flat=True))
    return [
        {
            "viewing": viewing,
            "left": max(0, viewing.capacity - viewing.taken),  # type: ignore[attr-defined]
            "mine": viewing.pk in mine,
            "url": address("web:viewing_book", one.pk, viewing.pk),
        }
        for viewing in coming
    ]


def _facts(one: Space) -> list[dict[str, Any]]:
    return [
        {"label": pgettext("square metres", "Area"), "value": area_words(one), "big": True},
        {"label": _("Kind"), "value": capfirst(one.get_kind_display())},
        {"label": _("Owner"), "value": capfirst(one.get_owner_display())},
        {"label": _("Where"), "value": ", ".join(str(p) for p in (one.address, one.district) if p)},
        {"label": _("Parcel"), "value": one.parcel},
        {"label": pgettext("space", "Free"), "value": free_words(one)},
        {"label": _("For how long"), "value": _span(one)},
        {"label": _("Fee"), "value": capfirst(fee_words(one))},
        {"label": _("Notice"), "value": _days(one.notice_days)},
        {"label": _("What it has"), "value": capfirst(listed(one.utilities, UTILITIES))},
    ]


def _days(count: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}


def _span(one: Space) -> str:
    """Shortest and longest time, in days."""
    if one.least_days == one.most_days:
        return _days(one.most_days)
    if one.least_days <= 1:
        most = one.most_days
        return ngettext("at most %(n)s day", "at most %(n)s days", most) % {"n": most}
    return ngettext("%(least)s–%(n)s day", "%(least)s–%(n)s days", one.most_days) % {
        "least": one.least_days,
        "n": one.most_days,
    }
