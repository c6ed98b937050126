"""Two or three practices side by side: facts first, then each part of the records."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from skwer.apps.practices.kits import law
from skwer.apps.practices.models import Kit, KitVersion, Practice, Theme, Transfer
from skwer.values.text import in_language
from skwer.web.context import address
from skwer.web.practices.words import Said, said_in
from skwer.web.templatetags.words import day, number

from .cards import where
from .parts import STORY, name_of
from .record import cost_of, unit_of

PLACES = ("a", "b", "c")
MOST_CHOICES = 500


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """`?a=&b=&c=`: slugs of practices. What nobody can read is left out, and one named twice stands once."""
    person: Any = request.user
    shown = Practice.objects.visible_to(person).filter(current__isnull=False)
    wanted = [request.GET.get(place, "")[:80] for place in PLACES]
    found = {
        practice.slug: practice
        for practice in shown.filter(slug__in=wanted)
        .select_related("current", "organisation")
        .prefetch_related("themes")
    }
    chosen = [found[slug] for slug in dict.fromkeys(wanted) if slug in found]
    offered = shown.filter(retired_at__isnull=True).select_related("current").order_by("-created_at", "-pk")
    titles = {practice.slug: practice.title for practice in [*chosen, *offered[:MOST_CHOICES]]}
    choices = [("", _("choose a practice")), *sorted(titles.items(), key=lambda pair: pair[1].casefold())]
    picked = [chosen[place].slug if place < len(chosen) else "" for place in range(len(PLACES))]
    context = {
        "fields": list(zip(PLACES, _labels(), picked, strict=True)),
        "choices": choices,
        "heads": [_head(practice) for practice in chosen],
        "rows": _rows(chosen) if len(chosen) > 1 else [],
        "one": len(chosen) == 1,
        "title": _title(len(chosen)),
    }
    return render(request, "library/compare.html", context)


def _labels() -> list[str]:
    return [_("First practice"), _("Second practice"), _("Third practice")]


def _title(count: int) -> str:
    if count < 2:
        return _("Practices side by side")
    return ngettext("%(n)s practice side by side", "%(n)s practices side by side", count) % {"n": count}


def _head(practice: Practice) -> dict[str, Any]:
    version = practice.current
    return {
        "title": said_in(version.texts.get("title", {})) if version else Said(practice.slug, ""),
        "url": address("web:practice", practice.slug),
        "shape": practice.verdict,
        "words": capfirst(str(practice.get_verdict_display())),
    }


def _rows(practices: list[Practice]) -> list[dict[str, Any]]:
    """Facts, then parts: each row has a cell a practice; a row nobody answers is left out."""
    keys = [practice.pk for practice in practices]
    kits, users = _kits(keys), _users(keys)
    facts: list[tuple[str, list[Any]]] = [
        (_("City"), [where(one) for one in practices]),
        (_("Residents"), [number(one.population) for one in practices]),
        (pgettext("practices", "Themes"), [_themes(one) for one in practices]),
        (pgettext("practices", "Cost"), [cost_of(one.current) if one.current else "" for one in practices]),
        (_("From start to result"), [_months(one.months) for one in practices]),
        (_("Effort"), [capfirst(str(one.get_effort_display() or "")) for one in practices]),
        (pgettext("practices", "Label"), [_label(one) for one in practices]),
        (_("Legal vehicle of its kit"), [_vehicles(kits.get(one.pk, [])) for one in practices]),
        (_("Cities that re-use it"), [users.get(one.pk, "") for one in practices]),
        (_("Figures"), [_figures(one) for one in practices]),
    ]
    rows: list[dict[str, Any]] = [
        {"label": label, "cells": _named(practices, [Said(str(cell), "") for cell in cells]), "prose": False}
        for label, cells in facts
        if any(cells)
    ]
    for part in ("summary", *STORY):
        cells = [said_in(one.current.texts.get(part, {})) if one.current else Said("", "") for one in practices]
        if any(cell.text for cell in cells):
            rows.append({"label": name_of(part), "cells": _named(practices, cells), "prose": True})
    return rows


def _named(practices: list[Practice], cells: list[Said]) -> list[tuple[str, Said]]:
    """Each cell with whose it is: on a phone the columns stand below each other."""
    return [(practice.title, cell) for practice, cell in zip(practices, cells, strict=True)]


def _months(months: int | None) -> str:
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months} if months is not None else ""


def _themes(practice: Practice) -> str:
    names = [str(Theme(row.theme).label) for row in practice.themes.all() if row.theme in Theme.values]
    return capfirst(", ".join(names))


def _label(practice: Practice) -> str:
    return f"{practice.label}, {day(practice.labelled_on)}" if practice.label else ""


def _figures(practice: Practice) -> str:
    """The record's own figures, one a line."""
    rows = (practice.current.fact("figures") if practice.current else None) or []
    lines = []
    for row in rows:
        value, unit = number(row.get("value")), unit_of(row).text
        lines.append(f"{in_language(row.get('label') or {})}: {value} {unit}".strip())
    return "\n".join(lines)


def _kits(keys: list[int]) -> dict[int, list[KitVersion]]:
    """The newest published version of each kit, by practice; two queries."""
    shown = Kit.objects.visible_to(None).filter(practice__in=keys)
    newest: dict[int, KitVersion] = {}
    for version in KitVersion.objects.published().filter(kit__in=shown).order_by("number").select_related("kit"):
        newest[version.kit_id] = version
    found: dict[int, list[KitVersion]] = {}
    for version in newest.values():
        found.setdefault(version.kit.practice_id or 0, []).append(version)
    return found


def _vehicles(versions: list[KitVersion]) -> str:
    names = [str(law.vehicle_of(version.document, _country(version)).name) for version in versions]
    return capfirst(", ".join(dict.fromkeys(names)))


def _country(version: KitVersion) -> str:
    """Where the kit comes from: its document says so, or the practice it carries out."""
    origin = version.document.get("practice") or {}
    return str((origin.get("country") if isinstance(origin, dict) else "") or "")


def _users(keys: list[int]) -> dict[int, str]:
    shown = Transfer.objects.visible_to(None).filter(practice__in=keys).exclude(stage=Transfer.Stage.DROPPED)
    names: dict[int, list[str]] = {}
    for transfer in shown.select_related("organisation").order_by("organisation__name"):
        names.setdefault(transfer.practice_id or 0, []).append(transfer.organisation.short)
    return {key: ", ".join(dict.fromkeys(cities)) for key, cities in names.items()}
