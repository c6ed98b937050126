"""A comparison: cases side by side by the same questions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from skwer.apps.practices import rules
from skwer.apps.practices.models import Case, Comparison, Method, Trial
from skwer.web.context import address

from .words import case_finding, case_mark, said, said_in


@require_safe
def comparison(request: HttpRequest, slug: str, comparison: str) -> HttpResponse:
    """The table; on a phone every question is a card with each case's answer."""
    person: Any = request.user
    visible = Comparison.objects.visible_to(person).select_related("project__organisation")
    one = get_object_or_404(visible, project__slug=slug, slug=comparison)
    project = one.project
    request.city = project.organisation  # type: ignore[attr-defined]
    cases = list(one.cases.select_related("organisation", "trial").order_by("order"))
    trials = set(
        Trial.objects.visible_to(person).filter(pk__in=[case.trial_id for case in cases]).values_list("pk", flat=True)
    )
    heads = [_head(case, trials) for case in cases]
    rows = [
        {
            "label": said_in(question.label),
            "cells": [
                (head["label"], said_in(case.answers.get(question.key, {})))
                for case, head in zip(cases, heads, strict=True)
            ],
        }
        for question in one.asked
    ]
    grown = Method.objects.visible_to(person).filter(versions__cases__in=cases).distinct().order_by("pk")
    context = {
        "comparison": one,
        "project": project,
        "project_url": address("web:project", project.slug),
        "title": said(one, "title"),
        "intro": said(one, "intro"),
        "finding": case_finding(cases),
        "heads": heads,
        "rows": rows,
        "more": any(head["trial_url"] or head["source_url"] for head in heads),
        "methods": [(said(m, "title"), address("web:method", project.slug, m.slug)) for m in grown],
        "edit_url": address("web:desk_comparison", project.slug, one.slug)
        if rules.may_read_project_desk(person, project)
        else "",
    }
    return render(request, "practices/comparison.html", context)


def _head(case: Case, trials: set[int]) -> dict[str, Any]:
    """What stands above a case's answers."""
    shape, words = case_mark(case)
    where = [case.organisation.short if case.organisation else "", case.country]
    trial = case.trial if case.trial_id in trials else None
    return {
        "order": case.order,
        "name": said(case, "name"),
        "label": f"{case.order}. {case.name}",
        "shape": shape,
        "words": words,
        "where": " · ".join(part for part in where if part),
        "trial_url": address("web:trial", trial.slug) if trial else "",
        "source_url": case.source_url,
    }
