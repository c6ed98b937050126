"""The card of a project at the desk: what is there, what is missing, who sees it; its values and the funder's marks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.actions import delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.programmes import actions, queries, rules
from skwer.apps.programmes.models import FundingProgramme, Project
from skwer.web.context import address, with_query
from skwer.web.desk.doors import organisations_of

from .card import shape
from .forms import CardForm, MarkForm, NewProjectForm
from .parts import parts_by_page
from .words import period

View = Callable[..., HttpResponse]


def desk_of_organisation(view: View) -> View:
    """view(request, organisation, mine, …): the organisation of the address (`?organisation=`), of any kind, else the
    first whose desk the person reads."""

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
        return view(request, one, mine, **kwargs)

    return inside


def desk_of_project(view: View) -> View:
    """view(request, project, …) for those who read what is inside: the keeper's desk, partners, experts."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        project = queries.card_of(person, slug)
        if project is None:
            raise Http404
        if not rules.may_read_inside(person, project):
            raise PermissionDenied
        request.city = project.organisation  # type: ignore[attr-defined]
        return view(request, project, **kwargs)

    return inside


def kept(view: View) -> View:
    """Inside a door: only for those who keep the card."""

    @wraps(view)
    def inside(request: HttpRequest, project: Project, **kwargs: Any) -> HttpResponse:
        if not rules.may_keep(request.user, project):  # type: ignore[arg-type]
            raise PermissionDenied
        return view(request, project, **kwargs)

    return inside


@desk_of_organisation
@require_safe
def desk_projects(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """Projects whose card the organisation keeps, drafts among them, and those it takes part in."""
    person: Any = request.user
    found = queries.projects_for(person, organisation=organisation)
    rows = [
        {
            "project": one,
            "shape": shape(one),
            "period": period(one),
            "url": address("web:desk_project", one.slug),
            "keeper": "" if one.organisation_id == organisation.pk else one.organisation.short,
        }
        for one in found
    ]
    context = {
        "organisation": organisation,
        "others": [o for o in mine if o != organisation],
        "kept": [row for row in rows if not row["keeper"]],
        "joined": [row for row in rows if row["keeper"]],
        "may_begin": rules.may_begin(person, organisation),
    }
    return render(request, "projects/desk_list.html", context)


@desk_of_organisation
@require_http_methods(["GET", "HEAD", "POST"])
def desk_project_new(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """A new card: a draft that only the desk sees."""
    del mine
    by: Any = request.user
    if not rules.may_begin(by, organisation):
        raise PermissionDenied
    form = NewProjectForm(request.POST if request.method == "POST" else None, person=by)
    if form.is_bound and form.is_valid():
        try:
            project = actions.create_project(
                by=by, organisation=organisation, slug=form.wanted_slug, values=form.values(), at=timezone.now()
            )
        except Refusal as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("The card is a draft. Fill in what is missing, then publish it."))
            return redirect("web:desk_project", slug=project.slug)
    context = {"form": form, "organisation": organisation}
    return render(request, "projects/desk_new.html", context, status=422 if form.errors else 200)


@desk_of_project
@require_http_methods(["GET", "HEAD", "POST"])
def desk_project(request: HttpRequest, project: Project) -> HttpResponse:
    """What of the card is filled and what is missing; publish it, or take it back."""
    by: Any = request.user
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if "publish" in request.POST:
                actions.publish_project(by=by, project=project, at=timezone.now())
                messages.success(request, _("Everybody sees this card now."))
            else:
                actions.hide_project(by=by, project=project, at=timezone.now())
                messages.success(request, _("Only the desk sees this card now."))
            return redirect("web:desk_project", slug=project.slug)
        except Refusal as error:
            refusal = error
    marks = queries.marks_of(by, project)
    parts = queries.parts_of(project, len(marks))
    context = {
        "project": project,
        "shape": shape(project),
        "period": period(project),
        "groups": parts_by_page(project, parts),
        "missing": sum(not part.filled for part in parts),
        "may_keep": rules.may_keep(by, project),
        "refusal": refusal,
        "list_url": with_query(address("web:desk_projects"), f"organisation={project.organisation.slug}"),
        "ways": _ways(project),
    }
    return render(request, "projects/desk_project.html", context, status=refusal.status if refusal else 200)


def _ways(project: Project) -> list[tuple[str, str, str]]:
    """Where the project's work, trials and texts are written; those that are installed."""
    ways = [
        (_("Work"), _("Tasks, money by partner, measures, risks, advice"), address("web:desk_work", project.slug)),
        (_("Trials"), _("Pilots and small tests, good and bad"), with_query(
            address("web:desk_trials"), f"organisation={project.organisation.slug}")),
        (_("Cases side by side"), _("The same questions to every partner"),
         address("web:desk_comparisons", project.slug)),
        (_("Methods"), _("Texts that grew from the cases"), address("web:desk_methods", project.slug)),
        (pgettext("practices", "Transfers"), _("Elements city by city, and how well they fit"),
         address("web:project_transfers", project.slug)),
        (_("Events"), _("Agenda, people, groups, what came of it"), with_query(
            address("web:desk_events"), f"organisation={project.organisation.slug}")),
    ]  # fmt: skip
    return [way for way in ways if way[2]]


@desk_of_project
@kept
@require_http_methods(["GET", "HEAD", "POST"])
def desk_project_card(request: HttpRequest, project: Project) -> HttpResponse:
    """The values of the card."""
    by: Any = request.user
    form = CardForm(request.POST if request.method == "POST" else None, person=by, project=project)
    if form.is_bound and form.is_valid():
        try:
            actions.change_project(by=by, project=project, values=form.values(), at=timezone.now())
        except Refusal as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("web:desk_project", slug=project.slug)
    return render(
        request, "projects/desk_card.html", {"project": project, "form": form}, status=422 if form.errors else 200
    )


def put_errors(form: Any, refusal: Refusal) -> None:
    """Each problem of a refusal at its field; what belongs to none stands over the form."""
    problems = getattr(refusal, "problems", None)
    pairs = [(p.field, p.message) for p in problems] if problems else [(getattr(refusal, "field", ""), refusal)]
    for field, message in pairs:
        form.add_error(field if field in form.fields else None, str(message))


@desk_of_project
@kept
@require_http_methods(["GET", "HEAD", "POST"])
def desk_project_marks(request: HttpRequest, project: Project) -> HttpResponse:
    """The marks the funder asks for, beside those of the programme."""
    return marks_page(request, project, "project", redirect("web:desk_project_marks", slug=project.slug), {
        "project": project,
        "title": project.short,
        "back": address("web:desk_project", project.slug),
        "programmes_marks": queries.marks_of(request.user, programme=project.programme),  # type: ignore[arg-type]
    })  # fmt: skip


def marks_page(
    request: HttpRequest, thing: Project | FundingProgramme, kind: str, again: HttpResponse, context: dict[str, Any]
) -> HttpResponse:
    """Show, add and remove marks of a project or programme; the files themselves ask who may."""
    by: Any = request.user
    held = (
        Upload.objects.visible_to(by).filter(holder_kind=kind, holder_key=str(thing.pk)).order_by("uploaded_at", "pk")
    )
    form = MarkForm()
    if request.method == "POST":
        form = MarkForm(request.POST, request.FILES)
        try:
            if gone := request.POST.get("remove"):
                upload = next((one for one in held if str(one.pk) == gone), None)
                if upload is None:
                    raise Http404
                delete_upload(by=by, upload=upload, at=timezone.now())
                messages.success(request, _("The mark is removed."))
                return again
            if form.is_valid():
                store_upload(
                    by=by,
                    organisation=thing.organisation,
                    file=form.cleaned_data["mark"],
                    kind=Upload.Kind.PHOTO,
                    audience=Upload.Audience.HOLDER,
                    holder_kind=kind,
                    holder_key=thing.pk,
                    alt_text=form.cleaned_data["alt"],
                    at=timezone.now(),
                )
                messages.success(request, _("The mark stands on the card now."))
                return again
        except Refusal as refusal:
            form.add_error("mark", str(refusal.message))
    return render(
        request,
        "projects/desk_marks.html",
        {**context, "form": form, "marks": list(held)},
        status=422 if form.is_bound and form.errors else 200,
    )
