"""What a city granted and what became of it, for its council and for everybody: by district, theme, applicant, form of
support and edition. Every figure comes from one set of aggregates (`grants.queries.money`), so page, table, paper and
API cannot differ. Currencies are never added up. What is not known is None, never nought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from skwer.apps.calls.applicants import APPLICANTS
from skwer.apps.calls.models import Edition, Scheme
from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.money import Account, added, totals_by
from skwer.apps.people.models import Organisation
from skwer.apps.places.models import CATEGORIES, Area
from skwer.values.money import to_cents
from skwer.values.text import in_language

WHOLE, DISTRICT, THEME, APPLICANT, SUPPORT, EDITION = (
    "whole", "district", "theme", "applicant", "support", "edition",
)  # fmt: skip
# What agreements are parted by, and where it stands in them.
_NAMES = {
    DISTRICT: "district",
    THEME: "category",
    APPLICANT: "applicant_kind",
    SUPPORT: "support",
    EDITION: "edition",
}
PARTS = (DISTRICT, THEME, APPLICANT, SUPPORT, EDITION)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Figures:
    """What is known about a number of agreements in one currency.

    to_pay: granted in money and not paid yet; settled: costs the office accepted; refunded: given back, without
    interest; owed: asked back and not here yet; hours: confirmed, with their value; bought: what the city bought or
    lent. average: of the grants. residents and per_resident: of the district, or of the city for the whole.
    """

    agreements: int
    awarded: Decimal
    average: Decimal
    paid: Decimal | None
    to_pay: Decimal | None
    settled: Decimal | None
    refused: Decimal | None
    refunded: Decimal | None
    owed: Decimal | None
    hours: Decimal | None
    hours_value: Decimal | None
    bought: Decimal | None
    residents: int | None = None
    per_resident: Decimal | None = None


FIGURES = tuple(field.name for field in fields(Figures))


@dataclass(frozen=True)
class Row:
    """One line of a breakdown; `key` is stable ("" for what is not known), `label` in the reader's language."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True)
class Part:
    """One way to part the agreements; the rows' sums make the whole."""

    key: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class InCurrency:
    """Everything granted in one currency."""

    currency: str
    whole: Figures
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Numbers:
    """A city's numbers, of one edition or of all; `editions` are those that have agreements in force once."""

    city: Organisation
    edition: Edition | None
    editions: tuple[Edition, ...]
    currencies: tuple[InCurrency, ...]

    @property
    def agreements(self) -> int:
        return sum(one.whole.agreements for one in self.currencies)


def counted(city: Organisation, edition: Edition | None = None) -> QuerySet[Agreement]:
    """The agreements that count: in force once, and so in the public register."""
    found = Agreement.objects.visible_to(None).filter(organisation=city)
    return found if edition is None else found.filter(edition=edition)


def numbers(city: Organisation, edition: Edition | None = None) -> Numbers:
    """The numbers of a city. A fixed number of queries, however many agreements there are."""
    used = counted(city).order_by().values("edition")
    editions = tuple(Edition.objects.filter(pk__in=used).select_related("scheme").order_by("-name", "scheme__name"))
    cube = totals_by(counted(city, edition), *_NAMES.values())
    areas = {area.pk: area for area in Area.objects.filter(organisation=city).defer("outline")}
    named = {
        DISTRICT: lambda key: areas[key].name if key in areas else _("district not known"),
        THEME: lambda key: str(dict(CATEGORIES).get(key, _("kind of place not known"))),
        APPLICANT: lambda key: in_language(APPLICANTS[key]) if key in APPLICANTS else _("applicant not known"),
        SUPPORT: lambda key: str(dict(Scheme.Support.choices).get(key, key)),
        EDITION: lambda key: next((edition_name(one) for one in editions if one.pk == key), ""),
    }
    return Numbers(city, edition, editions, tuple(_currencies(city, cube, named, areas)))


def edition_name(edition: Edition) -> str:
    return f"{edition.scheme.name}, {edition.name}"


def flat(found: Numbers) -> Iterator[dict[str, Any]]:
    """Every line as a mapping: part, key, label, currency and the figures. Tables and the API are made from it."""
    for one in found.currencies:
        lines = [(WHOLE, Row("", found.city.name, one.whole))]
        lines += [(part.key, row) for part in one.parts for row in part.rows]
        for part, row in lines:
            figures = {name: getattr(row.figures, name) for name in FIGURES}
            yield {"part": part, "key": row.key, "label": row.label, "currency": one.currency, **figures}


def _currencies(
    city: Organisation,
    cube: Mapping[tuple[Any, ...], Account],
    named: Mapping[str, Callable[[Any], str]],
    areas: Mapping[int, Area],
) -> Iterator[InCurrency]:
    for currency in sorted({key[-1] for key in cube}, key=lambda one: (one != "PLN", one)):
        here = {key: account for key, account in cube.items() if key[-1] == currency}
        whole = figures_of(added(here.values()), city.population)
        parts = []
        for place, part in enumerate(PARTS):
            groups: dict[Any, list[Account]] = {}
            for key, account in here.items():
                groups.setdefault(key[place], []).append(account)
            rows = [
                Row(
                    _stable(part, value, areas),
                    named[part](value),
                    figures_of(added(group), areas[value].residents if part == DISTRICT and value in areas else None),
                )
                for value, group in groups.items()
            ]
            # The most first; what is not known last; equal sums by name.
            rows.sort(key=lambda row: (not row.key, -row.figures.awarded, row.label))
            parts.append(Part(part, tuple(rows)))
        yield InCurrency(currency, whole, tuple(parts))


def _stable(part: str, value: Any, areas: Mapping[int, Area]) -> str:
    if part == DISTRICT:
        return areas[value].code if value in areas else ""
    return "" if value is None else str(value)


def figures_of(account: Account, residents: int | None = None) -> Figures:
    """What an account says to readers. Where nothing of a kind was ever on record, the figure is not known (None)."""
    in_money = account.granted_in_money > 0
    answered = bool(account.settled or account.accepted or account.refused)
    asked_back = account.due_back > 0
    worked = account.hours_pledged > 0 or account.hours_logged > 0
    in_kind = account.in_kind > 0 or account.bought > 0 or account.lent > 0
    return Figures(
        agreements=account.count,
        awarded=account.awarded,
        average=to_cents(account.awarded / account.count),
        paid=account.paid if in_money else None,
        to_pay=account.planned + account.due + account.ordered + account.withheld if in_money else None,
        settled=account.accepted if answered else None,
        refused=account.refused if answered else None,
        refunded=account.refunded if asked_back else None,
        owed=account.outstanding if asked_back else None,
        hours=account.hours_verified if worked else None,
        hours_value=account.hours_value if worked else None,
        bought=account.bought + account.lent if in_kind else None,
        residents=residents or None,
        per_resident=(account.awarded / residents).quantize(_CENT, ROUND_HALF_UP) if residents else None,
    )
