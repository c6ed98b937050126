"""Who comes in at the desk of learning: for an organisation of the address, and for a thing that belongs to one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from skwer.apps.people.rules import may_read_desk, may_run
from skwer.web.desk.doors import organisations_of

View = Callable[..., HttpResponse]


def desk_of_organisation(view: View) -> View:
    """view(request, organisation, mine): the one of the address (`?organisation=`), else the first whose desk the
    person reads."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        mine = organisations_of(request)
        wanted = request.GET.get("organisation", "")
        one = next((o for o in mine if o.slug == wanted), None if wanted or not mine else mine[0])
        if one is None:
            raise PermissionDenied
        request.city = one  # type: ignore[attr-defined]
        request.may_run = may_run(request.user, one)  # type: ignore[attr-defined, arg-type]
        return view(request, one, mine, **kwargs)

    return inside


def desk_of(model: Any, *, related: tuple[str, ...] = ("organisation",)) -> Callable[[View], View]:
    """view(request, thing) instead of view(request, slug), for those who read the desk of its organisation."""

    def decorate(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def inside(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            seen = model.objects.visible_to(request.user).select_related(*related)
            thing = get_object_or_404(seen, slug=slug)
            if not may_read_desk(request.user, thing.organisation):  # type: ignore[arg-type]
                raise PermissionDenied
            request.city = thing.organisation  # type: ignore[attr-defined]
            request.may_run = may_run(request.user, thing.organisation)  # type: ignore[attr-defined, arg-type]
            return view(request, thing, **kwargs)

        return inside

    return decorate


def runners_only(view: View) -> View:
    """Inside a door: a page that only makes something new is for those who may make it."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.may_run:  # type: ignore[attr-defined]
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inside


def writers_only(view: View) -> View:
    """Inside a door: whoever only reads (an auditor) sends nothing."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.may_run:  # type: ignore[attr-defined]
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inside
