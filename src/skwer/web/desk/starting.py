"""Beginning a call: from a preset, or from an earlier call with its dates shifted."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_run

from .doors import cities_of
from .forms import NewCallForm


@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Ask for names and a day; the draft that comes of it is seen by the desk only."""
    cities = [city for city in cities_of(request) if may_run(request.user, city)]
    if not cities:
        raise PermissionDenied
    request.city = cities[0]
    form = NewCallForm(request.POST or None, cities=cities, initial={"organisation": cities[0]})
    if request.method == "POST" and form.is_valid():
        try:
            call = _begin(request, form.cleaned_data)
        except Refusal as refusal:
            for problem in getattr(refusal, "problems", []):
                form.add_error(problem.where if problem.where in form.fields else None, problem.message)
            if not getattr(refusal, "problems", []):
                form.add_error(None, str(refusal))
        else:
            return redirect("web:desk_call", slug=call.slug)
    return render(request, "desk/new.html", {"form": form}, status=422 if form.errors else 200)


def _begin(request: HttpRequest, asked: dict[str, Any]) -> Call:
    at = timezone.now()
    kind, _colon, key = asked["start"].partition(":")
    title = {"pl": asked["title"], "en": asked["title_en"]}
    slug = slugify(asked["slug"])
    if kind == "call":
        source = get_object_or_404(Call.objects.filter(organisation=asked["organisation"]), pk=key)
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
