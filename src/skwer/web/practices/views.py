"""Trials everybody may read: the list, and each one as a story."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.practices import queries, rules
from skwer.apps.practices.models import Comparison, Transfer, Trial
from skwer.apps.programmes.models import Project
from skwer.web.context import address

from .words import all_said, card, facts, figures, finding, mark, period, said

PAGE = 24
TOLD = ("title", "problem_area", "hypothesis", "actions", "measure", "unit", "result", "decision_reason", "lesson")


@require_safe
def trials(request: HttpRequest) -> HttpResponse:
    """All public trials, or those of a kind, a verdict, a project, a city."""
    return _list(request, None)


@require_safe
def project_trials(request: HttpRequest, slug: str) -> HttpResponse:
    """The public trials of one project."""
    person: Any = request.user
    visible = Project.objects.visible_to(person).select_related("organisation")
    project = get_object_or_404(visible, slug=slug)
    request.city = project.organisation  # type: ignore[attr-defined]
    return _list(request, project)


def _list(request: HttpRequest, project: Project | None) -> HttpResponse:
    person: Any = request.user
    organisations = list(queries.organisations_with_trials(person))
    projects = [] if project else list(queries.projects_with_trials(person))
    given = {name: request.GET.get(name, "") for name in ("kind", "verdict", "project", "city")}
    kind = given["kind"] if given["kind"] in Trial.Kind.values else ""
    verdict = given["verdict"] if given["verdict"] in Trial.Verdict.values else ""
    city = next((o for o in organisations if o.slug == given["city"]), None)
    chosen = project or next((p for p in projects if p.slug == given["project"]), None)
    within = queries.trials_for(person, project=chosen, organisation=city, kind=kind)
    page = Paginator(
        queries.trials_for(person, project=chosen, organisation=city, kind=kind, verdict=verdict), PAGE
    ).get_page(request.GET.get("page"))
    shown = list(page)
    photos = queries.first_photos(shown)
    context = {
        "project": project,
        "title": finding(queries.verdict_counts(within)),
        "cards": [card(trial, photos.get(trial.pk)) for trial in shown],
        "page": page,
        "total": page.paginator.count,
        "narrowed": bool(kind or verdict or city or (chosen and not project)),
        "kinds": [("", _("all kinds")), *Trial.Kind.choices],
        "verdicts": [("", _("all results")), *Trial.Verdict.choices],
        "projects": [("", _("all projects")), *((p.slug, p.short) for p in projects)] if len(projects) > 1 else [],
        "cities": [("", _("all places")), *((o.slug, o.short) for o in organisations)]
        if len(organisations) > 1
        else [],
        "picked": {
            "kind": kind,
            "verdict": verdict,
            "project": chosen.slug if chosen else "",
            "city": city.slug if city else "",
        },
        "project_url": address("web:project", project.slug) if project else "",
    }
    return render(request, "practices/trials.html", context)


@require_safe
def trial(request: HttpRequest, slug: str) -> HttpResponse:
    """One trial: what was supposed, done, measured, decided and learned."""
    person: Any = request.user
    visible = Trial.objects.visible_to(person).select_related("organisation", "project", "transfer")
    one = get_object_or_404(visible, slug=slug)
    request.city = one.organisation  # type: ignore[attr-defined]
    request.section = "trials"  # type: ignore[attr-defined]
    project = one.project
    seen = project is not None and Project.objects.visible_to(person).filter(pk=project.pk).exists()
    project_url = address("web:project", project.slug) if project is not None and seen else ""
    compared = Comparison.objects.visible_to(person).filter(cases__trial=one).select_related("project").distinct()
    shape, words = mark(one)
    context = {
        "trial": one,
        "told": all_said(one, TOLD),
        "shape": shape,
        "words": words,
        "period": period(one),
        "figures": figures(one),
        "facts": facts(one, project_url, _transfer_url(person, one)),
        "photos": queries.photos_of(one),
        "corrections": [_correction(correction) for correction in one.corrections.all()],
        "compared": [
            (comparison.title, address("web:comparison", comparison.project.slug, comparison.slug))
            for comparison in compared
        ],
        "edit_url": address("web:desk_trial", one.slug) if rules.may_change_trial(person, one) else "",
        "project_url": project_url,
    }
    return render(request, "practices/trial.html", context)


def _transfer_url(person: Any, trial: Trial) -> str:
    """Where the transfer it tests is read, for those who may."""
    seen = Transfer.objects.visible_to(person).filter(pk=trial.transfer_id).first() if trial.transfer_id else None
    if seen is None:
        return ""
    return address("web:transfer" if seen.is_published else "web:desk_transfer", seen.pk)


def _correction(correction: Any) -> dict[str, Any]:
    """When, which fields in words, and why."""
    fields = [str(Trial._meta.get_field(name).verbose_name) for name in correction.fields]  # type: ignore[union-attr]
    return {"at": correction.at, "fields": ", ".join(fields), "why": said(correction, "why")}
