"""Who comes to a kit's desk: others are told that there is no such thing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from skwer.apps.practices import rules
from skwer.apps.practices.models import Kit

View = Callable[..., HttpResponse]


def desk_of_kit(view: View) -> View:
    """view(request, kit): for the desk of the organisation that keeps it."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, slug: str) -> HttpResponse:
        person: Any = request.user
        kit = Kit.objects.filter(slug=slug).select_related("organisation", "practice__current").first()
        if kit is None or not rules.may_read_kit_desk(person, kit):
            raise Http404
        request.city = kit.organisation  # type: ignore[attr-defined]
        request.section = "desk"  # type: ignore[attr-defined]
        return view(request, kit)

    return inside
