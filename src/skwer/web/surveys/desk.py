"""Surveys at the desk: prepared, opened, closed; codes for paper slips."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.forms.schema import Form
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run
from skwer.apps.surveys import actions
from skwer.apps.surveys.models import Survey
from skwer.values.tables import csv_lines
from skwer.web.context import address
from skwer.web.desk.doors import desk_city

from . import telling
from .forms import CodesForm, SurveyForm

SHAPES = {Survey.State.DRAFT: "draft", Survey.State.OPEN: "vote", Survey.State.CLOSED: "done"}


@desk_city
@require_safe
def desk_surveys(request: HttpRequest, city: Organisation) -> HttpResponse:
    """All surveys of the city and how each stands; never how many have answered."""
    surveys = Survey.objects.filter(organisation=city).select_related("edition__scheme")
    context = {
        "city": city,
        "rows": [{"survey": one, "name": telling.name(one), "shape": SHAPES[one.state]} for one in surveys],
        "may_run": may_run(request.user, city),  # type: ignore[arg-type]
    }
    return render(request, "surveys/desk_list.html", context)


@desk_city
@require_http_methods(["GET", "HEAD", "POST"])
def desk_survey_new(request: HttpRequest, city: Organisation) -> HttpResponse:
    """A new survey: nobody sees it until it opens."""
    person: Any = request.user
    if not may_run(person, city):
        raise PermissionDenied
    form = SurveyForm(request.POST or None, city=city)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            typed = form.cleaned_data
            try:
                survey = actions.draft_survey(
                    by=person,
                    edition=typed["edition"],
                    moment=typed["moment"],
                    values=form.values(),
                    at=timezone.now(),
                )
            except Refusal as refusal:
                status = _show(form, refusal)
            else:
                messages.success(request, _("The survey is saved. It opens by itself at its hour."))
                return redirect("web:desk_survey", city.slug, survey.pk)
    return render(request, "surveys/desk_survey.html", {"city": city, "form": form, "may_run": True}, status=status)


@desk_city
@require_http_methods(["GET", "HEAD", "POST"])
def desk_survey(request: HttpRequest, city: Organisation, number: int) -> HttpResponse:
    """One survey: its settings while it is a draft, then its state and ways to share it."""
    person: Any = request.user
    survey = get_object_or_404(Survey.objects.select_related("edition__scheme"), organisation=city, pk=number)
    form = SurveyForm(request.POST if "save" in request.POST else None, city=city, survey=survey)
    status = 200
    if request.method == "POST":
        done, status = _act(request, person, survey, form)
        if done:
            if "remove" in request.POST:
                return redirect("web:desk_surveys", city.slug)
            return redirect("web:desk_survey", city.slug, survey.pk)
    context = {
        "city": city,
        "survey": survey,
        "name": telling.name(survey),
        "shape": SHAPES[survey.state],
        "form": form,
        "asked": [str(row.label) for question in Form.from_json(survey.form).questions for row in question.rows],
        "codes": CodesForm(),
        "asks_code": survey.who == Survey.Who.CODES and survey.state != Survey.State.CLOSED,
        "public_url": request.build_absolute_uri(address("web:survey", survey.pk)),
        "may_run": may_run(person, city),
    }
    return render(request, "surveys/desk_survey.html", context, status=status)


def _act(request: HttpRequest, person: Any, survey: Survey, form: SurveyForm) -> tuple[bool, int]:
    """Carry out the button that was pressed: (is it done, status)."""
    at = timezone.now()
    try:
        if "open" in request.POST:
            actions.open_survey(by=person, survey=survey, at=at)
            messages.success(request, _("The survey is open. Its questions can no longer be changed."))
        elif "close" in request.POST:
            actions.close_survey(by=person, survey=survey, at=at)
            messages.success(request, _("The survey is closed, and its results are public."))
        elif "remove" in request.POST:
            actions.remove_survey(by=person, survey=survey, at=at)
            messages.success(request, _("The survey is thrown away."))
        elif not form.is_valid():
            return False, 422
        else:
            actions.change_survey(by=person, survey=survey, values=form.values(), at=at)
            messages.success(request, _("The survey is saved. It opens by itself at its hour."))
    except Refusal as refusal:
        if "save" in request.POST:
            return False, _show(form, refusal)
        messages.error(request, refusal.message)
        return refusal.status != 403, refusal.status
    return True, 200


@desk_city
@require_http_methods(["POST"])
def desk_survey_codes(request: HttpRequest, city: Organisation, number: int) -> HttpResponse:
    """New codes as a table with the address of each: to print on slips or to send. They are told only here."""
    person: Any = request.user
    survey = get_object_or_404(Survey, organisation=city, pk=number)
    form = CodesForm(request.POST)
    count = form.cleaned_data["count"] if form.is_valid() else 0
    try:
        codes = actions.make_codes(by=person, survey=survey, count=count, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("web:desk_survey", city.slug, survey.pk)
    url = request.build_absolute_uri(address("web:survey", survey.pk))
    lines = csv_lines(("code", "address"), [(f"{code[:5]}-{code[5:]}", f"{url}?code={code}") for code in codes])
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="codes-{survey.pk}.csv"'
    return response


def _show(form: SurveyForm, refusal: Refusal) -> int:
    field = getattr(refusal, "field", "")
    name = f"{field}_pl" if field in ("trust", "shared") else field
    form.add_error(name if name in form.fields else None, str(refusal.message))
    return refusal.status
