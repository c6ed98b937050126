"""What waits for me, and my city's calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from skwer.apps.calls.models import Call
from skwer.apps.calls.queries import current_stage
from skwer.apps.calls.stages import kind_of
from skwer.web.inbox.views import inbox_page
from skwer.web.specimen import context

from .doors import cities_of


@never_cache
@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """First what is due, the late things on top; then the calls and what happens in them by itself."""
    at = timezone.now()
    cities = cities_of(request)
    sits = request.user.seats.filter(ended_at__isnull=True).exists()
    if not cities and not sits and not request.user.is_staff:
        raise PermissionDenied
    if cities:
        request.city = cities[0]
    calls = (
        Call.objects.filter(organisation__in=cities)
        .exclude(state__in=[Call.State.ARCHIVED, Call.State.CANCELLED])
        .select_related("organisation")
        .prefetch_related("stages")
    )
    return render(
        request,
        "desk/home.html",
        {
            **inbox_page(request.user, at),
            "calls": [_row(call, at) for call in calls],
            "cities": cities,
            "at": at,
        },
    )


def _row(call: Call, at: datetime) -> dict[str, Any]:
    stage = current_stage(call, at)
    return {
        "call": call,
        "stage": stage,
        "stage_name": (stage.title or kind_of(stage).name) if stage else "",
    }


@login_required
@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    """Every part of the design language on one page, for those who build and translate."""
    if not request.user.is_staff:
        raise PermissionDenied
    city = next(iter(cities_of(request)), None)
    request.city = city
    return render(request, "parts/specimen.html", context(city.geodata if city else None, timezone.now()))
