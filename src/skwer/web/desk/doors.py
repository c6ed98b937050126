"""Who comes in at the desk, and for which call. Every desk view opens one of these doors first.

A call that a person may not even know of (another city's draft) does not exist for her: 404. One she may see but not
run is refused: 403. Auditors read: the doors let them in to look, and every action refuses them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from skwer.apps.calls.models import Call, Stage
from skwer.apps.people.models import Organisation
from skwer.apps.people.rules import may_read_desk, may_run

View = Callable[..., HttpResponse]


def desk_call(view: View) -> View:
    """view(request, call, …) instead of view(request, slug, …), for those who read the desk of the call's city."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        call = (
            Call.objects.visible_to(request.user)
            .select_related("organisation", "edition__scheme")
            .prefetch_related("stages__body")
            .filter(slug=slug)
            .first()
        )
        if call is None:
            raise Http404
        if not may_read_desk(request.user, call.organisation):
            raise PermissionDenied
        request.city = call.organisation
        request.may_run = may_run(request.user, call.organisation)
        return view(request, call, **kwargs)

    return inside


def desk_city(view: View) -> View:
    """view(request, city, …) instead of view(request, slug, …), for those who read the desk of this city, or of another
    organisation that works here: a ministry, a region, an association.

    That a city exists is no secret, so a stranger is refused (403) and not told that there is none.
    """

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        city = get_object_or_404(Organisation, slug=slug)
        if not may_read_desk(request.user, city):
            raise PermissionDenied
        request.city = city
        request.may_run = may_run(request.user, city)
        return view(request, city, **kwargs)

    return inside


def changes_only_by_staff(view: View) -> View:
    """Inside a door: whoever only reads (an auditor) may look, and sends nothing."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.may_run:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inside


def stage_at(call: Call, order: int) -> Stage:
    """The call's stage with this place in the order; 404 when there is none."""
    stage = next((stage for stage in call.stages.all() if stage.order == order), None)
    if stage is None:
        raise Http404
    stage.call = call
    return stage


def organisations_of(request: HttpRequest) -> list[Organisation]:
    """Organisations of every kind whose desk the person reads: cities first, then by name."""
    found = [one for one in Organisation.objects.of(request.user).order_by("name") if may_read_desk(request.user, one)]
    return sorted(found, key=lambda one: not one.is_city)


def cities_of(request: HttpRequest) -> list[Organisation]:
    """Cities whose desk the person reads, by name."""
    return [one for one in organisations_of(request) if one.is_city]
