"""Methods at the desk: drafted from cases, written beside their translation, published in versions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import actions, queries, rules
from skwer.apps.practices.models import LANGUAGES, Case, Method, MethodVersion
from skwer.apps.programmes.models import Project
from skwer.web.context import OWN_NAMES, address

from .doors import desk_of_project
from .forms import BOTH, MethodForm, take_refusal
from .words import case_mark

BUTTONS = {"begin", "drop", "rename", "cases", "publish"}


@desk_of_project
@require_safe
def desk_methods(request: HttpRequest, project: Project) -> HttpResponse:
    """The project's methods, and whether there are cases to grow one from."""
    methods = list(project.methods.prefetch_related("versions").order_by("pk"))
    rows = []
    for one in methods:
        numbers = [v.number for v in one.versions.all() if v.is_published]
        drafts = [v.number for v in one.versions.all() if not v.is_published]
        rows.append((one, max(numbers, default=None), max(drafts, default=None)))
    context = {
        "project": project,
        "rows": rows,
        "has_cases": queries.cases_of(project).exists(),
        "may_keep": rules.may_keep_method(request.user, project),  # type: ignore[arg-type]
    }
    return render(request, "practices/desk_methods.html", context)


def _choices(project: Project, chosen: set[int]) -> list[dict[str, Any]]:
    """The project's cases, each with its mark and whether it is chosen."""
    found = []
    for case in queries.cases_of(project):
        shape, words = case_mark(case)
        found.append({"case": case, "shape": shape, "words": words, "chosen": case.pk in chosen})
    return found


def _chosen(request: HttpRequest, project: Project) -> list[Case]:
    picked = {int(key) for key in request.POST.getlist("cases") if key.isdecimal() and len(key) < 16}
    return [case for case in queries.cases_of(project) if case.pk in picked]


@desk_of_project
@require_http_methods(["GET", "HEAD", "POST"])
def desk_method_new(request: HttpRequest, project: Project) -> HttpResponse:
    """Title, language and the cases: the first text is drafted from them."""
    person: Any = request.user
    if not rules.may_keep_method(person, project):
        raise Http404
    form = MethodForm(request.POST or None, initial={"language": settings.LANGUAGE_CODE})
    chosen = _chosen(request, project) if request.method == "POST" else list(queries.cases_of(project))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            try:
                method = actions.draft_method(
                    by=person,
                    project=project,
                    language=values.pop("language"),
                    values=values,
                    cases=chosen,
                    at=timezone.now(),
                )
            except Refusal as refusal:
                status = refusal.status
                take_refusal(form, refusal)
            else:
                messages.success(request, _("The cases gave a first text. Make a method of it."))
                return redirect("web:desk_method", slug=project.slug, method=method.slug)
    context = {"project": project, "form": form, "choices": _choices(project, {case.pk for case in chosen})}
    return render(request, "practices/desk_method_new.html", context, status=status)


@desk_of_project
@require_http_methods(["GET", "HEAD", "POST"])
def desk_method(request: HttpRequest, project: Project, method: str) -> HttpResponse:
    """The draft beside its translation (`?to=en`), its cases, publishing; or beginning the next version."""
    person: Any = request.user
    found = Method.objects.select_related("project__organisation")
    one = get_object_or_404(found, project=project, slug=method)
    may_keep = rules.may_keep_method(person, project)
    others = [code for code in LANGUAGES if code != one.language]
    to = request.GET.get("to", "")
    to = to if to in others else next((code for code in BOTH if code != one.language), others[0])
    problems: list[Any] = []
    typed: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        if not may_keep:
            raise Http404
        status = 422
        try:
            return _do(request, one, to)
        except Refusal as refusal:
            status = refusal.status
            problems = [(getattr(refusal, "field", ""), refusal.message)]
            typed = {name: value for name, value in request.POST.items() if name.startswith(("body_", "change_note_"))}
    draft = queries.draft_of(one)
    latest = queries.latest_of(one)
    for version in (draft, latest):
        if version is not None:
            version.method = one
    context = {
        "project": project,
        "method": one,
        "draft": draft,
        "latest": latest,
        "texts": [_text(draft, code, to, typed) for code in (one.language, to)] if draft else [],
        "to": to,
        "languages": [(code, OWN_NAMES[code], code == to) for code in others],
        "choices": _choices(project, set(draft.references.values_list("case", flat=True))) if draft else [],
        "numbers": {r.case_id: r.number for r in draft.references.all()} if draft else {},
        "titles": {code: getattr(one, f"title_{code}") or "" for code in BOTH},
        "notes": {code: typed.get(f"change_note_{code}", "") for code in BOTH},
        "problems": problems,
        "may_keep": may_keep,
        "draft_url": address("web:method_version", project.slug, one.slug, draft.number) if draft else "",
        "versions": one.versions.published().order_by("-number"),
    }
    return render(request, "practices/desk_method.html", context, status=status)


def _text(draft: MethodVersion, code: str, to: str, typed: dict[str, str]) -> dict[str, Any]:
    return {
        "code": code,
        "name": OWN_NAMES[code],
        "value": typed.get(f"body_{code}", draft.text(code)),
        # Somebody else may have saved meanwhile: what is kept stands below what was typed.
        "kept": draft.text(code) if _differs(typed.get(f"body_{code}"), draft.text(code)) else "",
        "base": draft.written_at.get(code, ""),
        "stale": draft.is_stale(code),
        "translation": code == to,
    }


def _differs(typed: str | None, kept: str) -> bool:
    return typed is not None and typed.replace("\r\n", "\n").strip() != kept.strip()


def _do(request: HttpRequest, one: Method, to: str) -> HttpResponse:
    """Whatever button was pressed; raises the refusal of its action."""
    by: Any = request.user
    at = timezone.now()
    there = redirect(f"{address('web:desk_method', one.project.slug, one.slug)}?to={to}")
    button = next((name for name in BUTTONS if name in request.POST), "save")
    if button == "begin":
        actions.draft_version(by=by, method=one, at=at)
        return there
    if button == "rename":
        titles = {f"title_{code}": request.POST.get(f"title_{code}", "")[:160] for code in BOTH}
        actions.rename_method(by=by, method=one, values=titles, at=at)
        messages.success(request, _("Saved."))
        return there
    draft = queries.draft_of(one)
    if draft is None:
        raise actions.Frozen
    if button == "drop":
        actions.drop_draft(by=by, version=draft, at=at)
        messages.success(request, _("The draft is thrown away."))
        return redirect("web:desk_methods", slug=one.project.slug)
    if button == "cases":
        actions.set_cases(by=by, version=draft, cases=_chosen(request, one.project), at=at)
        messages.success(request, _("Saved."))
        return there
    if button == "publish":
        note = {code: request.POST.get(f"change_note_{code}", "")[:1000] for code in BOTH}
        actions.publish_version(by=by, version=draft, change_note=note, at=at)
        messages.success(request, _("Published. From now on this version never changes."))
        return redirect("web:method", slug=one.project.slug, method=one.slug)
    _write(request, one, draft, to)
    messages.success(request, _("Saved."))
    return there


@transaction.atomic
def _write(request: HttpRequest, one: Method, draft: MethodVersion, to: str) -> None:
    """Both texts, or none: the original first, so that a translation saved with it counts as up to date."""
    by: Any = request.user
    at = timezone.now()
    for code in (one.language, to):
        if f"body_{code}" in request.POST:
            text, base = request.POST[f"body_{code}"], request.POST.get(f"base_{code}", "")
            actions.write_text(by=by, version=draft, language=code, text=text, base=base, at=at)
    if "confirm" in request.POST:
        actions.confirm_translation(by=by, version=draft, language=to, at=at)
