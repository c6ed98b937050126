"""A city's self-assessment, for those who were asked: answering without a name; once it is closed, what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.learning import queries, rules
from skwer.apps.learning.actions import Invalid, answer_self_assessment
from skwer.apps.learning.models import Scale, SelfAssessment
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk
from skwer.values.text import in_language
from skwer.web.context import address
from skwer.web.refusing import refused

from . import strength, words

CANNOT = "-"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def self_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The form while it is open, the result when it is closed."""
    person: Any = request.user
    seen = SelfAssessment.objects.visible_to(person).select_related("scale__project", "city")
    one = get_object_or_404(seen, pk=pk)
    request.city = one.city  # type: ignore[attr-defined]
    if request.method == "POST":
        return _answer(request, one)
    if one.is_open:
        return _form(request, one, {}, [])
    standing = queries.standing_for(person, one)
    context = {
        **_common(request, one),
        "rows": strength.rows(standing) if standing else [],
        "finding": strength.finding(standing) if standing else "",
        "answered": strength.answered(standing) if standing else [],
        "ends": strength.ENDS,
    }
    return render(request, "learn/result.html", context)


def _answer(request: HttpRequest, one: SelfAssessment) -> HttpResponse:
    person: Any = request.user
    typed = {key: request.POST.get(f"area-{key}", "") for key in one.scale.keys}
    scores = {key: _score(value) for key, value in typed.items() if value}
    try:
        answer_self_assessment(by=person, assessment=one, scores=scores, at=timezone.now())
    except Invalid as refusal:
        return _form(request, one, typed, refusal.problems, status=refusal.status)
    except Refusal as refusal:
        return refused(request, refusal, back=address("web:self_assessment", one.pk), back_label=_("Back"))
    messages.success(request, _("Thank you. Your sheet is in, without your name."))
    return redirect("web:self_assessment", pk=one.pk)


def _score(value: str) -> Any:
    if value == CANNOT:
        return None
    return int(value) if len(value) == 1 and value.isascii() and value.isdecimal() else value


def _form(
    request: HttpRequest, one: SelfAssessment, typed: dict[str, str], problems: list[Any], *, status: int = 200
) -> HttpResponse:
    entry = queries.roll_entry(request.user, one)  # type: ignore[arg-type]
    missing = {problem.where: problem.message for problem in problems}
    titles = {f"area-{area['key']}": in_language(area["title"]) for area in one.scale.areas}
    context = {
        **_common(request, one),
        "asked": entry is not None,
        "done": entry is not None and entry.answered,
        "areas": areas_of(one.scale, typed, missing),
        "problems": [(f"id_{where}", f"{titles[where]}: {message}") for where, message in missing.items()],
        "cannot": CANNOT,
    }
    return render(request, "learn/judge.html", context, status=status)


def _common(request: HttpRequest, one: SelfAssessment) -> dict[str, Any]:
    person: Any = request.user
    desk = may_read_desk(person, one.city)
    comparing = rules.may_compare(person, one.scale)
    return {
        "one": one,
        "scale": one.scale,
        "spoken_title": words.spoken(one.scale, "title"),
        "city": one.city,
        "desk_url": address("web:desk_self_assessment", one.pk) if desk else "",
        "network_url": address("web:scale_network", one.scale.slug) if comparing else "",
    }


def areas_of(scale: Scale, typed: dict[str, str], missing: dict[str, Any]) -> list[dict[str, Any]]:
    """The scale's areas with their anchors as choices."""
    found = []
    for area in scale.areas:
        name = f"area-{area['key']}"
        anchors = [
            {
                "value": str(anchor["value"]),
                "text": in_language(anchor["text"]),
                "spoken": words.spoken_in(anchor["text"]),
                "on": typed.get(area["key"]) == str(anchor["value"]),
            }
            for anchor in area["anchors"]
        ]
        found.append(
            {
                "name": name,
                "title": in_language(area["title"]),
                "spoken": words.spoken_in(area["title"]),
                "anchors": anchors,
                "cannot": typed.get(area["key"]) == CANNOT,
                "missing": missing.get(name, ""),
            }
        )
    return found
