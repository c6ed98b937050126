"""A city's numbers in words: findings as headings, columns, bars, and the paper for the council."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skwer.overview.numbers import APPLICANT, DISTRICT, EDITION, SUPPORT, THEME, Figures, InCurrency, Numbers, Part, Row
from skwer.web.drawing import bars
from skwer.web.papers import Column, Table
from skwer.web.templatetags.words import money, number

UNKNOWN = "–"


@dataclass(frozen=True)
class Told:
    """One line of a breakdown in words; `sums` in the order of `columns`."""

    label: str
    bar: SafeString
    sums: tuple[str, ...]


@dataclass(frozen=True)
class ToldPart:
    """A breakdown: its finding, how it is parted, its columns, its lines and the whole as the last one."""

    key: str
    title: str
    by: str
    columns: tuple[str, ...]
    rows: tuple[Told, ...]
    whole: Told


@dataclass(frozen=True)
class Section:
    """Everything in one currency: the whole as facts, then the breakdowns."""

    currency: str
    title: str
    facts: tuple[dict[str, Any], ...]
    parts: tuple[ToldPart, ...]


def finding(found: Numbers) -> str:
    """The page in a sentence: "34 agreements: 412 000 zł granted, 280 000 zł settled."."""
    if not found.agreements:
        return _("No agreement is in force yet")
    granted = _listed(money(one.whole.awarded, one.currency) for one in found.currencies)
    said = ngettext(
        "%(granted)s granted in %(n)s agreement", "%(granted)s granted in %(n)s agreements", found.agreements
    )
    return said % {"granted": granted, "n": number(found.agreements)}


def sections(found: Numbers) -> list[Section]:
    """Currency by currency; nothing is converted or added up across them."""
    return [
        Section(
            one.currency,
            _what_became(one),
            tuple(_facts(one, found)),
            tuple(_part(part, one) for part in one.parts if len(part.rows) > 1 or part.key != EDITION),
        )
        for one in found.currencies
    ]


def tables(found: Numbers) -> list[Table]:
    """The same for the paper: a table a breakdown, the whole in the last line of each."""
    made = []
    for section in sections(found):
        for part in section.parts:
            title = f"{part.by} ({section.currency})" if len(found.currencies) > 1 else part.by
            columns = [Column(part.by, share=3), *(Column(words, figures=True) for words in part.columns)]
            rows = [[row.label, *row.sums] for row in part.rows]
            totals = [[part.whole.label, *part.whole.sums]] if len(rows) > 1 else []
            made.append(Table(columns, rows, title=title, totals=totals, note=part.title))
    return made


def residents(found: Numbers) -> str:
    """Where the number of residents is from: "5 600 residents in 2024 (GUS)", or that none is known."""
    city = found.city
    if not city.population:
        return _("The city has not said how many people live in it, so nothing is counted per resident.")
    said = ngettext("%(n)s resident", "%(n)s residents", city.population) % {"n": number(city.population)}
    if city.population_year:
        said = _("%(residents)s in %(year)s") % {"residents": said, "year": city.population_year}
    return f"{said} ({city.population_source})" if city.population_source else said


def _what_became(one: InCurrency) -> str:
    whole = one.whole
    if whole.settled is not None:
        return _("%(settled)s accounted for, of %(granted)s granted") % {
            "settled": money(whole.settled, one.currency),
            "granted": money(whole.awarded, one.currency),
        }
    if whole.paid:
        return _("%(paid)s paid, nothing accounted for yet") % {"paid": money(whole.paid, one.currency)}
    return _("%(granted)s granted") % {"granted": money(whole.awarded, one.currency)}


def _facts(one: InCurrency, found: Numbers) -> Iterator[dict[str, Any]]:
    whole, currency = one.whole, one.currency
    yield {"label": _("Granted"), "value": money(whole.awarded, currency), "big": True}
    yield {"label": _("Paid"), "value": _sum(whole.paid, currency), "big": True, "note": _still(whole, currency)}
    yield {
        "label": _("Accounted for"),
        "value": _sum(whole.settled, currency),
        "big": True,
        "note": _("Not accepted: %(sum)s") % {"sum": money(whole.refused, currency)} if whole.refused else "",
    }
    yield {
        "label": _("Given back"),
        "value": _sum(whole.refunded, currency),
        "big": True,
        "note": _("Still owed: %(sum)s") % {"sum": money(whole.owed, currency)} if whole.owed else "",
    }
    if whole.hours is not None:
        value = money(whole.hours_value, currency)
        note = _("Worth %(sum)s at the scheme's rate") % {"sum": value} if whole.hours_value else ""
        yield {"label": _("Hours residents gave"), "value": number(whole.hours), "note": note}
    if whole.bought is not None:
        yield {"label": _("Bought or lent by the city"), "value": money(whole.bought, currency)}
    yield {"label": _("Average grant"), "value": money(whole.average, currency)}
    if whole.per_resident is not None:
        yield {"label": _("Per resident"), "value": money(whole.per_resident, currency), "note": residents(found)}


def _still(whole: Figures, currency: str) -> str:
    return _("Not paid yet: %(sum)s") % {"sum": money(whole.to_pay, currency)} if whole.to_pay else ""


def _part(part: Part, one: InCurrency) -> ToldPart:
    figures = [row.figures for row in part.rows] + [one.whole]
    shown = [column for column in _columns(part.key) if any(getattr(f, column[0]) is not None for f in figures)]
    most = max((row.figures.awarded for row in part.rows), default=Decimal(0))
    rows = tuple(_told(row, shown, one.currency, most) for row in part.rows)
    whole = _told(Row("", _("Together"), one.whole), shown, one.currency, one.whole.awarded)
    columns = tuple(words for _name, words in shown)
    return ToldPart(part.key, _heading(part, one.currency), by_words(part.key), columns, rows, whole)


def _columns(key: str) -> list[tuple[str, str]]:
    columns = [
        ("agreements", _("Agreements")),
        ("awarded", _("Granted")),
        ("average", _("Average")),
        ("paid", _("Paid")),
        ("settled", _("Accounted for")),
        ("refunded", _("Given back")),
        ("owed", _("Still owed")),
        ("hours", _("Hours given")),
        ("bought", _("Bought or lent")),
    ]
    if key == DISTRICT:
        columns.append(("per_resident", _("Per resident")))
    return columns


def by_words(key: str) -> str:
    """What a breakdown is by."""
    return {
        DISTRICT: _("By district"),
        THEME: _("By kind of place"),
        APPLICANT: _("By applicant"),
        SUPPORT: _("By form of support"),
        EDITION: _("By edition"),
    }[key]


def _heading(part: Part, currency: str) -> str:
    """What the breakdown shows, in a sentence: where most went, or that everything went to one."""
    first = part.rows[0]
    facts = {"label": first.label, "sum": money(first.figures.awarded, currency)}
    if not first.key:
        return {
            DISTRICT: _("No agreement says in which district it is"),
            THEME: _("No agreement says what kind of place it is"),
        }.get(part.key, by_words(part.key))
    if len(part.rows) == 1:
        return _("All of it: %(label)s") % facts
    return {
        DISTRICT: _("Most went to the district %(label)s: %(sum)s"),
        THEME: _("Most was granted for %(label)s: %(sum)s"),
        APPLICANT: _("Most was granted to: %(label)s, %(sum)s"),
        SUPPORT: _("Most was given in this form: %(label)s, %(sum)s"),
        EDITION: _("The largest edition: %(label)s, %(sum)s"),
    }[part.key] % facts


def _told(row: Row, shown: list[tuple[str, str]], currency: str, most: Decimal) -> Told:
    figures = row.figures
    settled = figures.settled or Decimal(0)
    paid = max((figures.paid or Decimal(0)) - settled, Decimal(0))
    rest = max(figures.awarded - settled - paid, Decimal(0))
    drawn = mark_safe(bars.bar([settled, paid, rest], most or 1))
    sums = tuple(_cell(name, getattr(figures, name), currency) for name, _words in shown)
    return Told(row.label, drawn, sums)


def _cell(name: str, value: Any, currency: str) -> str:
    if value is None:
        return UNKNOWN
    return number(value) if name in ("agreements", "hours") else money(value, currency)


def _sum(value: Decimal | None, currency: str) -> str:
    return pgettext("sum", "not known yet") if value is None else money(value, currency)


def _listed(words: Iterator[str]) -> str:
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return _("%(first)s and %(last)s") % {"first": ", ".join(listed[:-1]), "last": listed[-1]}
