"""Beginning a call: from a preset, or from an earlier call with its dates shifted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call
from skwer.apps.calls.queries import stages_of
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_run
from skwer.web.calls.stages import stage_name

from .doors import cities_of
from .forms import NewCallForm


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for names and a day, show the dates they mean; the draft that comes of it is seen by the desk only."""
    cities = [city for city in cities_of(request) if may_run(request.user, city)]
    if not cities:
        raise PermissionDenied
    request.city = cities[0]
    initial = {"organisation": cities[0], "start": request.GET.get("start", "")}
    form = NewCallForm(request.POST if request.method == "POST" else None, cities=cities, initial=initial)
    dates: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            if "dates" in request.POST:
                dates = _dates(request, form.cleaned_data, at)
            else:
                return redirect("web:desk_call", slug=_begin(request, form.cleaned_data, at).slug)
        except Refusal as refusal:
            for problem in getattr(refusal, "problems", []):
                form.add_error(problem.where if problem.where in form.fields else None, problem.message)
            if not getattr(refusal, "problems", []):
                form.add_error(None, str(refusal))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/new.html", {"form": form, "dates": dates}, status=status)


def _dates(request: HttpRequest, asked: dict[str, Any], at: datetime) -> list[dict[str, Any]]:
    """The hours the call would have: it is made, read and taken back."""
    with transaction.atomic():
        call = _begin(request, asked, at)
        rows = [
            {
                "name": stage_name(stage),
                "opens_at": stage.opens_at,
                "closes_at": stage.closes_at,
                "past": stage.opens_at is not None and stage.opens_at < at,
            }
            for stage in stages_of(call)
        ]
        transaction.set_rollback(True)
    return rows


def _begin(request: HttpRequest, asked: dict[str, Any], at: datetime) -> Call:
    kind, _colon, key = asked["start"].partition(":")
    title = {"pl": asked["title"], "en": asked["title_en"]}
    slug = slugify(asked["slug"] or asked["title"].replace("ł", "l").replace("Ł", "L"))
    if kind == "call":
        source = get_object_or_404(Call, pk=key)  # one of the form's choices, so of a city she runs; it stays there
        return actions.copy_call(
            by=request.user,
            call=source,
            edition_name=asked["edition_name"],
            title=title,
            slug=slug,
            first_day=asked["first_day"],
            at=at,
        )
    return actions.create_call_from_preset(
        by=request.user,
        organisation=asked["organisation"],
        preset=key,
        scheme_name=asked["scheme_name"],
        edition_name=asked["edition_name"],
        title=title,
        slug=slug,
        first_day=asked["first_day"],
        at=at,
    )
