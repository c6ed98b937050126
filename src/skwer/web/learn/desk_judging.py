"""A city's self-assessment at the desk: opening it, asking people, closing, sharing with the project."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.learning import actions, queries, rules
from skwer.apps.learning.models import Scale, SelfAssessment
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk

from . import words
from .doors import desk_of_organisation, runners_only
from .forms import AskForm, OpenForm


@desk_of_organisation
@runners_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """Open a self-assessment of the city on one of the scales it may use."""
    del mine
    by: Any = request.user
    offered = Scale.objects.visible_to(by).select_related("project")
    usable = [scale.pk for scale in offered if rules.may_use(scale, organisation)]
    posted = request.POST if request.method == "POST" else None
    form = OpenForm(
        posted,
        scales=Scale.objects.filter(pk__in=usable),
        initial={"scale": request.GET.get("scale", ""), "moment": request.GET.get("moment", "before")},
    )
    refusal: Refusal | None = None
    if posted is not None and form.is_valid():
        try:
            made = actions.open_self_assessment(by=by, city=organisation, at=timezone.now(), **form.cleaned_data)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("It is open. Now say who is asked."))
            return redirect("web:desk_self_assessment", pk=made.pk)
    context = {
        "organisation": organisation,
        "form": form,
        "refusal": refusal,
        "usable": bool(usable),
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "own": f"?organisation={organisation.slug}",
    }
    status = refusal.status if refusal else 422 if form.is_bound and form.errors else 200
    return render(request, "learn/desk_open.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """How many were asked and have answered; asking more, closing, sharing."""
    person: Any = request.user
    seen = SelfAssessment.objects.visible_to(person).select_related("scale__project", "city")
    one = get_object_or_404(seen, pk=pk)
    if not may_read_desk(person, one.city):
        raise PermissionDenied
    request.city = one.city  # type: ignore[attr-defined]
    may_run = rules.may_assess(person, one.city)
    form = AskForm(request.POST if request.POST.get("do") == "ask" else None, city=one.city)
    refusal: Refusal | None = None
    if request.method == "POST":
        if not may_run:
            raise PermissionDenied
        try:
            if said := _do(request, one, form):
                messages.success(request, said)
                return redirect("web:desk_self_assessment", pk=one.pk)
        except Refusal as error:
            refusal = error
    answered, asked = queries.turnout(one)
    twin = SelfAssessment.objects.filter(scale=one.scale, city=one.city, moment="after").exists()
    context = {
        "one": one,
        "scale": one.scale,
        "spoken_title": words.spoken(one.scale, "title"),
        "city": one.city,
        "form": form,
        "refusal": refusal,
        "answered": answered,
        "asked": asked,
        "people": one.roll.select_related("person").order_by("person__name", "pk"),
        "may_run": may_run,
        "next_after": may_run and one.moment == "before" and not one.is_open and not twin,
        "own": f"?organisation={one.city.slug}",
    }
    return render(request, "learn/desk_self.html", context, status=refusal.status if refusal else 200)


def _do(request: HttpRequest, one: SelfAssessment, form: AskForm) -> str:
    """What the button says; "" when the form is to be shown again."""
    by: Any = request.user
    at = timezone.now()
    do = request.POST.get("do", "")
    if do == "ask":
        if not form.is_valid():
            return ""
        chosen = form.cleaned_data
        n = actions.ask(by=by, assessment=one, bodies=list(chosen["bodies"]), desk=chosen["desk"], at=at)
        if not n:
            return _("Everybody of them was asked already.")
        return ngettext("%(n)s person is asked.", "%(n)s people are asked.", n) % {"n": n}
    if do == "close":
        actions.close_self_assessment(by=by, assessment=one, at=at)
        return _("Closed. Your city and those who were asked see the result now.")
    if do in ("share", "unshare"):
        actions.share_result(by=by, assessment=one, shared=do == "share", at=at)
        return _("Shared with the project.") if do == "share" else _("No longer shared.")
    return ""
