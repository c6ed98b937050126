"""Periods, sums and rates of a card as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from skwer.apps.programmes.card import per_cent
from skwer.apps.programmes.models import Phase, Project
from skwer.web.templatetags.words import language, number


def full_day(value: date | None) -> str:
    """ "1 listopada 2025": a card is read for years, so every day has its year."""
    if value is None:
        return ""
    words = date_format(value, "j E Y", use_l10n=False)
    return words if language() == "en" else words.lower()


def between(start: date | None, end: date | None, *, whole_years: bool = False) -> str:
    """ "2023–2029", "1 listopada 2025 – 30 kwietnia 2028", "od 1 listopada 2025", "" where nothing is known."""
    if whole_years:
        years = [str(day.year) for day in (start, end) if day]
        if start and end:
            return "–".join(dict.fromkeys(years))
        if start:
            return _("from %(day)s") % {"day": years[0]}
        return _("until %(day)s") % {"day": years[0]} if end else ""
    if start and end:
        return f"{full_day(start)} – {full_day(end)}"
    if start:
        return _("from %(day)s") % {"day": full_day(start)}
    return _("until %(day)s") % {"day": full_day(end)} if end else ""


def period(project: Project) -> str:
    return between(project.starts_on, project.ends_on, whole_years=project.whole_years)


def rate_words(project: Project, currency: str) -> str:
    """ "80%": grant ÷ eligible expenditure where both are known, else what the agreement states; "" for neither."""
    exact = project.rate(currency)
    value = project.stated_rate if exact is None else per_cent(exact)
    return "" if value is None else percent(value)


def percent(value: Decimal) -> str:
    """In Polish "80%" too: the sign stands close to its figure."""
    return f"{number(value)}%"


def phase_note(phase: Phase) -> str:
    """When a phase runs, as far as it is known."""
    said = [between(phase.starts_on, phase.ends_on)]
    if phase.months and not (phase.starts_on and phase.ends_on):
        said.append(ngettext("%(n)s month", "%(n)s months", phase.months) % {"n": phase.months})
    if phase.decided_on:
        said.append(_("decided on %(day)s") % {"day": full_day(phase.decided_on)})
    return ", ".join(part for part in said if part)


def spoken(thing: Model, names: Iterable[str]) -> dict[str, Any]:
    """The `lang` attribute of each text that is not there in the page's language, for those who have it read aloud."""
    here = (get_language() or "pl")[:2]
    found = {}
    for name in names:
        other = ""
        if not getattr(thing, f"{name}_{here}", None):
            other = next((code for code in ("pl", "en", "nb", "cs") if getattr(thing, f"{name}_{code}", None)), "")
        found[name] = format_html(' lang="{}"', other) if other else ""
    return found


def site_of(url: str) -> str:
    """The name of the site an address leads to: "urbact.eu"."""
    return urlsplit(url).netloc.removeprefix("www.")


def said_in(thing: Model, name: str) -> Any:
    return spoken(thing, [name])[name]
