"""Who comes to which desk: others are told that there is no such thing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from skwer.apps.people.models import Organisation
from skwer.apps.people.rules import may_read_desk, may_run
from skwer.apps.practices import rules
from skwer.apps.programmes.models import Project

View = Callable[..., HttpResponse]


def desk_of_organisation(view: View) -> View:
    """view(request, organisation, mine): the one of the address (`?organisation=`), else the first she reads."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        mine = [one for one in Organisation.objects.of(person).order_by("name") if may_read_desk(person, one)]
        wanted = request.GET.get("organisation", "")
        organisation = next((one for one in mine if one.slug == wanted), None if wanted or not mine else mine[0])
        if organisation is None:
            raise Http404
        request.city = organisation  # type: ignore[attr-defined]
        request.section = "desk"  # type: ignore[attr-defined]
        return view(request, organisation, mine, **kwargs)

    return inside


def desk_of_project(view: View) -> View:
    """view(request, project, …): for the desks of the keeper and of the partners."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        project = Project.objects.filter(slug=slug).select_related("organisation").first()
        if project is None or not rules.may_read_project_desk(person, project):
            raise Http404
        request.city = project.organisation  # type: ignore[attr-defined]
        request.section = "desk"  # type: ignore[attr-defined]
        return view(request, project, **kwargs)

    return inside


def partners_of(project: Project) -> list[Organisation]:
    """Organisations of this installation that keep the project or take part in it today."""
    partners = Organisation.objects.filter(partnerships__in=project.partnerships.current())
    return list((partners | Organisation.objects.filter(pk=project.organisation_id)).distinct().order_by("name"))


def run_by(person: Any, organisations: list[Organisation]) -> list[Organisation]:
    return [one for one in organisations if may_run(person, one)]
