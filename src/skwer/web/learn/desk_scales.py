"""Scales of capacity at the desk, and what the cities of a project shared, side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.learning import actions, queries, rules
from skwer.apps.learning.models import Module, Scale
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.values.text import in_language
from skwer.web.context import address
from skwer.web.desk.editing import status_of
from skwer.web.desk.shapes import read, show

from . import strength
from .doors import desk_of, desk_of_organisation, runners_only, writers_only
from .forms import NewScaleForm, ScaleForm, area_anchor, areas_kept, areas_shape, areas_shown


@desk_of_organisation
@runners_only
@require_http_methods(["GET", "HEAD", "POST"])
def scale_new(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """A new scale: a draft."""
    del mine
    return _edit(request, organisation, None)


@desk_of(Scale, related=("organisation", "project"))
@writers_only
@require_http_methods(["GET", "HEAD", "POST"])
def scale(request: HttpRequest, one: Scale) -> HttpResponse:
    """Areas with their anchors; letting cities use it."""
    if request.method == "POST" and ("publish" in request.POST or "hide" in request.POST):
        by: Any = request.user
        if "publish" in request.POST:
            actions.publish_scale(by=by, scale=one, at=timezone.now())
            messages.success(request, _("Cities may use this scale now."))
        else:
            actions.hide_scale(by=by, scale=one, at=timezone.now())
            messages.success(request, _("No further city begins with this scale."))
        return redirect("web:desk_scale", slug=one.slug)
    return _edit(request, one.organisation, one)


def _edit(request: HttpRequest, organisation: Organisation, one: Scale | None) -> HttpResponse:
    by: Any = request.user
    posted = request.POST if request.method == "POST" else None
    made = ScaleForm if one else NewScaleForm
    form = made(posted, organisation=organisation, **({"scale": one} if one else {}))
    shape = areas_shape(list(Module.objects.published().order_by("title")))
    values: dict[str, Any] = {"areas": areas_shown(one.areas) if one else []}
    refusal: Refusal | None = None
    problems: list[tuple[str, str]] = []
    add = request.POST.get("add", "")
    if posted is not None:
        values = read(shape, posted, values, add=add)
        if add:
            form.errors.clear()
        elif form.is_valid():
            given = {**form.cleaned_data, "areas": areas_kept(values["areas"])}
            slug = given.pop("slug", "")
            try:
                if one is None:
                    one = actions.create_scale(
                        by=by, organisation=organisation, values=given, slug=slug, at=timezone.now()
                    )
                else:
                    actions.change_scale(by=by, scale=one, values=given, at=timezone.now())
            except actions.Invalid as error:
                refusal = error
                problems = [(f"id_{area_anchor(where)}", str(message)) for where, message in error.problems]
            except Refusal as error:
                refusal = error
            else:
                messages.success(request, _("Saved."))
                return redirect("web:desk_scale", slug=one.slug)
    context = {
        "organisation": organisation,
        "scale": one,
        "form": form,
        "nodes": show(shape, values, wrong=[where.removeprefix("id_") for where, _message in problems]),
        "refusal": refusal,
        "problems": problems,
        "editable": request.may_run,  # type: ignore[attr-defined]
        "used": one.self_assessments.exists() if one else False,
        "own": f"?organisation={organisation.slug}",
        "comparing": one is not None and rules.may_compare(by, one),
    }
    status = status_of(refusal, form.errors if form.is_bound else {}, adding=bool(add))
    return render(request, "learn/desk_scale.html", context, status=status)


@never_cache
@login_required
@require_safe
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """Cities of the scale's project side by side, by name: those that shared, and no order of merit."""
    person: Any = request.user
    one = get_object_or_404(Scale.objects.select_related("project", "organisation"), slug=slug)
    if not rules.may_compare(person, one):
        raise PermissionDenied
    request.city = one.organisation  # type: ignore[attr-defined]
    standings = queries.shared_standings(person, one)
    made = [(standing, strength.rows(standing)) for standing in standings]
    context = {
        "scale": one,
        "project": one.project,
        "project_url": address("web:project", one.project.slug) if one.project else "",
        "cities": [{"city": standing.city, "answered": strength.answered(standing)} for standing, _rows in made],
        "areas": [
            {"title": in_language(area["title"]), "cells": [rows[n] for _standing, rows in made]}
            for n, area in enumerate(one.areas)
        ],
    }
    return render(request, "learn/network.html", context)
