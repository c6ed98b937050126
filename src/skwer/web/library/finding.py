"""All practices: searched in one's own words, narrowed, and for a city like yours; the same as an Atom feed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Membership, Organisation
from skwer.apps.practices.finding import Filters, Match, find_practices, for_city
from skwer.apps.practices.models import CityProfile, Practice, PracticeTheme, Size, Theme
from skwer.values.markdown import to_text
from skwer.web.context import address, with_query
from skwer.web.countries import country_name
from skwer.web.templatetags.words import money
from skwer.web.throttle import is_over, too_many

from .cards import cards, finding
from .reasons import told, understood

PAGE = 24
FEW = 3  # practices for a city like yours, on a page that shows others, too
FEED = 50
SUMS = ("10000", "50000", "250000", "1000000", "10000000")


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """The library: a question in the address, its answers below, as on every list."""
    person: Any = request.user
    q = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]
    if q and is_over(request, "search", limit=60, seconds=60):
        return too_many(request)
    choices = _choices()
    picked = {name: _one_of(request.GET.get(name, ""), values) for name, values in choices.items()}
    literal = request.GET.get("literal") == "1"
    found = find_practices(q, _filters(picked), person, literal=literal)
    page = Paginator(found.keys, PAGE).get_page(request.GET.get("page"))
    narrowed = bool(q or any(picked.values()))
    counts = _counts(found.keys)
    context = {
        "q": q,
        "choices": {name: [("", _EVERYTHING[name]()), *values] for name, values in choices.items()},
        "picked": picked,
        "more": any(picked[name] for name in ("country", "cost", "effort", "has", "language")),
        "narrowed": narrowed,
        "partial": found.partial,
        "understood": understood(found.question),
        "literal": literal,
        "literal_url": _literal(request),
        "title": finding(counts),
        "page": page,
        "total": page.paginator.count,
        "cards": cards(list(page)),
        "near": cards(found.near),
        **_for_city(request, set(found.keys) if narrowed else None),
        "feed_url": address("web:practices_feed"),
    }
    return render(request, "library/practices.html", context)


_EVERYTHING: Mapping[str, Any] = {
    "theme": lambda: _("all themes"),
    "size": lambda: _("any size"),
    "verdict": lambda: _("good and bad"),
    "country": lambda: _("all countries"),
    "cost": lambda: _("any cost"),
    "effort": lambda: _("any effort"),
    "has": lambda: _("with or without"),
    "language": lambda: _("any language"),
}
_HAS = ("kit", "label")


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What one may choose: only themes, countries, sums and languages that some practice has."""
    published = Practice.objects.published()
    rows = published.values_list("country", "currency", "cost_from", "language")
    countries = sorted({row[0] for row in rows if row[0]})
    currencies = sorted({row[1] for row in rows if row[2] is not None})
    themes = set(PracticeTheme.objects.filter(practice__in=published).values_list("theme", flat=True))
    return {
        "theme": [(theme.value, capfirst(str(theme.label))) for theme in Theme if theme in themes],
        "size": [(size.value, capfirst(str(size.label))) for size in Size],
        "verdict": [(value, capfirst(str(label))) for value, label in Practice.Verdict.choices],
        "country": [(code, country_name(code)) for code in countries],
        "cost": [
            (f"{amount}-{currency}", _("from at most %(sum)s") % {"sum": money(amount, currency)})
            for currency in currencies
            for amount in SUMS
        ],
        "effort": [(str(value), capfirst(str(label))) for value, label in Practice.Effort.choices],
        "has": [("kit", _("a kit one can open a call from")), ("label", _("a label"))],
        "language": [(code, capfirst(name)) for code, name in _languages()],
    }


def _languages() -> list[tuple[str, str]]:
    names = {
        "pl": pgettext("language", "Polish"),
        "en": pgettext("language", "English"),
        "nb": pgettext("language", "Norwegian"),
        "cs": pgettext("language", "Czech"),
    }
    return [(code, str(names.get(code, code))) for code, _name in Practice._meta.get_field("language").choices or ()]


def _one_of(value: str, known: list[tuple[str, str]]) -> str:
    return value if value in dict(known) else ""


def _filters(picked: Mapping[str, str]) -> Filters:
    amount, _dash, currency = picked["cost"].partition("-")
    return Filters(
        theme=picked["theme"],
        size=picked["size"],
        country=picked["country"],
        verdict=picked["verdict"],
        effort=int(picked["effort"]) if picked["effort"] else None,
        cost=Decimal(amount) if amount else None,
        currency=currency,
        label=picked["has"] == "label",
        kit=picked["has"] == "kit",
        language=picked["language"],
    )


def _counts(keys: list[int]) -> dict[str, int]:
    counted = Practice.objects.filter(pk__in=keys).order_by().values_list("verdict").annotate(n=Count("pk"))
    return dict(counted)


def _literal(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["literal"] = "1"
    query.pop("page", None)
    return with_query(request.path, query.urlencode())


def _for_city(request: HttpRequest, within: set[int] | None) -> dict[str, Any]:
    """Practices for a city like yours: the one that was chosen, else that of the reader's own desk. While one searches
    only a chosen city is asked about, and only what was found is shown (`within`)."""
    person: Any = request.user
    cities = list(Organisation.objects.cities().order_by("name").defer("geodata"))
    chosen = next((one for one in cities if one.slug == request.GET.get("for")), None)
    mine: set[int] = set()
    if person.is_authenticated:
        mine = set(Membership.objects.desks_of(person).values_list("organisation", flat=True))
    own = next((one for one in cities if one.pk in mine), None)
    city = chosen or (own if within is None else None)
    matches = [m for m in for_city(city) if within is None or m.practice.pk in within] if city is not None else []
    shown = matches if chosen else matches[:FEW]
    query = request.GET.copy()
    if city is not None:
        query["for"] = city.slug
    return {
        "city": city,
        "chosen": chosen.slug if chosen else "",
        "cities": [("", _("any city")), *((one.slug, one.name) for one in cities)],
        "matches": _matched(shown),
        "more_matches": len(matches) - len(shown),
        "matches_url": with_query(request.path, f"{query.urlencode()}#for-city"),
        "profile_url": with_query(address("web:desk_profile"), f"organisation={city.slug}")
        if city is not None and city.pk in mine
        else "",
        "described": CityProfile.objects.filter(organisation=city).exclude(challenges=[]).exists() if city else False,
    }


def _matched(matches: list[Match]) -> list[dict[str, Any]]:
    drawn = {one["url"]: one for one in cards([match.practice.pk for match in matches])}
    rows = []
    for match in matches:
        url = address("web:practice", match.practice.slug)
        rows.append({"card": {**drawn[url], "tag": "article", "level": 3}, "reasons": told(match.reasons)})
    return rows


@require_safe
def atom(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The newest practices everybody may read, for those who read feeds."""
    newest = Practice.objects.visible_to(None).published().select_related("current", "organisation")
    language = (get_language() or "pl")[:2]
    feed = Atom1Feed(
        title=_("Practices from cities"),
        link=settings.ORIGIN + address("web:practices"),
        description=_("What worked, or failed, and where; the newest first."),
        language=language,
        feed_url=settings.ORIGIN + address("web:practices_feed"),
    )
    for practice in newest.order_by("-current__published_at", "-pk")[:FEED]:
        version = practice.current
        if version is None or version.published_at is None:
            continue
        link = settings.ORIGIN + address("web:practice", practice.slug)
        feed.add_item(
            title=version.text("title"),
            link=link,
            description=to_text(version.text("summary")),
            unique_id=link,
            pubdate=version.published_at,
            updateddate=version.published_at,
            author_name=practice.city_name or (practice.organisation.name if practice.organisation else ""),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
