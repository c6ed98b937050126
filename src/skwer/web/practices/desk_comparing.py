"""Comparisons at the desk: the keeper asks and orders, every partner writes its own case."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import actions, rules
from skwer.apps.practices.actions import QUESTIONS
from skwer.apps.practices.models import Case, Comparison, Trial
from skwer.apps.programmes.models import Project
from skwer.web.context import address

from .doors import desk_of_project, partners_of, run_by
from .forms import BOTH, CaseForm, ComparisonForm, take_refusal
from .words import case_mark, said_in

EMPTY_ROWS = 3
_ROW = re.compile(r"q-(\d+)-key")


@desk_of_project
@require_safe
def desk_comparisons(request: HttpRequest, project: Project) -> HttpResponse:
    """The project's comparisons."""
    context = {
        "project": project,
        "comparisons": list(project.comparisons.prefetch_related("cases").order_by("pk")),
        "may_compare": rules.may_compare(request.user, project),  # type: ignore[arg-type]
    }
    return render(request, "practices/desk_comparisons.html", context)


@desk_of_project
@require_http_methods(["GET", "HEAD", "POST"])
def desk_comparison_new(request: HttpRequest, project: Project) -> HttpResponse:
    person: Any = request.user
    if not rules.may_compare(person, project):
        raise Http404
    form = ComparisonForm(request.POST or None)
    rows = _rows(request) if request.method == "POST" else _filled(QUESTIONS)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                comparison = actions.add_comparison(
                    by=person,
                    project=project,
                    values=form.cleaned_data,
                    questions=_questions(rows),
                    at=timezone.now(),
                )
            except Refusal as refusal:
                status = refusal.status
                take_refusal(form, refusal)
            else:
                messages.success(request, _("Saved. Partners can write their cases now."))
                return redirect("web:desk_comparison", slug=project.slug, comparison=comparison.slug)
    context = {"project": project, "comparison": None, "form": form, "rows": rows, "may_compare": True}
    return render(request, "practices/desk_comparison.html", context, status=status)


def _comparison(project: Project, slug: str) -> Comparison:
    return get_object_or_404(Comparison.objects.select_related("project__organisation"), project=project, slug=slug)


@desk_of_project
@require_http_methods(["GET", "HEAD", "POST"])
def desk_comparison(request: HttpRequest, project: Project, comparison: str) -> HttpResponse:
    """Its words, its questions, its cases; showing it to everybody."""
    person: Any = request.user
    one = _comparison(project, comparison)
    long = request.method == "POST" and not {"publish", "hide", "up", "down"} & set(request.POST)
    names = ComparisonForm.base_fields
    form = ComparisonForm(request.POST if long else None, initial={name: getattr(one, name) for name in names})
    rows = _rows(request) if long else _filled(one.questions)
    problems: list[Any] = []
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if not long:
                return _do(request, one)
            if form.is_valid():
                actions.change_comparison(
                    by=person,
                    comparison=one,
                    values=form.cleaned_data,
                    questions=_questions(rows),
                    at=timezone.now(),
                )
                messages.success(request, _("Saved."))
                return redirect("web:desk_comparison", slug=project.slug, comparison=one.slug)
        except Refusal as refusal:
            status = refusal.status
            one = _comparison(project, comparison)
            if long:
                take_refusal(form, refusal)
            else:
                problems = [("", refusal.message)]
    context = {
        "project": project,
        "comparison": one,
        "form": form,
        "rows": rows,
        "problems": problems,
        "cases": [_listed(person, case) for case in _cases(one)],
        "may_compare": rules.may_compare(person, project),
        "may_add": rules.may_compare(person, project) or bool(run_by(person, partners_of(project))),
    }
    return render(request, "practices/desk_comparison.html", context, status=status)


def _cases(one: Comparison) -> QuerySet[Case]:
    return one.cases.select_related("organisation", "trial", "comparison__project__organisation").order_by("order")


def _listed(person: Any, case: Case) -> dict[str, Any]:
    shape, words = case_mark(case)
    return {
        "case": case,
        "shape": shape,
        "words": words,
        "left": len(case.unanswered),
        "url": address("web:desk_case", case.comparison.project.slug, case.comparison.slug, case.order),
        "may_write": rules.may_write_case(person, case),
    }


def _do(request: HttpRequest, one: Comparison) -> HttpResponse:
    """One of the page's small buttons."""
    by: Any = request.user
    at = timezone.now()
    if "publish" in request.POST:
        actions.publish_comparison(by=by, comparison=one, at=at)
        messages.success(request, _("Everybody sees this comparison now."))
    elif "hide" in request.POST:
        actions.hide_comparison(by=by, comparison=one, at=at)
        messages.success(request, _("Only the desks of the partners see this comparison now."))
    else:
        order = request.POST.get("up") or request.POST.get("down") or ""
        case = get_object_or_404(_cases(one), order=int(order) if order.isdecimal() else 0)
        actions.move_case(by=by, case=case, to=case.order + (-1 if "up" in request.POST else 1), at=at)
    return redirect("web:desk_comparison", slug=one.project.slug, comparison=one.slug)


def _filled(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the form for the questions, and some empty ones."""
    rows = [{"key": q["key"], **{code: q["label"].get(code, "") for code in BOTH}} for q in questions]
    rows += [{"key": "", "pl": "", "en": ""} for _n in range(EMPTY_ROWS)]
    return [{**row, "n": n, "place": n + 1} for n, row in enumerate(rows)]


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    """The rows as they were typed."""
    numbers = sorted(int(found[1]) for name in request.POST if (found := _ROW.fullmatch(name)))[:60]
    return [
        {
            "n": n,
            "key": request.POST.get(f"q-{n}-key", ""),
            "place": request.POST.get(f"q-{n}-place", ""),
            **{code: request.POST.get(f"q-{n}-{code}", "") for code in BOTH},
        }
        for n in numbers
    ]


def _questions(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The questions in the order that was asked for; rows without words are left out, new ones get a key."""
    written = [row for row in rows if row["pl"].strip() or row["en"].strip()]

    def place(row: dict[str, Any]) -> tuple[int, int]:
        typed = str(row["place"]).strip()
        return (int(typed) if typed.isdecimal() and len(typed) < 4 else 1000, row["n"])

    taken = {row["key"] for row in written if row["key"]}
    found = []
    for row in sorted(written, key=place):
        key = row["key"] if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", row["key"]) else ""
        if not key:
            base = f"q_{slugify((row['pl'] or row['en']).translate(str.maketrans('łŁ', 'lL'))).replace('-', '_')[:30]}"
            key, number = base.rstrip("_"), 1
            while key in taken:
                number += 1
                key = f"{base}_{number}"
        taken.add(key)
        found.append({"key": key, "label": {code: row[code] for code in BOTH}})
    return found


# --- cases


def _case_form(request: HttpRequest, one: Comparison, case: Case | None, *, bound: bool) -> CaseForm:
    person: Any = request.user
    keeps = rules.may_compare(person, one.project)
    partners = partners_of(one.project)
    trials = Trial.objects.visible_to(person).filter(Q(project=one.project) | Q(organisation__in=partners))
    initial: dict[str, Any] = {}
    if case is not None:
        initial = {name: getattr(case, name) for name in ("name_pl", "name_en", "country", "verdict", "source_url")}
        initial |= {"organisation": str(case.organisation_id or ""), "trial": str(case.trial_id or "")}
    return CaseForm(
        request.POST if bound else None,
        organisations=partners if keeps else run_by(person, partners),
        trials=list(trials.order_by("-pk")),
        nobody=keeps,
        initial=initial,
    )


def _answers(request: HttpRequest, one: Comparison) -> dict[str, dict[str, str]]:
    return {
        question.key: {code: request.POST.get(f"a-{question.key}-{code}", "")[:4000] for code in BOTH}
        for question in one.asked
    }


def _asked(one: Comparison, answers: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {"key": q.key, "label": said_in(q.label).text, **{code: answers.get(q.key, {}).get(code, "") for code in BOTH}}
        for q in one.asked
    ]


@desk_of_project
@require_http_methods(["GET", "HEAD", "POST"])
def desk_case_new(request: HttpRequest, project: Project, comparison: str) -> HttpResponse:
    """A partner's own case, or any for the keeper."""
    person: Any = request.user
    one = _comparison(project, comparison)
    if not rules.may_compare(person, project) and not run_by(person, partners_of(project)):
        raise Http404
    form = _case_form(request, one, None, bound=request.method == "POST")
    answers = _answers(request, one) if request.method == "POST" else {}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                case = actions.add_case(
                    by=person, comparison=one, values=form.cleaned_data, answers=answers, at=timezone.now()
                )
            except Refusal as refusal:
                status = refusal.status
                take_refusal(form, refusal)
            else:
                return _saved(request, case, fill="fill" in request.POST)
    context = {
        "project": project,
        "comparison": one,
        "case": None,
        "form": form,
        "asked": _asked(one, answers),
        "may_write": True,
    }
    return render(request, "practices/desk_case.html", context, status=status)


@desk_of_project
@require_http_methods(["GET", "HEAD", "POST"])
def desk_case(request: HttpRequest, project: Project, comparison: str, number: int) -> HttpResponse:
    """One case: what happened, by the questions of all."""
    person: Any = request.user
    one = _comparison(project, comparison)
    case = get_object_or_404(_cases(one), order=number)
    may_write = rules.may_write_case(person, case)
    sent = request.method == "POST"
    if sent and not may_write:
        raise Http404
    form = _case_form(request, one, case, bound=sent and "remove" not in request.POST)
    answers = _answers(request, one) if form.is_bound else case.answers
    problems: list[Any] = []
    status = 200
    if sent:
        status = 422
        try:
            if "remove" in request.POST:
                actions.remove_case(by=person, case=case, at=timezone.now())
                messages.success(request, _("The case is taken out."))
                return redirect("web:desk_comparison", slug=project.slug, comparison=one.slug)
            if form.is_valid():
                actions.change_case(by=person, case=case, values=form.cleaned_data, answers=answers, at=timezone.now())
                return _saved(request, case, fill="fill" in request.POST)
        except Refusal as refusal:
            status = refusal.status
            if form.is_bound:
                take_refusal(form, refusal)
            else:
                problems = [("", refusal.message)]
    context = {
        "project": project,
        "comparison": one,
        "case": case,
        "form": form,
        "problems": problems,
        "asked": _asked(one, answers),
        "may_write": may_write,
    }
    return render(request, "practices/desk_case.html", context, status=status)


def _saved(request: HttpRequest, case: Case, *, fill: bool) -> HttpResponse:
    """After saving: fill in from the trial, where that was asked for."""
    one = case.comparison
    there = redirect("web:desk_case", slug=one.project.slug, comparison=one.slug, number=case.order)
    if not fill:
        messages.success(request, _("Saved."))
        return there
    try:
        filled = actions.fill_from_trial(by=request.user, case=case, at=timezone.now())  # type: ignore[arg-type]
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return there
    said = ngettext("Saved; the trial gave %(n)s answer.", "Saved; the trial gave %(n)s answers.", filled)
    messages.success(request, said % {"n": filled} if filled else _("Saved. The trial had nothing to add."))
    return there
