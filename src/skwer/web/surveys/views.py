"""Answering a survey, and what closed ones said, edition after edition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.forms.errors import FieldError
from skwer.apps.forms.reading import read_post
from skwer.apps.forms.schema import Form
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.surveys import actions, queries, rules
from skwer.apps.surveys.models import Survey
from skwer.values.tables import csv_lines
from skwer.web.context import address
from skwer.web.throttle import throttled

from . import telling

COLUMNS = ("edition", "moment", "closed", "sheets", "statement", "words", "answers", "agree", "low", "high", "below",
           "above")  # fmt: skip
YEAR = 366 * 86_400


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("survey", limit=60, seconds=3600)
def survey(request: HttpRequest, number: int) -> HttpResponse:
    """One survey: its questions while it is open, its results when it has closed."""
    person: Any = request.user if request.user.is_authenticated else None
    visible = Survey.objects.visible_to(person).select_related("organisation", "edition__scheme")
    one = get_object_or_404(visible, pk=number)
    request.city = one.organisation  # type: ignore[attr-defined]
    if one.state == Survey.State.CLOSED:
        return redirect(f"{address('web:trust', one.organisation.slug)}#s-{one.pk}")
    mark, at = f"survey-{one.pk}", timezone.now()
    form, open_now = Form.from_json(one.form), rules.is_open(one, at)
    answers: dict[str, Any] = {}
    problems: list[Any] = []
    status = 200
    done = request.COOKIES.get(mark) == "1" and one.who == Survey.Who.ANYBODY
    code = request.POST.get("code", request.GET.get("code", ""))
    if request.method == "POST":
        answers = read_post(form, request.POST)
        try:
            if done:
                raise actions.Answered
            actions.answer_survey(by=person, survey=one, answers=answers, code=code, at=at)
        except Refusal as refusal:
            problems = _problems(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Thank you. Your answers are kept without your name, address or hour."))
            response = redirect(request.path)
            # Not a name and not a number: only that this browser has answered, so that it does not ask again.
            response.set_cookie(mark, "1", max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
            return response
    context = {
        "survey": one,
        "city": one.organisation,
        "questions": form.questions,
        "answers": answers,
        "problems": problems,
        "code": code,
        "code_errors": [str(one.message) for one in problems if one.field == "code"],
        "asks_code": one.who == Survey.Who.CODES,
        "sign_in": f"{address('account_login')}?next={request.path}"
        if one.who == Survey.Who.ACCOUNTS and person is None
        else "",
        "open_now": open_now,
        "done": request.COOKIES.get(mark) == "1",
    }
    return render(request, "surveys/survey.html", context, status=status)


def _problems(refusal: Refusal) -> list[FieldError]:
    """Each with the field it belongs to, so that the summary leads there."""
    field = "code" if isinstance(refusal, actions.WrongCode) else ""
    return getattr(refusal, "problems", None) or [FieldError(field, refusal.code, refusal.message)]


@require_safe
def trust(request: HttpRequest, slug: str) -> HttpResponse:
    """What surveys of a city said: the newest first, before and after compared, editions beside each other."""
    city = _city(request, slug)
    found = queries.history(city)
    by_edition: dict[int, dict[str, queries.Results]] = {}
    for one in found:
        by_edition.setdefault(one.survey.edition_id, {})[one.survey.moment] = one
    compared = [
        (pair["after"].survey.edition.name, [telling.moved(c) for c in queries.changes(pair["before"], pair["after"])])
        for pair in by_edition.values()
        if {"before", "after"} <= set(pair)
    ]
    request.section = "results"  # type: ignore[attr-defined]
    context = {
        "city": city,
        "title": telling.heading(found),
        "running": Survey.objects.filter(organisation=city, state=Survey.State.OPEN).order_by("closes_at"),
        "compared": compared[::-1],
        "surveys": [
            {
                "survey": one.survey,
                "name": telling.name(one.survey),
                "n": one.n,
                "blocks": telling.blocks(one),
                "parted": telling.parted(one),
            }
            for one in reversed(found)
        ],
    }
    return render(request, "surveys/trust.html", context)


@require_safe
def trust_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Every share the page shows; what may not be shown is empty here as well."""
    rows = []
    for found in queries.history(_city(request, slug)):
        for one in found.told:
            share = one.share
            exact = share is not None and share.exact is not None
            rows.append(
                [
                    found.survey.edition.name,
                    found.survey.moment,
                    timezone.localdate(found.survey.closes_at),
                    found.n,
                    one.key,
                    one.words,
                    share.n if share else None,
                    f"{float(share.exact):.4f}" if exact else None,  # type: ignore[union-attr,arg-type]
                    f"{share.low:.4f}" if exact else None,  # type: ignore[union-attr]
                    f"{share.high:.4f}" if exact else None,  # type: ignore[union-attr]
                    f"{float(share.below):.4f}" if share and share.below is not None else None,
                    f"{float(share.above):.4f}" if share and share.above is not None else None,
                ]
            )
    response = StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="trust-{slug}.csv"'
    return response


def _city(request: HttpRequest, slug: str) -> Organisation:
    city = get_object_or_404(Organisation.objects.cities(), slug=slug)
    request.city = city  # type: ignore[attr-defined]
    return city
