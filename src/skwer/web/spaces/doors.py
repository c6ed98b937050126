"""Who comes in at the desk of the inventory."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from skwer.apps.spaces import rules
from skwer.apps.spaces.models import Space

View = Callable[..., HttpResponse]


def desk_of_space(view: View) -> View:
    """view(request, space) for those who read the desk of its city; `request.may_run` says who changes it.

    A draft does not exist for others (404); a published space they see but do not keep (403).
    """

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, number: int) -> HttpResponse:
        person: Any = request.user
        rows = Space.objects.visible_to(person).select_related("organisation", "district", "cover")
        space = get_object_or_404(rows, pk=number)
        if not rules.may_read_spaces_desk(person, space.organisation):
            raise PermissionDenied
        request.may_run = rules.may_change_space(person, space)  # type: ignore[attr-defined]
        if request.method == "POST" and not request.may_run:  # type: ignore[attr-defined]
            raise PermissionDenied
        request.city = space.organisation  # type: ignore[attr-defined]
        request.section = "desk"  # type: ignore[attr-defined]
        return view(request, space)

    return inside
