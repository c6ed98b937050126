"""How well a practice fits: one's own scores, and the spread of all. For those inside; cities are not ranked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import queries, rules
from skwer.apps.practices.actions import transfers as actions
from skwer.apps.practices.models import FitScore, Practice, Transfer
from skwer.apps.practices.queries import Fit
from skwer.apps.programmes.models import Project
from skwer.web.context import address

from .doors import desk_of_transfer

SCORES = range(1, 6)


@desk_of_transfer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer_fit(request: HttpRequest, transfer: Transfer) -> HttpResponse:
    """Score the four aspects; read how all scores spread."""
    person: Any = request.user
    own = {score.aspect: score for score in transfer.fit_scores.filter(by=person)}
    problems: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            _keep(request, transfer)
        except Refusal as refusal:
            status, problems = refusal.status, [("", str(refusal.message))]
        else:
            messages.success(request, _("Your scores are kept."))
            return redirect("web:desk_transfer_fit", pk=transfer.pk)
    context = {
        "transfer": transfer,
        "aspects": [_asked(request, aspect, own.get(aspect.value)) for aspect in FitScore.Aspect],
        "scores": [(str(n), words) for n, words in zip(SCORES, _meanings(), strict=True)],
        "spreads": [spread_words(one) for one in queries.fit(transfer)],
        "notes": [
            (capfirst(str(score.get_aspect_display())), score.note)
            for score in transfer.fit_scores.exclude(note="").order_by("aspect", "pk")
        ],
        "may_rate": rules.may_rate(person, transfer) and transfer.is_open,
        "problems": problems,
    }
    return render(request, "transfers/desk_fit.html", context, status=status)


def _meanings() -> list[str]:
    return [
        _("1: does not fit"),
        "2",
        _("3: fits after changes"),
        "4",
        _("5: fits as it is"),
    ]


def _asked(request: HttpRequest, aspect: FitScore.Aspect, given: FitScore | None) -> dict[str, Any]:
    questions = {
        FitScore.Aspect.LEGAL: _("Does our law allow it, with a vehicle we have used?"),
        FitScore.Aspect.FINANCIAL: _("Can we pay for it, this year and the next?"),
        FitScore.Aspect.SOCIAL: _("Will our residents take it up?"),
        FitScore.Aspect.CAPACITY: _("Has our office the people and the time?"),
    }
    key = aspect.value
    sent = request.method == "POST"
    return {
        "key": key,
        "name": capfirst(str(aspect.label)),
        "question": questions[aspect],
        "score": request.POST.get(f"score-{key}", "") if sent else str(given.score) if given else "",
        "note": request.POST.get(f"note-{key}", "") if sent else given.note if given else "",
    }


@transaction.atomic
def _keep(request: HttpRequest, transfer: Transfer) -> None:
    """All aspects that were scored, or none."""
    by: Any = request.user
    at = timezone.now()
    scored = 0
    for aspect in FitScore.Aspect.values:
        typed = request.POST.get(f"score-{aspect}", "")
        if not typed:
            continue
        score = int(typed) if typed in {str(n) for n in SCORES} else 0
        note = request.POST.get(f"note-{aspect}", "")
        actions.rate_fit(by=by, transfer=transfer, aspect=aspect, score=score, note=note, at=at)
        scored += 1
    if not scored:
        raise actions.BadTransfer("score", _("Score at least one aspect."))


def spread_words(one: Fit) -> dict[str, Any]:
    """What `{% spread %}` draws of one aspect."""
    return {"name": capfirst(str(one.name)), "n": one.n, "scores": one.scores}


def city_fits(person: Any, project: Project, practice: Practice | None) -> list[dict[str, Any]]:
    """City by city, for those inside; by name."""
    return [
        {
            "city": one.transfer.organisation.short,
            "url": address("web:desk_transfer_fit", one.transfer.pk),
            "cells": [spread_words(aspect) for aspect in one.aspects],
        }
        for one in queries.fit_of_project(person, project, practice)
    ]
