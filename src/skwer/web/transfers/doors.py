"""Who comes to the desk of a transfer: others are told that there is no such thing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from skwer.apps.practices.models import Transfer

View = Callable[..., HttpResponse]
RELATED = ("organisation", "project__organisation", "practice__current", "practice__organisation", "kit_version__kit")


def desk_of_transfer(view: View) -> View:
    """view(request, transfer, …): for the city's desk, and for those inside the project."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        transfer = Transfer.objects.inside(person).select_related(*RELATED).filter(pk=pk).first()
        if transfer is None:
            raise Http404
        request.city = transfer.organisation  # type: ignore[attr-defined]
        request.section = "desk"  # type: ignore[attr-defined]
        return view(request, transfer, **kwargs)

    return inside
