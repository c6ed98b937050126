"""The list as it stood on a past day: rebuilt from the sheets and ballots of that day, and compared."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from skwer.apps.calls.models import Call, Decision
from skwer.apps.calls.queries import decision_on, verify_decision
from skwer.overview.result import published_of, result_page

KEPT_FOR = 60
"""Seconds for which an answer is kept: counting a large vote again is work, and anybody may ask for it."""


def day_of(request: HttpRequest) -> date | None:
    """The day asked for; None when it is no day."""
    try:
        return date.fromisoformat(request.GET.get("on", "").strip()[:10])
    except ValueError:
        return None


def decision_of(request: HttpRequest, call: Call) -> Decision | None:
    """The decision in force on the day that the address names."""
    day = day_of(request)
    return decision_on(call, day) if day else None


def result_on(request: HttpRequest, call: Call) -> HttpResponse:
    """The whole result of that day, counted again now: equal, or what differs."""
    from . import views  # the page is the same as today's

    day = day_of(request)
    decision = decision_on(call, day) if day else None
    days = list(
        call.decisions.filter(published_at__isnull=False)
        .order_by("published_at")
        .values_list("published_at", flat=True)
    )
    if day is None or decision is None:
        said = _("Write the day as in a calendar, for example 2026-12-06.") if day is None else ""
        context = {"call": call, "day": day, "problem": said, "typed": request.GET.get("on", ""), "days": days}
        return render(request, "results/past.html", context, status=422 if day is None else 200)
    decision.call = call
    view = result_page(decision, request.user)  # type: ignore[arg-type]
    newest = published_of(call)
    return views.show(
        request,
        view,
        day=day,
        days=days,
        differences=differences(decision),
        live=newest is not None and newest.pk == decision.pk,
        query=f"?on={day.isoformat()}",
    )


def differences(decision: Decision) -> list[str]:
    """What counting again gives otherwise; the answer is kept for a minute."""
    key = f"recounted:{decision.pk}:{decision.outcome_hash}"
    found: list[str] | None = cache.get(key)
    if found is None:
        found = verify_decision(decision)
        cache.set(key, found, KEPT_FOR)
    return found
