"""Trials at the desk: list, write, start, end, show, correct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_run
from skwer.apps.practices import actions, queries, rules
from skwer.apps.practices.models import Trial
from skwer.apps.programmes.models import Project
from skwer.apps.programmes.rules import may_keep
from skwer.web.context import address, with_query

from .doors import desk_of_organisation, partners_of
from .forms import EndForm, TrialForm, take_refusal
from .words import mark


@desk_of_organisation
@require_safe
def desk_trials(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """All trials of the organisation and of projects it keeps, drafts among them."""
    trials = list(queries.desk_trials(organisation))
    context = {
        "organisation": organisation,
        "others": [one for one in mine if one != organisation],
        "rows": [(trial, *mark(trial)) for trial in trials],
        "may_try": rules.may_try(request.user, organisation),  # type: ignore[arg-type]
        "new_url": with_query(address("web:desk_trial_new"), f"organisation={organisation.slug}"),
    }
    return render(request, "practices/desk_trials.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_trial_new(request: HttpRequest) -> HttpResponse:
    """A new trial: a draft for the desk. `?organisation=` says whose, `?project=` in which project, `?transfer=` which
    transfer it tests."""
    person: Any = request.user
    project = Project.objects.visible_to(person).filter(slug=request.GET.get("project", "")).first()
    choices = [one for one in Organisation.objects.of(person).order_by("name") if may_run(person, one)]
    if project is not None:
        mine = [one for one in choices if rules.takes_part(one, project)]
        choices = partners_of(project) if may_keep(person, project) else mine
    wanted = request.POST.get("organisation") or request.GET.get("organisation", "")
    organisation = next((one for one in choices if one.slug == wanted), None)
    if organisation is None and choices and not wanted:
        own = project.organisation if project is not None and project.organisation in choices else None
        organisation = own or choices[0]
    if organisation is None:
        raise Http404
    request.city = organisation  # type: ignore[attr-defined]
    tests = request.GET.get("transfer", "")
    initial = {"project": str(project.pk) if project else "", "transfer": tests, "currency": "PLN"}
    form = _form(request, organisation, None, initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            try:
                trial = actions.add_trial(
                    by=person,
                    organisation=organisation,
                    project=values.pop("project"),
                    values=values,
                    at=timezone.now(),
                )
            except Refusal as refusal:
                status = refusal.status
                take_refusal(form, refusal)
            else:
                messages.success(request, _("Saved. Only the desk sees it until you show it to everybody."))
                return redirect("web:desk_trial", slug=trial.slug)
    context = {
        "organisation": organisation,
        "organisations": [(one.slug, one.short) for one in choices] if len(choices) > 1 else [],
        "form": form,
        "trial": None,
        "may_change": True,
        "list_url": with_query(address("web:desk_trials"), f"organisation={organisation.slug}"),
    }
    return render(request, "practices/desk_trial.html", context, status=status)


def _form(
    request: HttpRequest,
    organisation: Organisation,
    trial: Trial | None,
    initial: dict[str, Any],
    *,
    blank: bool = False,
) -> TrialForm:
    data = request.POST if request.method == "POST" and "photo-send" not in request.POST and not blank else None
    projects = list(queries.projects_to_try_in(organisation))
    transfers = list(queries.transfers_to_test(request.user, organisation, trial))  # type: ignore[arg-type]
    return TrialForm(data, trial=trial, projects=projects, transfers=transfers, initial=initial)


def _open(request: HttpRequest, slug: str) -> Trial:
    """The trial, for those who read its desk. `may_change` says whether they also write."""
    person: Any = request.user
    trial = get_object_or_404(Trial.objects.select_related("organisation", "project__organisation"), slug=slug)
    if not rules.may_read_trial_desk(person, trial):
        raise Http404
    request.city = trial.organisation  # type: ignore[attr-defined]
    request.section = "desk"  # type: ignore[attr-defined]
    return trial


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_trial(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a trial, start it, show it, add photos; what is settled is corrected with a reason."""
    person: Any = request.user
    trial = _open(request, slug)
    form = _form(request, trial.organisation, trial, TrialForm.initial_of(trial))
    problems: list[Any] = []
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if (answer := _do(request, trial)) is not None:
                return answer
            if form.is_valid():
                _save(person, trial, form)
                messages.success(request, _("Saved."))
                return redirect("web:desk_trial", slug=trial.slug)
        except Refusal as refusal:
            status = refusal.status
            trial = _open(request, slug)
            if form.is_bound and not {"start", "publish", "hide", "delete"} & set(request.POST):
                take_refusal(form, refusal)
            else:
                form = _form(request, trial.organisation, trial, TrialForm.initial_of(trial), blank=True)
                problems = [(getattr(refusal, "field", ""), refusal.message)]
    shape, words = mark(trial)
    context = {
        "organisation": trial.organisation,
        "trial": trial,
        "shape": shape,
        "words": words,
        "form": form,
        "problems": problems,
        "photos": queries.photos_of(trial),
        "may_change": rules.may_change_trial(person, trial),
        "list_url": with_query(address("web:desk_trials"), f"organisation={trial.organisation.slug}"),
    }
    return render(request, "practices/desk_trial.html", context, status=status)


def _do(request: HttpRequest, trial: Trial) -> HttpResponse | None:
    """One of the page's small buttons; None when the long form was sent."""
    by: Any = request.user
    at = timezone.now()
    plain: dict[str, tuple[Callable[..., Any], str]] = {
        "start": (actions.start_trial, _("It is under way.")),
        "publish": (actions.publish_trial, _("Everybody sees this trial now.")),
        "hide": (actions.hide_trial, _("Only the desk sees this trial now.")),
    }
    for name, (act, done) in plain.items():
        if name in request.POST:
            act(by=by, trial=trial, at=at)
            messages.success(request, done)
            return redirect("web:desk_trial", slug=trial.slug)
    if "delete" in request.POST:
        organisation = trial.organisation
        actions.delete_trial(by=by, trial=trial, at=at)
        messages.success(request, _("The draft is thrown away."))
        return redirect(with_query(address("web:desk_trials"), f"organisation={organisation.slug}"))
    if "photo-send" in request.POST:
        _add_photo(request, trial)
        messages.success(request, _("The photo is there."))
        return redirect(f"{address('web:desk_trial', trial.slug)}#photos")
    return None


class NoPhoto(Refusal):
    message = gettext_lazy("Choose a photo first.")
    code = "no_photo"
    field = "photo"


class NoAltText(Refusal):
    """A photo without words says nothing to those who cannot see it."""

    message = gettext_lazy("Say in a sentence what the picture shows, then send it again.")
    code = "no_alt_text"
    field = "photo-alt"


def _add_photo(request: HttpRequest, trial: Trial) -> None:
    alt = request.POST.get("photo-alt", "").strip()
    photo = request.FILES.get("photo")
    if photo is None:
        raise NoPhoto
    if not alt:
        raise NoAltText
    store_upload(
        by=request.user,  # type: ignore[arg-type]
        organisation=trial.organisation,
        file=photo,
        kind=Upload.Kind.PHOTO,
        audience=Upload.Audience.HOLDER,
        holder_kind=queries.TRIAL,
        holder_key=trial.pk,
        alt_text=alt,
        at=timezone.now(),
    )


@transaction.atomic
def _save(by: Any, trial: Trial, form: TrialForm) -> None:
    values = dict(form.cleaned_data)
    if form.corrects:
        why = {language: values.pop(f"why_{language}") for language in ("pl", "en")}
        actions.correct_trial(by=by, trial=trial, values=values, why=why, at=timezone.now())
    else:
        actions.change_trial(by=by, trial=trial, values=values, at=timezone.now())


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_trial_end(request: HttpRequest, slug: str) -> HttpResponse:
    """End a trial: result, verdict, decision and lesson on one page."""
    person: Any = request.user
    trial = _open(request, slug)
    if not rules.may_change_trial(person, trial):
        raise Http404
    if trial.state != Trial.State.RUNNING:
        return redirect("web:desk_trial", slug=trial.slug)
    initial = {name: getattr(trial, name) for name in EndForm.base_fields}
    form = EndForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.end_trial(by=person, trial=trial, values=form.cleaned_data, at=timezone.now())
            except Refusal as refusal:
                status = refusal.status
                trial = _open(request, slug)
                take_refusal(form, refusal)
            else:
                messages.success(request, _("The trial has ended. What it taught can be read by others."))
                return redirect("web:desk_trial", slug=trial.slug)
    context = {"organisation": trial.organisation, "trial": trial, "form": form}
    return render(request, "practices/desk_trial_end.html", context, status=status)
