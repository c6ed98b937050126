"""Applications elsewhere: a city's own record of where it asked for money, and how well that goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.people.rules import may_run
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import OutsideApplication, Project
from skwer.apps.programmes.queries.research import by_year, success_of, sums_of
from skwer.web.context import address
from skwer.web.desk.doors import organisations_of
from skwer.web.templatetags.words import day, money

from .doors import attempt, done, with_refusals
from .forms import ApplicationForm
from .words import success_short, success_words

PAGE = 50
SHAPES = {"pending": "check", "granted": "chosen", "refused": "no", "withdrawn": "draft"}
FIELDS = ("programme_name", "title", "asked", "currency", "applied_on", "result", "decided_on", "granted", "learned")


def of_organisation(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """view(request, organisation, mine, …): the one named in the query, else the first whose desk the person reads."""

    @never_cache
    @login_required
    @with_refusals
    @wraps(view)
    def inside(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        mine = organisations_of(request)
        wanted = request.GET.get("organisation", "")
        one = next((row for row in mine if row.slug == wanted), None if wanted or not mine else mine[0])
        if one is None:
            raise PermissionDenied
        request.city = one  # type: ignore[attr-defined]
        return view(request, one, mine, **kwargs)

    return inside


@of_organisation
@require_safe
def applications(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """Every application, and the success rate with its n, by year."""
    person: Any = request.user
    rows = OutsideApplication.objects.visible_to(person).filter(organisation=organisation).select_related("project")
    every = list(rows)
    listed = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    success = success_of(every)
    context = {
        "organisation": organisation,
        "others": [one for one in mine if one != organisation],
        "page": listed,
        "rows": [(one, SHAPES[one.result]) for one in listed],
        "success": success,
        "finding": success_words(success) if every else _("No application yet"),
        "sums": sums_of(every),
        "years": [(year, one, success_short(one), sums) for year, one, sums in by_year(every)],
        "may": may_run(person, organisation),
    }
    return render(request, "work/applications.html", context)


@of_organisation
@require_http_methods(["GET", "HEAD", "POST"])
def application_new(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """Note an application."""
    del mine
    if not may_run(request.user, organisation):  # type: ignore[arg-type]
        raise NotAllowed
    return _edit(request, organisation, None)


@never_cache
@login_required
@with_refusals
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: its result, and what was learned."""
    person: Any = request.user
    rows = OutsideApplication.objects.visible_to(person).select_related("organisation", "project")
    one = get_object_or_404(rows, pk=pk)
    request.city = one.organisation  # type: ignore[attr-defined]
    return _edit(request, one.organisation, one)


def _facts(one: OutsideApplication) -> list[tuple[str, Any]]:
    return [
        (_("Programme"), one.programme_name),
        (_("Sum asked for"), money(one.asked, one.currency)),
        (_("Sent on"), day(one.applied_on)),
        (pgettext("application elsewhere", "Result"), one.get_result_display()),
        (_("Decided on"), day(one.decided_on) if one.decided_on else ""),
        (_("Sum granted"), money(one.granted, one.currency) if one.granted is not None else ""),
        (_("Project that helped"), one.project.short if one.project else ""),
        (_("What you learned"), one.learned),
    ]


def _edit(request: HttpRequest, organisation: Organisation, one: OutsideApplication | None) -> HttpResponse:
    by: Any = request.user
    at = timezone.now()
    projects = Project.objects.of(organisation).order_by("-starts_on", "pk")
    choices = [("", "–"), *((str(row.pk), row.short) for row in projects)]
    initial = {name: getattr(one, name) for name in FIELDS} | {"project": str(one.project_id or "")} if one else {}
    form = ApplicationForm(request.POST or None, projects=choices, initial=initial)
    to = f"{address('web:desk_applications')}?organisation={organisation.slug}"
    status = 200
    if request.method == "POST":
        if one is not None and request.POST.get("do") == "remove":
            actions.remove_application(by=by, application=one, at=at)
            return done(request, _("The application is gone."), to)

        def save(given: dict[str, Any]) -> None:
            pk = given.pop("project")
            values = {**given, "project": next((row for row in projects if str(row.pk) == pk), None)}
            if one is None:
                actions.record_application(by=by, organisation=organisation, values=values, at=at)
            else:
                actions.change_application(by=by, application=one, values=values, at=at)

        answer = attempt(request, form, save, _("Saved."), to)
        if not isinstance(answer, int):
            return redirect(to)
        status = answer
    context = {
        "organisation": organisation,
        "application": one,
        "form": form,
        "may": may_run(by, organisation),
        "list_url": to,
        "facts": _facts(one) if one else [],
    }
    return render(request, "work/application.html", context, status=status)
