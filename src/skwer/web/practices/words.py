"""Trials, cases and methods in words and marks: cards, figures, and in which language a text is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from skwer.apps.files.models import Upload
from skwer.apps.practices.models import LANGUAGES, Case, Trial
from skwer.values.text import Text
from skwer.web.context import address
from skwer.web.templatetags.words import day, money, number

# All three verdicts are drawn in ink, as squares of one size: none of them is a lesser one.
CASE_SHAPES = {Case.Verdict.GOOD: "worked", Case.Verdict.MIXED: "partly", Case.Verdict.BAD: "did_not"}
SCENES = {Trial.Kind.PILOT: "courtyard", Trial.Kind.SMALL_ACTION: "bench", Trial.Kind.TRIAL_RUN: "path"}


class Said(NamedTuple):
    """A text, and the `lang` attribute for those who have it read aloud where it is not in the page's language."""

    text: str
    lang: SafeString | str


def language() -> str:
    return (get_language() or "pl")[:2]


def said(thing: models.Model, name: str) -> Said:
    """A translated field as the page shows it."""
    return Said(str(getattr(thing, name) or ""), _lang(lambda code: bool(getattr(thing, f"{name}_{code}", None))))


def said_in(texts: Text) -> Said:
    """The same for a text kept as {"pl": …, "en": …}."""
    order = (language(), *LANGUAGES)
    code = next((code for code in order if texts.get(code)), "")
    return Said(str(texts.get(code, "")), _lang(lambda code: bool(texts.get(code))))


def all_said(thing: models.Model, names: Iterable[str]) -> dict[str, Said]:
    return {name: said(thing, name) for name in names}


def _lang(there: Any) -> SafeString | str:
    if there(language()):
        return ""
    other = next((code for code in LANGUAGES if there(code)), "")
    return format_html(' lang="{}"', other) if other else ""


def mark(trial: Trial) -> tuple[str, str]:
    """(shape, words): the verdict of what has ended, else how far it is."""
    if trial.state == Trial.State.ENDED:
        return str(trial.verdict), capfirst(str(trial.get_verdict_display()))
    shape = "build" if trial.state == Trial.State.RUNNING else "sent"
    return shape, capfirst(str(trial.get_state_display()))


def case_mark(case: Case) -> tuple[str, str]:
    return CASE_SHAPES[Case.Verdict(case.verdict)], capfirst(str(case.get_verdict_display()))


def period(trial: Trial) -> str:
    """ "1 czerwca – 31 sierpnia 2026", or the one day there is."""
    days = [day(one) for one in (trial.starts_on, trial.ends_on) if one]
    return " – ".join(dict.fromkeys(days))


def card(trial: Trial, photo: Upload | None) -> dict[str, Any]:
    """Values of `{% plot %}`: what it taught once it has ended, until then what is supposed."""
    shape, words = mark(trial)
    told = trial.lesson if trial.state == Trial.State.ENDED else trial.hypothesis
    year = trial.ends_on or trial.starts_on
    return {
        "title": trial.title,
        "url": address("web:trial", trial.slug),
        "text": _shortened(str(told)),
        "category": SCENES[Trial.Kind(trial.kind)],
        "seed": trial.pk,
        "photo_url": f"{address('web:file', photo.pk)}?size=small" if photo else "",
        "photo_alt": photo.alt_text if photo else "",
        "state": shape,
        "state_label": words,
        "where": trial.organisation.short,
        "right": f"{capfirst(str(trial.get_kind_display()))}{f', {year.year}' if isinstance(year, date) else ''}",
    }


def _shortened(text: str, most: int = 180) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"


def figures(trial: Trial) -> list[dict[str, str]]:
    """Before, aim, measured: each with its unit; what is not known is left out."""
    rows: list[tuple[str, Decimal | None]] = [
        (_("Before"), trial.baseline),
        (_("Aim"), trial.target),
        (_("Measured"), trial.measured),
    ]
    return [{"label": label, "value": number(value.normalize())} for label, value in rows if value is not None]


def facts(trial: Trial, project_url: str, transfer_url: str = "") -> list[dict[str, Any]]:
    """The facts beside the story; what it belongs to only where its address is given."""
    spent = money(trial.spent, trial.currency)
    return [
        {"label": _("Who tried it"), "value": trial.organisation.name},
        {"label": _("In the project"), "value": trial.project.short if project_url else "", "url": project_url},
        {
            "label": _("Part of the transfer"),
            "value": trial.transfer.title if trial.transfer is not None and transfer_url else "",
            "url": transfer_url,
        },
        {"label": _("Kind"), "value": capfirst(str(trial.get_kind_display()))},
        {"label": _("When"), "value": period(trial)},
        {"label": _("Budget"), "value": money(trial.budget, trial.currency), "big": True},
        {"label": _("Spent"), "value": spent, "big": True, "note": _against(trial)},
    ]


def _against(trial: Trial) -> str:
    """How the money went, where both sums are known."""
    if trial.spent is None or trial.budget is None:
        return ""
    left = trial.budget - trial.spent
    if left > 0:
        return _("%(sum)s less than planned") % {"sum": money(left, trial.currency)}
    if left < 0:
        return _("%(sum)s more than planned") % {"sum": money(-left, trial.currency)}
    return _("exactly as planned")


def finding(counts: dict[str, int]) -> str:
    """The heading of a list: "9 prób: 4 się udały, 3 częściowo, 2 nie"."""
    total = sum(counts.values())
    if not total:
        return _("What was tried")
    head = ngettext("%(n)s trial", "%(n)s trials", total) % {"n": total}
    parts = []
    if n := counts.get(Trial.Verdict.WORKED, 0):
        parts.append(ngettext("%(n)s worked", "%(n)s worked", n) % {"n": n})
    if n := counts.get(Trial.Verdict.PARTLY, 0):
        parts.append(ngettext("%(n)s worked in part", "%(n)s worked in part", n) % {"n": n})
    if n := counts.get(Trial.Verdict.DID_NOT, 0):
        parts.append(ngettext("%(n)s did not work", "%(n)s did not work", n) % {"n": n})
    if parts and (n := counts.get("", 0)):
        parts.append(ngettext("%(n)s is not over", "%(n)s are not over", n) % {"n": n})
    return f"{head}: {', '.join(parts)}" if parts else head


def case_finding(cases: list[Case]) -> str:
    """ "5 przypadków: 2 dobre, 2 częściowo, 1 nieudany"."""
    total = len(cases)
    if not total:
        return _("No cases yet")
    head = ngettext("%(n)s case", "%(n)s cases", total) % {"n": total}
    counts = {verdict: sum(1 for case in cases if case.verdict == verdict) for verdict in Case.Verdict}
    parts = []
    if n := counts[Case.Verdict.GOOD]:
        parts.append(ngettext("%(n)s good practice", "%(n)s good practices", n) % {"n": n})
    if n := counts[Case.Verdict.MIXED]:
        parts.append(ngettext("%(n)s that worked in part", "%(n)s that worked in part", n) % {"n": n})
    if n := counts[Case.Verdict.BAD]:
        parts.append(ngettext("%(n)s that did not work", "%(n)s that did not work", n) % {"n": n})
    return f"{head}: {', '.join(parts)}"
