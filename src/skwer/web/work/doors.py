"""The door to the inside of a project, and what its pages share.

Whoever may not even see the card is told that there is no such project (404); who sees the card but not the inside is
refused (403). Auditors look; every action refuses them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.programmes import rules
from skwer.apps.programmes.models import Partnership, Project, inside
from skwer.apps.programmes.queries.partners import writes_for
from skwer.web.context import address
from skwer.web.refusing import refused

View = Callable[..., HttpResponse]


def with_refusals(view: View) -> View:
    """A refusal no form could show ends as a page that says it."""

    @wraps(view)
    def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal, back=request.path)

    return careful


def inside_project(view: View) -> View:
    """view(request, project, …) instead of view(request, slug, …), for those who read what is inside.

    The request then knows `keeps` (does she keep the page?) and `partners` (for whom does she write?).
    """

    @never_cache
    @login_required
    @with_refusals
    @wraps(view)
    def opened(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        project = inside(person).filter(slug=slug).select_related("organisation").first()
        if project is None:
            if Project.objects.visible_to(person).filter(slug=slug).exists():
                raise PermissionDenied
            raise Http404
        request.city = project.organisation  # type: ignore[attr-defined]
        request.keeps = rules.may_keep(person, project)  # type: ignore[attr-defined]
        request.partners = writes_for(person, project)  # type: ignore[attr-defined]
        return view(request, project, **kwargs)

    return opened


def attempt(request: HttpRequest, form: forms.Form, do: Callable[[dict[str, Any]], object], said: str, to: str) -> Any:
    """Do it with what the form read: the way on when it is done, else the status of the page that says what to mend.

    A refusal that names a field stands beside it. Who may not do it at all is not shown the form again.
    """
    if not form.is_valid():
        return 422
    try:
        do(form.cleaned_data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return refusal.status
    messages.success(request, said)
    return redirect(to)


def done(request: HttpRequest, said: str, to: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(to)


def tabs(project: Project, here: str) -> list[dict[str, Any]]:
    """The parts of a project's work, each one's page."""
    names = {
        "work": pgettext("work of a project", "What next"),
        "tasks": _("Tasks"),
        "money": pgettext("work of a project", "Money"),
        "claims": _("Reports and invoices"),
        "measures": pgettext("work of a project", "Measures"),
        "risks": _("Risks"),
        "support": _("Support"),
        "experts": _("Experts"),
        "studies": _("Studies"),
    }
    route = {"work": "web:desk_work"}
    return [
        {"label": label, "url": address(route.get(key, f"web:desk_work_{key}"), project.slug), "current": key == here}
        for key, label in names.items()
    ]


def page(
    request: HttpRequest, template: str, project: Project, here: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page inside the project."""
    parts = tabs(project, here)
    given = {
        "project": project,
        "tabs": parts,
        "tab": next(part for part in parts if part["current"]),
        "keeps": request.keeps,  # type: ignore[attr-defined]
        "writes": bool(request.partners),  # type: ignore[attr-defined]
        "work_url": address("web:desk_work", project.slug),
        "card_url": address("web:project", project.slug),
    }
    return render(request, template, given | context, status=status)


def partner_choices(request: HttpRequest, *, everybody: str = "") -> list[tuple[Any, str]]:
    """For whom the person writes, for a select. `everybody` names the choice of no single partner; keepers have it."""
    found: list[tuple[Any, str]] = [(one.pk, one.label) for one in request.partners]  # type: ignore[attr-defined]
    if everybody and request.keeps:  # type: ignore[attr-defined]
        return [("", everybody), *found]
    return [("", "–"), *found] if len(found) > 1 else found


def partner_of(request: HttpRequest, pk: Any) -> Partnership | None:
    """The chosen partnership, one of those for whom the person writes; None for "the whole project"."""
    return next((one for one in request.partners if str(one.pk) == str(pk)), None)  # type: ignore[attr-defined]
