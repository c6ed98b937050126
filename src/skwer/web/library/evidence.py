"""What a practice led to, in words: a finding as heading, the whole as facts, and a table by city."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skwer.overview.evidence import CityEvidence, Evidence, Figure
from skwer.web.templatetags.words import money, number

UNKNOWN = "–"


@dataclass(frozen=True)
class Cell:
    """A figure in words; `note` says of how many calls it is known, where it is not known of all."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One city: its name, what it is, its calls, and its cells in the order of the columns."""

    city: CityEvidence
    what: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    """Everything the page says of the evidence."""

    title: str
    lead: str
    facts: tuple[dict[str, Any], ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    whole: tuple[Cell, ...]


def section(evidence: Evidence) -> Section:
    lines = [Line(row, _what(row), tuple(_cells(row.figures, row.money))) for row in evidence.rows if row.calls]
    return Section(
        title=_title(evidence),
        lead=_running(evidence.running),
        facts=tuple(_facts(evidence)) if lines else (),
        columns=_columns(),
        lines=tuple(lines),
        whole=tuple(_cells(evidence.totals, evidence.money)) if len(lines) > 1 else (),
    )


def _title(evidence: Evidence) -> str:
    """ "12 places in 3 cities", or what is known before a place stands."""
    cities = sum(bool(row.calls) for row in evidence.rows)
    if not cities:
        return _("No call that came of it is decided yet")
    where = ngettext("%(n)s city", "%(n)s cities", cities) % {"n": number(cities)}
    places = evidence.totals["places"].value
    if places:
        made = ngettext("%(n)s place made", "%(n)s places made", int(places)) % {"n": number(places)}
        return _("%(made)s in %(where)s") % {"made": made, "where": where}
    awarded = evidence.totals["awarded"].value or 0
    chosen = ngettext("%(n)s project chosen", "%(n)s projects chosen", int(awarded)) % {"n": number(awarded)}
    return _("%(made)s in %(where)s") % {"made": chosen, "where": where}


def _running(running: int) -> str:
    if not running:
        return ""
    return ngettext(
        "%(n)s more call is under way. It is counted once it is decided.",
        "%(n)s more calls are under way. They are counted once they are decided.",
        running,
    ) % {"n": number(running)}


def _columns() -> tuple[str, ...]:
    return (
        pgettext("evidence", "Proposals"),
        pgettext("evidence", "Chosen"),
        pgettext("evidence", "People who wrote them"),
        pgettext("evidence", "Voters"),
        pgettext("evidence", "Hours of work, confirmed"),
        pgettext("evidence", "Places made"),
        pgettext("evidence", "Standing after two years"),
        pgettext("evidence", "Granted"),
        pgettext("evidence", "Paid"),
    )


def _cells(figures: Any, by_currency: Any) -> Iterator[Cell]:
    for name in ("applications", "awarded", "writers", "voters", "hours", "places"):
        yield _cell(figures[name])
    yield Cell(_stood(figures["stood"], figures["of"]))
    for name in ("granted", "paid"):
        yield _sums([(currency, kinds[name]) for currency, kinds in by_currency.items()])


def _cell(figure: Figure) -> Cell:
    if figure.value is None:
        return Cell(UNKNOWN)
    return Cell(number(figure.value), _known(figure))


def _known(figure: Figure) -> str:
    if not figure.missing:
        return ""
    return _("known of %(n)s of %(all)s calls") % {"n": number(figure.n), "all": number(figure.n + figure.missing)}


def _stood(stood: Figure, of: Figure) -> str:
    """ "9 of 10": of places whose first two years have passed."""
    if stood.value is None or of.value is None:
        return UNKNOWN
    return _("%(stood)s of %(of)s") % {"stood": number(stood.value), "of": number(of.value)}


def _sums(sums: Sequence[tuple[str, Figure]]) -> Cell:
    known = [(currency, figure) for currency, figure in sums if figure.value is not None]
    if not known:
        return Cell(UNKNOWN)
    text = " + ".join(str(money(figure.value or Decimal(0), currency)) for currency, figure in known)
    return Cell(text, "; ".join(filter(None, (_known(figure) for _currency, figure in known))))


def _what(row: CityEvidence) -> str:
    if not row.population:
        return row.country
    said = ngettext("%(n)s resident", "%(n)s residents", row.population) % {"n": number(row.population)}
    return f"{row.country}, {said}" if row.country else said


def _facts(evidence: Evidence) -> Iterator[dict[str, Any]]:
    totals = evidence.totals
    yield {"label": pgettext("evidence", "Proposals"), "value": _cell(totals["applications"]).text}
    yield {"label": pgettext("evidence", "Chosen"), "value": _cell(totals["awarded"]).text}
    yield {
        "label": pgettext("evidence", "Hours of work, confirmed"),
        "value": _cell(totals["hours"]).text,
        "note": _known(totals["hours"]),
    }
    yield {
        "label": pgettext("evidence", "Standing after two years"),
        "value": _stood(totals["stood"], totals["of"]),
        "note": _("of places whose first two years have passed"),
    }
