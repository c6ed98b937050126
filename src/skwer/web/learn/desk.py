"""Modules at the desk: list, texts, questions, files; and which modules a stage of a call offers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.calls import actions as calls
from skwer.apps.calls.models import Call, StageModule
from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.learning import actions, queries
from skwer.apps.learning.models import Module, Path, Scale, SelfAssessment
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.values.canonical import fingerprint
from skwer.web.desk.doors import changes_only_by_staff, desk_call, stage_at
from skwer.web.desk.editing import seen, status_of, unchanged_since
from skwer.web.desk.shapes import read, show

from .doors import desk_of, desk_of_organisation, runners_only, writers_only
from .forms import QUESTIONS, VIDEOS, ModuleForm, NewModuleForm, questions_of

TEXTS = ("title_pl", "title_en", "summary_pl", "summary_en", "body_pl", "body_en")
KEPT = (*TEXTS, "minutes", "hours", "pass_mark", "videos")


@desk_of_organisation
@require_safe
def desk_learn(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """Everything the organisation keeps here, drafts among it; a city's self-assessments."""
    assessments = SelfAssessment.objects.filter(city=organisation).select_related("scale").order_by("-opened_at")
    context = {
        "organisation": organisation,
        "others": [one for one in mine if one != organisation],
        "modules": Module.objects.filter(organisation=organisation).order_by("title"),
        "paths": Path.objects.filter(organisation=organisation),
        "scales": Scale.objects.filter(organisation=organisation).select_related("project"),
        "assessments": [(one, queries.turnout(one)) for one in assessments],
        "own": f"?organisation={organisation.slug}",
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "learn/desk_list.html", context)


@desk_of_organisation
@runners_only
@require_http_methods(["GET", "HEAD", "POST"])
def module_new(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """A new module: a draft that only the desk sees."""
    del mine
    return _edit(request, organisation, None)


@desk_of(Module)
@writers_only
@require_http_methods(["GET", "HEAD", "POST"])
def module(request: HttpRequest, one: Module) -> HttpResponse:
    """Texts, films and figures of a module; showing it to everybody and taking it back."""
    if request.method == "POST" and ("publish" in request.POST or "hide" in request.POST):
        return _show_or_hide(request, one)
    return _edit(request, one.organisation, one)


def _edit(request: HttpRequest, organisation: Organisation, one: Module | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ModuleForm(posted, module=one) if one else NewModuleForm(posted)
    videos: dict[str, Any] = {"videos": one.videos if one else []}
    now = seen(one, KEPT) if one else ""
    refusal: Refusal | None = None
    problems: list[tuple[str, str]] = []
    add = request.POST.get("add", "")
    if posted is not None:
        videos = read(VIDEOS, posted, videos, add=add)
        if add:
            form.errors.clear()  # only a row was asked for; nothing is checked yet
        elif form.is_valid():
            try:
                if one:
                    unchanged_since(request, now)
                return _save(request, organisation, one, {**form.cleaned_data, **videos})
            except actions.Invalid as error:
                refusal, problems = error, [(f"id_{where}", str(message)) for where, message in error.problems]
            except Refusal as error:
                refusal = error
    wrong = [where.removeprefix("id_") for where, _message in problems]
    context = {
        "organisation": organisation,
        "module": one,
        "form": form,
        "nodes": show(VIDEOS, videos, wrong=wrong),
        "refusal": refusal,
        "problems": problems,
        "seen": now,
        "editable": request.may_run,  # type: ignore[attr-defined]
        "questions": one.questions.count() if one else 0,
        "files": _uploads(one).count() if one else 0,
        "own": f"?organisation={organisation.slug}",
        "completed": one.completions.count() if one else 0,
    }
    status = status_of(refusal, form.errors if form.is_bound else {}, adding=bool(add))
    return render(request, "learn/desk_module.html", context, status=status)


def _save(request: HttpRequest, organisation: Organisation, one: Module | None, values: dict[str, Any]) -> HttpResponse:
    by: Any = request.user
    slug = values.pop("slug", "")
    if one is None:
        made = actions.create_module(by=by, organisation=organisation, values=values, slug=slug, at=timezone.now())
        messages.success(request, _("Saved as a draft. Now write its questions."))
        return redirect("web:desk_module", slug=made.slug)
    actions.change_module(by=by, module=one, values=values, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("web:desk_module", slug=one.slug)


def _show_or_hide(request: HttpRequest, one: Module) -> HttpResponse:
    by: Any = request.user
    try:
        if "publish" in request.POST:
            actions.publish_module(by=by, module=one, at=timezone.now())
            messages.success(request, _("Everybody sees this lesson now."))
        else:
            actions.hide_module(by=by, module=one, at=timezone.now())
            messages.success(request, _("Only the desk sees this lesson now. Certificates stay good."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("web:desk_module", slug=one.slug)


@desk_of(Module)
@writers_only
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, one: Module) -> HttpResponse:
    """The module's questions with their answers and reasons, Polish and English side by side."""
    old = questions_of(one)
    values, now = old, fingerprint(old)[:16]
    refusal: Refusal | None = None
    problems: list[tuple[str, str]] = []
    add = request.POST.get("add", "")
    if request.method == "POST":
        values = read(QUESTIONS, request.POST, old, add=add)
        if not add:
            try:
                unchanged_since(request, now)
                actions.set_questions(
                    by=request.user,  # type: ignore[arg-type]
                    module=one,
                    questions=[{"kind": "single", **row} for row in values["questions"]],
                    at=timezone.now(),
                )
            except actions.Invalid as error:
                refusal, problems = error, [(f"id_{where}", str(message)) for where, message in error.problems]
            except Refusal as error:
                refusal = error
            else:
                messages.success(request, _("Saved. This is version %(n)s.") % {"n": one.version})
                return redirect("web:desk_module_questions", slug=one.slug)
    context = {
        "module": one,
        "nodes": show(QUESTIONS, values, wrong=[where.removeprefix("id_") for where, _message in problems]),
        "refusal": refusal,
        "problems": problems,
        "seen": now,
        "editable": request.may_run,  # type: ignore[attr-defined]
        "completed": one.completions.count(),
    }
    return render(request, "learn/desk_questions.html", context, status=refusal.status if refusal else 200)


@desk_of(Module)
@writers_only
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, one: Module) -> HttpResponse:
    """Slides and files of a module: pictures say what they show, documents what they are."""
    problems: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        name = "photo" if kind == Upload.Kind.PHOTO else "document"
        words = request.POST.get(f"{name}-alt", "").strip()
        sent = request.FILES.get(name)
        if sent is None:
            problems, status = [(name, _("Choose a file."))], 422
        elif not words:
            problems, status = [(f"{name}-alt", _("Say in a sentence what it is."))], 422
        else:
            try:
                store_upload(
                    by=request.user,  # type: ignore[arg-type]
                    organisation=one.organisation,
                    file=sent,
                    kind=kind,
                    audience=Upload.Audience.HOLDER,
                    holder_kind="module",
                    holder_key=one.pk,
                    alt_text=words,
                    at=timezone.now(),
                )
            except Refusal as refusal:
                problems, status = [(name, str(refusal))], refusal.status
            else:
                messages.success(request, _("The file is kept."))
                return redirect("web:desk_module_files", slug=one.slug)
    context = {
        "module": one,
        "uploads": _uploads(one),
        "problems": problems,
        "photo_words": request.POST.get("photo-alt", ""),
        "document_words": request.POST.get("document-alt", ""),
        "may_change": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "learn/desk_files.html", context, status=status)


def _uploads(one: Module) -> Any:
    return Upload.objects.filter(holder_kind="module", holder_key=str(one.pk)).order_by("uploaded_at")


@desk_call
@changes_only_by_staff
@require_http_methods(["POST"])
def stage_modules(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    """Offer a module in a stage, beside one of its questions or the whole, or take it away."""
    stage = stage_at(call, order)
    by: Any = request.user
    at = timezone.now()
    try:
        if request.POST.get("do") == "detach":
            key = request.POST.get("link", "")
            link = StageModule.objects.filter(stage=stage, pk=key if key.isdecimal() else None).first()
            if link is not None:
                link.stage = stage
                calls.detach_module(by=by, link=link, at=at)
                messages.success(request, _("Taken away."))
        else:
            chosen = Module.objects.visible_to(by).filter(slug=request.POST.get("module", "")).first()
            if chosen is None:
                raise calls.CannotAttach("module", _("Choose a lesson from the list."))
            beside = request.POST.get("question", "")
            calls.attach_module(by=by, stage=stage, module=chosen, question_key=beside, at=at)
            messages.success(request, _("It is offered from now on."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('web:desk_stage', args=[call.slug, order])}#lessons")
