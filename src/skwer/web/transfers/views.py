"""What everybody reads of transfers: one with its stages and matrix, and a project's cities side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.calls.models import Call
from skwer.apps.practices import queries
from skwer.apps.practices.kits import diff
from skwer.apps.practices.models import Practice, Transfer
from skwer.apps.programmes.models import Project
from skwer.web.context import address

from .doors import RELATED
from .fit import city_fits
from .questions import waiting_for
from .trials import trials_shown
from .words import SHAPES, Decision, counted, mark, next_of, rows_of, steps


@require_safe
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """One transfer: where it stands, what the city keeps, changes and leaves out, and what came of it."""
    person: Any = request.user
    found = Transfer.objects.visible_to(person).select_related(*RELATED)
    one = get_object_or_404(found, pk=pk)
    request.city = one.organisation  # type: ignore[attr-defined]
    at = timezone.now()
    matrix = queries.matrix(one)
    calls = calls_of(person, one)
    shape, words = mark(one, timezone.localdate(at))
    inside = Transfer.objects.inside(person).filter(pk=one.pk).exists()
    context = {
        "transfer": one,
        "shape": shape,
        "words": words,
        "steps": steps(one),
        "next": next_of(one, matrix, at, calls) if one.is_open else None,
        "finding": counted(matrix),
        "rows": rows_of(one, matrix),
        "changes": diff.differences(one.kit_version.document, one.document),
        "facts": facts(person, one),
        "calls": calls,
        "has_plan": one.steps.exists(),
        "trials": trials_shown(person, one),
        "questions": waiting_for(person, one),
        "desk_url": address("web:desk_transfer", one.pk) if inside else "",
    }
    return render(request, "transfers/transfer.html", context)


def facts(person: Any, one: Transfer) -> list[dict[str, Any]]:
    """Where it comes from and goes to; links only to what the reader sees."""
    practice, kit, project = one.practice, one.kit_version.kit, one.project
    there = practice is not None and Practice.objects.visible_to(person).filter(pk=practice.pk).exists()
    shown = project is not None and Project.objects.visible_to(person).filter(pk=project.pk).exists()
    version = _("%(title)s, version %(n)s") % {"title": one.kit_version.title, "n": one.kit_version.number}
    return [
        {"label": _("City that adopts"), "value": one.organisation.name},
        {
            "label": _("Practice"),
            "value": practice.title if practice is not None and there else "",
            "url": address("web:practice", practice.slug) if practice is not None else "",
            "note": practice.city_name if practice is not None else "",
        },
        {"label": _("Kit"), "value": version, "url": address("web:kit_version", kit.slug, one.kit_version.number)},
        {
            "label": _("Project"),
            "value": project.short if project is not None and shown else "",
            "url": address("web:project_transfers", project.slug) if project is not None else "",
        },
    ]


def calls_of(person: Any, one: Transfer) -> list[tuple[str, str]]:
    """Calls that came of it, as far as the reader sees them."""
    found = Call.objects.visible_to(person).filter(transfer=one).order_by("pk")
    return [(str(call.title), address("web:call", call.slug)) for call in found]


@require_safe
def project_transfers(request: HttpRequest, slug: str) -> HttpResponse:
    """What each city of the project keeps, changes and leaves out; for those inside also how well it fits each."""
    person: Any = request.user
    visible = Project.objects.visible_to(person).select_related("organisation")
    project = get_object_or_404(visible, slug=slug)
    request.city = project.organisation  # type: ignore[attr-defined]
    request.section = "projects"  # type: ignore[attr-defined]
    everything = queries.matrix_of_project(person, project)
    practices = {one.practice.slug: one.practice for one in everything.transfers if one.practice}
    practice = practices.get(request.GET.get("practice", ""))
    shown = queries.matrix_of_project(person, project, practice) if practice else everything
    columns = [_column(one) for one in shown.transfers]
    rows = [
        {"name": element.name, "cells": [_cell(one, cell) for one, cell in zip(columns, cells, strict=True)]}
        for element, cells in shown.rows
    ]
    context = {
        "project": project,
        "title": _finding(len(columns)),
        "columns": columns,
        "rows": rows,
        "practices": [("", _("all practices")), *((key, one.title) for key, one in practices.items())]
        if len(practices) > 1
        else [],
        "picked": practice.slug if practice else "",
        "fits": city_fits(person, project, practice),
        "project_url": address("web:project", project.slug),
    }
    return render(request, "transfers/project.html", context)


def _finding(n: int) -> str:
    if not n:
        return _("Transfers of this project")
    return ngettext("%(n)s city carries a practice over", "%(n)s cities carry a practice over", n) % {"n": n}


def _column(one: Transfer) -> dict[str, Any]:
    shape, words = mark(one, timezone.localdate())
    return {
        "city": one.organisation.short,
        "title": one.title,
        "url": address("web:transfer", one.pk),
        "shape": shape,
        "words": words,
        "public": one.is_published,
    }


def _cell(column: dict[str, Any], cell: Any) -> dict[str, Any]:
    if cell is None:
        return {"city": column["city"], "element": None}
    words = capfirst(str(cell.get_decision_display()))
    return {"city": column["city"], "element": cell, "shape": SHAPES[Decision(cell.decision)], "words": words}
