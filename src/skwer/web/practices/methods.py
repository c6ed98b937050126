"""A method as everybody reads it: the newest version, older ones, and what changed between them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from skwer.apps.practices import queries, rules
from skwer.apps.practices.models import Comparison, Method, MethodVersion, Trial
from skwer.values.markdown import to_html
from skwer.web.context import OWN_NAMES, address

from .words import case_mark, language, said


@require_safe
def method(request: HttpRequest, slug: str, method: str) -> HttpResponse:
    """The newest published version; where there is none yet, the draft for those who may see it."""
    one = _method(request, slug, method)
    version = queries.latest_of(one) or one.versions.visible_to(request.user).first()  # type: ignore[attr-defined]
    if version is None:
        raise Http404
    return _shown(request, one, version, older=False)


@require_safe
def method_version(request: HttpRequest, slug: str, method: str, number: int) -> HttpResponse:
    """One version as it was published, and how it differs from the one before."""
    one = _method(request, slug, method)
    person: Any = request.user
    version = get_object_or_404(MethodVersion.objects.visible_to(person), method=one, number=number)
    return _shown(request, one, version, older=True)


def _method(request: HttpRequest, slug: str, method: str) -> Method:
    person: Any = request.user
    visible = Method.objects.visible_to(person).select_related("project__organisation")
    one = get_object_or_404(visible, project__slug=slug, slug=method)
    request.city = one.project.organisation  # type: ignore[attr-defined]
    return one


def _shown(request: HttpRequest, one: Method, version: MethodVersion, *, older: bool) -> HttpResponse:
    person: Any = request.user
    project = one.project
    version.method = one
    versions = list(one.versions.visible_to(person).order_by("-number"))  # type: ignore[attr-defined]
    for other in versions:
        other.method = one
    latest = next((v for v in versions if v.is_published), None)
    before = next((v for v in versions if v.is_published and v.number < version.number), None)
    wanted = language()
    code = version.language_for(wanted)
    references = list(version.references.select_related("case__organisation", "case__comparison", "case__trial"))
    context = {
        "method": one,
        "project": project,
        "project_url": address("web:project", project.slug),
        "title": said(one, "title"),
        "version": version,
        "newest": latest == version,
        "latest_url": address("web:method", project.slug, one.slug),
        "html": to_html(version.text(code), references={r.number: f"#case-{r.number}" for r in references}),
        "lang": "" if code == wanted else format_html(' lang="{}"', code),
        "shown_in": OWN_NAMES.get(code, code) if code != wanted else "",
        "stale": version.is_stale(code),
        "original": OWN_NAMES.get(one.language, one.language),
        "languages": [(one_code, OWN_NAMES.get(one_code, one_code)) for one_code in version.languages],
        "note": said(version, "change_note"),
        "before": before,
        "changes": queries.changes_between(before.text(code), version.text(code)) if older and before else [],
        "show_changes": older and before is not None,
        "versions": [(v, address("web:method_version", project.slug, one.slug, v.number)) for v in versions],
        "cases": _cases(person, references),
        "edit_url": address("web:desk_method", project.slug, one.slug)
        if rules.may_read_project_desk(person, project)
        else "",
    }
    return render(request, "practices/method.html", context)


def _cases(person: Any, references: list[Any]) -> list[dict[str, Any]]:
    """The cases with the numbers the text names them by, and where one can read them."""
    tables = Comparison.objects.visible_to(person).filter(pk__in={r.case.comparison_id for r in references})
    comparisons = set(tables.values_list("pk", flat=True))
    told = Trial.objects.visible_to(person).filter(pk__in={r.case.trial_id for r in references})
    trials = set(told.values_list("pk", flat=True))
    found = []
    for reference in references:
        case = reference.case
        project = case.comparison.project
        shape, words = case_mark(case)
        where = [case.organisation.short if case.organisation else "", case.country]
        table = address("web:comparison", project.slug, case.comparison.slug)
        found.append(
            {
                "number": reference.number,
                "name": said(case, "name"),
                "shape": shape,
                "words": words,
                "where": " · ".join(part for part in where if part),
                "url": f"{table}#case-{case.order}" if case.comparison_id in comparisons else "",
                "trial_url": address("web:trial", case.trial.slug) if case.trial_id in trials else "",
                "source_url": case.source_url,
            }
        )
    return found
