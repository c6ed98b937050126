"""Funding programmes at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk
from skwer.apps.programmes import actions, queries, rules
from skwer.apps.programmes.models import FundingProgramme
from skwer.web.context import address, with_query

from .desk import desk_of_organisation, marks_page, put_errors
from .forms import ProgrammeForm, as_slug


@desk_of_organisation
@require_safe
def desk_programmes(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """Programmes whose page the organisation keeps."""
    person: Any = request.user
    context = {
        "organisation": organisation,
        "others": [o for o in mine if o != organisation],
        "programmes": queries.programmes_for(person).filter(organisation=organisation),
        "may_begin": rules.may_begin(person, organisation),
    }
    return render(request, "projects/desk_programmes.html", context)


@desk_of_organisation
@require_http_methods(["GET", "HEAD", "POST"])
def desk_programme_new(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """A new programme: a draft that only the desk sees."""
    del mine
    by: Any = request.user
    if not rules.may_begin(by, organisation):
        raise PermissionDenied
    form = ProgrammeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        slug = as_slug(given["slug"], given["name_en"], given["name_pl"])
        try:
            one = actions.create_programme(
                by=by, organisation=organisation, slug=slug, values=form.values(), at=timezone.now()
            )
        except Refusal as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("Saved. Only the desk sees it until you publish it."))
            return redirect("web:desk_programme", slug=one.slug)
    context = {"form": form, "organisation": organisation, "programme": None, "may_keep": True}
    return render(request, "projects/desk_programme.html", context, status=422 if form.errors else 200)


def _inside(request: HttpRequest, slug: str) -> FundingProgramme:
    """The programme, for those who read its keeper's desk. Raises Http404, PermissionDenied."""
    by: Any = request.user
    one = FundingProgramme.objects.visible_to(by).select_related("organisation").filter(slug=slug).first()
    if one is None:
        raise Http404
    if not may_read_desk(by, one.organisation):
        raise PermissionDenied
    request.city = one.organisation  # type: ignore[attr-defined]
    return one


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_programme_marks(request: HttpRequest, slug: str) -> HttpResponse:
    """The marks that stand on the cards of all its projects."""
    one = _inside(request, slug)
    if not rules.may_keep_programme(request.user, one):  # type: ignore[arg-type]
        raise PermissionDenied
    context = {"title": one.name, "back": address("web:desk_programme", one.slug)}
    return marks_page(request, one, "programme", redirect("web:desk_programme_marks", slug=one.slug), context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a programme, show it to everybody or take it back."""
    by: Any = request.user
    one = _inside(request, slug)
    again = redirect("web:desk_programme", slug=one.slug)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, initial=ProgrammeForm.of(one))
    try:
        if "publish" in request.POST:
            actions.publish_programme(by=by, programme=one, at=timezone.now())
            messages.success(request, _("Everybody sees this programme now."))
            return again
        if "hide" in request.POST:
            actions.hide_programme(by=by, programme=one, at=timezone.now())
            messages.success(request, _("Only the desk sees this programme now."))
            return again
        if form.is_bound and form.is_valid():
            actions.change_programme(by=by, programme=one, values=form.values(), at=timezone.now())
            messages.success(request, _("Saved."))
            return again
    except Refusal as refusal:
        if refusal.status == 403:
            raise PermissionDenied from refusal
        put_errors(form, refusal)
    context = {
        "programme": one,
        "organisation": one.organisation,
        "form": form,
        "may_keep": rules.may_keep_programme(by, one),
        "list_url": with_query(address("web:desk_programmes"), f"organisation={one.organisation.slug}"),
    }
    return render(
        request, "projects/desk_programme.html", context, status=422 if form.is_bound and form.errors else 200
    )
