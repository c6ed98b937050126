"""A practice's record as far as the public record can already write it: from a decided call, or from a place.

What people must say themselves (the problem, what was hard, what another city needs) stays empty: it is not invented.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from skwer.apps.calls.models import Call, Scheme
from skwer.apps.calls.queries import stages_of
from skwer.apps.calls.regulations.sentences import SUPPORT
from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Place
from skwer.apps.practices.contents import LONGEST, LONGEST_PART
from skwer.apps.practices.models import Theme
from skwer.values.money import write_amount
from skwer.values.text import in_language

from .evidence import FIGURES, figures_by_call
from .story import story

WRITTEN = ("pl", "en")
"""Languages the record is begun in: those the texts of calls are made in."""

SHORT, LONG = LONGEST["summary"], LONGEST_PART
NATURE = frozenset({"garden", "tree", "meadow", "water", "courtyard"})
LABELS: Mapping[str, Callable[[], str]] = {
    "applications": lambda: _("Proposals sent"),
    "awarded": lambda: _("Proposals chosen"),
    "writers": lambda: _("People who wrote them"),
    "voters": lambda: _("People who voted"),
    "hours": lambda: _("Hours of residents' work, confirmed"),
    "places": lambda: _("Places made"),
    "stood": lambda: _("Places that stood after two years"),
    "of": lambda: _("Places whose first two years have passed"),
    "granted": lambda: _("Money granted"),
    "paid": lambda: _("Money paid out"),
}


@dataclass(frozen=True)
class Drafted:
    """Texts and facts as `PracticeVersion` keeps them."""

    texts: dict[str, dict[str, str]]
    facts: dict[str, Any]


def from_call(call: Call, *, on: date) -> Drafted:
    """The record of a decided call, with its figures and their source."""
    figures = figures_by_call([call], on).get(call.pk, {})
    source = _address("web:results", slug=call.slug)
    texts = {
        "title": _each(lambda: str(call.title)),
        "summary": _each(lambda: str(call.summary)),
        "context": _each(lambda: _city_in_words(call.organisation)),
        "solution": _each(lambda: _solution(call)),
        "resources": _each(lambda: _resources(call)),
        "timeline": _each(lambda: _timeline(call)),
    }
    facts = {
        **_facts_of(call.organisation),
        "themes": _themes(call),
        "cost": {"from": f"{call.pot:.2f}", "to": f"{call.pot:.2f}", "currency": call.currency},
        "figures": [
            _figure(name, figures[name], call.edition.name, source, call.currency)
            for name in (*FIGURES, "granted", "paid")
            if figures.get(name) is not None
        ],
        "links": [
            {"label": _each(lambda: _("The call")), "url": _address("web:call", slug=call.slug)},
            {"label": _each(lambda: _("Its result")), "url": source},
        ],
    }
    return Drafted(_written(texts), facts)


def from_place(place: Place) -> Drafted:
    """The record of a place that stands, or stood: what it cost, who worked, what was measured."""
    told = story(place)
    source = _address("web:place", number=place.pk)
    texts = {
        "title": _each(lambda: str(place.title)),
        "summary": _each(lambda: Truncator(str(place.summary)).chars(SHORT)),
        "context": _each(lambda: _city_in_words(place.organisation)),
        "solution": _each(lambda: Truncator(str(place.story)).chars(LONG)),
        "participants": _each(lambda: str(place.keepers)),
        "timeline": _each(lambda: _stood(place)),
    }
    figures = [
        {
            "label": _each(lambda measure=measure: str(measure.get_what_display())),
            "value": f"{measure.value:f}",
            "unit": {},
            "period": measure.on.isoformat(),
            "source": measure.how or str(place.title),
            "url": source,
        }
        for measure in told.measures
    ]
    if told.account is not None and told.account.hours_verified:
        figures.append(_figure("hours", told.account.hours_verified, "", source, ""))
    known = place.granted is not None
    facts = {
        **_facts_of(place.organisation),
        "themes": [Theme.PUBLIC_SPACE.value, *([Theme.GREENERY.value] if place.category in NATURE else [])],
        "figures": figures,
        "links": [{"label": _each(lambda: _("The place")), "url": source}],
        **(
            {"cost": {"from": f"{place.granted:.2f}", "to": f"{place.granted:.2f}", "currency": place.currency}}
            if known
            else {}
        ),
    }
    return Drafted(_written(texts), facts)


def _each(said: Callable[[], str]) -> dict[str, str]:
    made = {}
    for language in WRITTEN:
        with override(language):
            made[language] = said().strip()
    return {language: words for language, words in made.items() if words}


def _written(texts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {part: words for part, words in texts.items() if words}


def _facts_of(city: Organisation) -> dict[str, Any]:
    return {
        "city": {
            "name": city.short,
            "country": city.country,
            "population": city.population,
            "population_year": city.population_year,
            "population_source": city.population_source,
        },
        "contact": {"name": city.contact_office, "email": city.contact_email, "phone": city.contact_phone},
    }


def _city_in_words(city: Organisation) -> str:
    if not city.population:
        return str(city.summary)
    number = f"{city.population:,}" if _language() == "en" else f"{city.population:,}".replace(",", "\u00a0")
    said = _("%(city)s has %(number)s residents.") % {"city": city.name, "number": number}
    return f"{said} {city.summary}".strip()


def _solution(call: Call) -> str:
    names = [str(stage.title) for stage in stages_of(call) if stage.title]
    way = _("The stages: %(stages)s.") % {"stages": ", ".join(names)} if names else ""
    support = in_language(SUPPORT[call.edition.scheme.support], _language())
    return "\n\n".join(filter(None, (str(call.description), support, way)))


def _resources(call: Call) -> str:
    language = _language()
    vehicle = dict(Scheme.Vehicle.choices).get(call.edition.scheme.vehicle, "")
    return _("The pot of the call: %(pot)s; one proposal: at most %(most)s. Legal basis: %(vehicle)s.") % {
        "pot": write_amount(call.pot, call.currency, language),
        "most": write_amount(call.request_max, call.currency, language),
        "vehicle": vehicle,
    }


def _timeline(call: Call) -> str:
    lines = []
    for stage in stages_of(call):
        if stage.opened_at is None:
            continue
        opened = _day(timezone.localdate(stage.opened_at))
        if stage.closed_at is None:
            lines.append(_("%(stage)s: since %(day)s") % {"stage": stage.title, "day": opened})
        else:
            closed = _day(timezone.localdate(stage.closed_at))
            lines.append(
                _("%(stage)s: from %(day)s until %(end)s") % {"stage": stage.title, "day": opened, "end": closed}
            )
    return "\n".join(f"- {line}" for line in lines)


def _stood(place: Place) -> str:
    if place.ready_date is None:
        return ""
    ready = _day(place.ready_date)
    if place.gone_on is None:
        return _("The place has been there since %(day)s.") % {"day": ready}
    gone = _day(place.gone_on)
    return _("The place was there from %(day)s until %(end)s.") % {"day": ready, "end": gone}


def _themes(call: Call) -> list[str]:
    found = [Theme.PUBLIC_SPACE.value, Theme.PARTICIPATION.value]
    if call.edition.scheme.vehicle == Scheme.Vehicle.PARTICIPATORY_BUDGET:
        found.append(Theme.PARTICIPATORY_BUDGET.value)
    if any(stage.settings.get("spaces") for stage in stages_of(call)) or call.preset == "temporary-use":
        found.append(Theme.TEMPORARY_USE.value)
    return found


def _figure(name: str, value: Decimal | int, period: str, source: str, currency: str) -> dict[str, Any]:
    money = name in ("granted", "paid")
    return {
        "label": _each(LABELS[name]),
        "value": f"{Decimal(value):f}",
        "unit": dict.fromkeys(WRITTEN, currency) if money else {},
        "period": period,
        "source": _in_polish(lambda: _("public record of the call")) if name != "hours" or period else "",
        "url": source,
    }


def _in_polish(said: Callable[[], str]) -> str:
    with override("pl"):
        return said()


def _day(on: date) -> str:
    """6 grudnia 2026, 6 December 2026."""
    return date_format(on, "j F Y" if _language() == "en" else "j E Y", use_l10n=False)


def _language() -> str:
    return (get_language() or "pl").split("-")[0]


def _address(route: str, **kwargs: object) -> str:
    with override("pl"):
        return f"{settings.ORIGIN}{reverse(route, kwargs=kwargs)}"
