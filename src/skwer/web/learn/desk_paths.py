"""Paths at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.learning import actions
from skwer.apps.learning.models import Module, Path
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.web.desk.editing import status_of
from skwer.web.desk.shapes import read, show

from .doors import desk_of, desk_of_organisation, runners_only, writers_only
from .forms import NewPathForm, PathForm, modules_shape


@desk_of_organisation
@runners_only
@require_http_methods(["GET", "HEAD", "POST"])
def path_new(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """A new path: a draft that only the desk sees."""
    del mine
    return _edit(request, organisation, None)


@desk_of(Path)
@writers_only
@require_http_methods(["GET", "HEAD", "POST"])
def path(request: HttpRequest, one: Path) -> HttpResponse:
    """Texts of a path and its modules in order; showing it and taking it back."""
    if request.method == "POST" and ("publish" in request.POST or "hide" in request.POST):
        by: Any = request.user
        try:
            if "publish" in request.POST:
                actions.publish_path(by=by, path=one, at=timezone.now())
                messages.success(request, _("Everybody sees this path now."))
            else:
                actions.hide_path(by=by, path=one, at=timezone.now())
                messages.success(request, _("Only the desk sees this path now."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("web:desk_path", slug=one.slug)
    return _edit(request, one.organisation, one)


def _edit(request: HttpRequest, organisation: Organisation, one: Path | None) -> HttpResponse:
    by: Any = request.user
    posted = request.POST if request.method == "POST" else None
    form = PathForm(posted, path=one) if one else NewPathForm(posted)
    known = list(Module.objects.visible_to(by).order_by("title"))
    shape = modules_shape(known)
    steps = one.steps.select_related("module") if one else ()
    values: dict[str, Any] = {"modules": [step.module.slug for step in steps]}
    refusal: Refusal | None = None
    problems: list[tuple[str, str]] = []
    if posted is not None:
        values = read(shape, posted, values)
        if form.is_valid():
            by_slug = {module.slug: module for module in known}
            chosen = [by_slug[slug] for slug in values["modules"] if slug in by_slug]
            given = dict(form.cleaned_data)
            slug = given.pop("slug", "")
            try:
                if one is None:
                    one = actions.create_path(
                        by=by, organisation=organisation, values=given, modules=chosen, slug=slug, at=timezone.now()
                    )
                else:
                    actions.change_path(by=by, path=one, values=given, modules=chosen, at=timezone.now())
            except actions.Invalid as error:
                refusal, problems = error, [(f"id_{where}", str(message)) for where, message in error.problems]
            except Refusal as error:
                refusal = error
            else:
                messages.success(request, _("Saved."))
                return redirect("web:desk_path", slug=one.slug)
    context = {
        "organisation": organisation,
        "path": one,
        "form": form,
        "nodes": show(shape, values),
        "refusal": refusal,
        "problems": problems,
        "editable": request.may_run,  # type: ignore[attr-defined]
        "own": f"?organisation={organisation.slug}",
    }
    status = status_of(refusal, form.errors if form.is_bound else {}, adding=False)
    return render(request, "learn/desk_path.html", context, status=status)
