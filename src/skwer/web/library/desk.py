"""Practices at the desk: what one keeps, what waits to be read, and the record written in two languages at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import has_role, may_read_desk, may_run
from skwer.apps.practices import actions, queries, reading, rules
from skwer.apps.practices.contents import LONGEST, BadContents
from skwer.apps.practices.models import LANGUAGES, Practice, PracticeVersion
from skwer.apps.practices.waiting import to_read
from skwer.apps.programmes.models import DESK, Project
from skwer.web.context import OWN_NAMES, address, with_query
from skwer.web.practices.forms import BOTH, take_refusal

from . import pictures
from .record import changes_for_reader
from .states import next_of, shape_of
from .writing import Typed, anchors, refused_at

BUTTONS = (
    "begin",
    "place",
    "drop",
    "take_back",
    "retire",
    "set_label",
    "add_picture",
    "remove_picture",
    "submit",
    "publish",
)


class NewForm(forms.Form):
    """What a practice is called, and who validates it: enough to begin."""

    title = forms.CharField(label=gettext_lazy("What is the practice called?"), max_length=LONGEST["title"])
    summary = forms.CharField(
        label=gettext_lazy("In two sentences: what was done, and what came of it"),
        max_length=LONGEST["summary"],
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language you write it in first"), choices=settings.LANGUAGES)
    project = forms.ChoiceField(
        label=gettext_lazy("Project"),
        required=False,
        help_text=gettext_lazy("Its editor and an expert read the practice before everybody does."),
    )

    def __init__(self, *args: Any, projects: list[Project], **given: Any) -> None:
        super().__init__(*args, **given)
        self.projects = {str(project.pk): project for project in projects}
        none = ("", _("no project: you publish it without validation"))
        self.fields["project"].choices = [none, *((key, one.short) for key, one in self.projects.items())]  # type: ignore[attr-defined]

    def clean_project(self) -> Project | None:
        return self.projects.get(self.cleaned_data["project"])


@never_cache
@login_required
@require_safe
def desk_practices(request: HttpRequest) -> HttpResponse:
    """What waits to be read by this person, and what her organisation keeps (`?organisation=`)."""
    person: Any = request.user
    mine = [one for one in Organisation.objects.of(person).order_by("name") if may_read_desk(person, one)]
    wanted = request.GET.get("organisation", "")
    organisation = next((one for one in mine if one.slug == wanted), None if wanted or not mine else mine[0])
    waiting = to_read(person, timezone.now())
    if organisation is None and (wanted or not (waiting or rules.advises_any(person))):
        raise Http404
    request.section = "desk"  # type: ignore[attr-defined]
    if organisation is not None:
        request.city = organisation  # type: ignore[attr-defined]
    practices = list(reading.desk_practices(organisation)) if organisation else []
    context = {
        "organisation": organisation,
        "others": [one for one in mine if one != organisation],
        "rows": [_row(practice, organisation) for practice in practices],
        "waiting": [{"version": one.version, "step": one.step, "title": one.version.text("title")} for one in waiting],
        "may_write": organisation is not None and rules.may_draft_practice(person, organisation),
        "new_url": with_query(address("web:desk_practice_new"), f"organisation={organisation.slug}")
        if organisation
        else "",
    }
    return render(request, "library/desk_list.html", context)


def _row(practice: Practice, organisation: Organisation | None) -> dict[str, Any]:
    """A practice with its newest state, from versions already at hand."""
    versions = sorted(practice.versions.all(), key=lambda version: -version.number)
    newest = versions[0] if versions else None
    title = (practice.current or newest).text("title") if newest else practice.slug  # type: ignore[union-attr]
    return {
        "practice": practice,
        "title": title,
        "newest": newest,
        "shape": shape_of(newest),
        "words": capfirst(str(newest.get_state_display())) if newest else "",
        "whose": practice.organisation.short if practice.organisation and practice.organisation != organisation else "",
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_practice_new(request: HttpRequest) -> HttpResponse:
    """A practice is begun: a title, a language, and the project whose editor and expert read it."""
    person: Any = request.user
    choices = [one for one in Organisation.objects.of(person).order_by("name") if may_run(person, one)]
    wanted = request.POST.get("organisation") or request.GET.get("organisation", "")
    organisation = next((one for one in choices if one.slug == wanted), None if wanted or not choices else choices[0])
    if organisation is None:
        raise Http404
    request.city = organisation  # type: ignore[attr-defined]
    request.section = "desk"  # type: ignore[attr-defined]
    projects = list(queries.projects_to_try_in(organisation))
    asked = next((one for one in projects if one.slug == request.GET.get("project", "")), None)
    initial = {"language": settings.LANGUAGE_CODE, "project": str(asked.pk) if asked else ""}
    form = NewForm(request.POST or None, projects=projects, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            try:
                practice = actions.draft_practice(
                    by=person,
                    organisation=organisation,
                    project=values["project"],
                    language=values["language"],
                    texts={"title": values["title"], "summary": values["summary"]},
                    facts=_facts_of(organisation),
                    at=timezone.now(),
                )
            except Refusal as refusal:
                status = refusal.status
                take_refusal(form, refusal)
            else:
                messages.success(request, _("Saved. Only the desk sees it until you hand it in."))
                return redirect("web:desk_practice", slug=practice.slug)
    context = {
        "organisation": organisation,
        "organisations": [(one.slug, one.short) for one in choices] if len(choices) > 1 else [],
        "form": form,
        "list_url": with_query(address("web:desk_practices"), f"organisation={organisation.slug}"),
    }
    return render(request, "library/desk_new.html", context, status=status)


def _facts_of(organisation: Organisation) -> dict[str, Any]:
    """What is known of the city already: nobody types it again."""
    contact = {
        "name": organisation.contact_office,
        "email": organisation.contact_email,
        "phone": organisation.contact_phone,
    }
    city = {}
    if organisation.is_city:
        city = {
            "name": organisation.name,
            "country": organisation.country,
            "population": organisation.population,
            "population_year": organisation.population_year if organisation.population else None,
            "population_source": organisation.population_source if organisation.population else "",
        }
    return {"city": city, "contact": contact}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_practice(request: HttpRequest, slug: str) -> HttpResponse:
    """The record by its parts, the original beside a translation (`?to=en`), and every button below it."""
    person: Any = request.user
    practice = _kept(request, slug)
    may_write = rules.may_write_practice(person, practice)
    others = [code for code in LANGUAGES if code != practice.language]
    to = request.GET.get("to", "")
    to = to if to in others else next((code for code in BOTH if code != practice.language), others[0])
    status, problems, given, refusal = 200, {}, None, None
    if request.method == "POST":
        if not may_write:
            raise Http404
        try:
            return _do(request, practice, to)
        except BadContents as error:
            status, problems, refusal = error.status, refused_at(error), error
        except Refusal as error:
            status, refusal = error.status, error
        if "base_facts" in request.POST:
            given = request.POST
        practice = _kept(request, slug)
    version = practice.versions.order_by("-number").first()
    if version is None:
        raise Http404
    version.practice = practice
    typed = Typed(version, to, given, problems)
    lines = anchors(problems, practice.language) if problems else [("", str(refusal.message))] if refusal else []
    waiting = _remarks(version)
    context = {
        "practice": practice,
        "version": version,
        "title": version.text("title"),
        "shape": shape_of(version),
        "words": capfirst(str(version.get_state_display())),
        "next": next_of(version),
        "typed": typed,
        "problems": lines,
        "may_write": may_write,
        "writable": may_write and version.is_writable,
        "may_label": rules.may_label(person, practice),
        "missing": actions.missing_words(version) if version.is_writable else [],
        "remarks": waiting,
        "remarked": sum(waiting.values()),
        "stale": version.is_stale(to),
        "to": to,
        "languages": [(code, OWN_NAMES[code], code == to) for code in others],
        "notes": {code: (given or {}).get(f"change_note_{code}", version.change_note.get(code, "")) for code in BOTH},
        "changes": changes_for_reader(practice.current, version, practice.language)
        if practice.current and not version.is_published
        else [],
        "pictures": pictures.rows(version),
        "projects": [
            ("", _("no project: you publish it without validation")),
            *((str(one.pk), one.short) for one in _projects_for(practice)),
        ],
        **_label_typed(request, practice, refusal),
        "photo_to": _("What does it show, in this language: %(language)s") % {"language": OWN_NAMES[to]},
        "list_url": with_query(address("web:desk_practices"), f"organisation={practice.organisation.slug}"),  # type: ignore[union-attr]
        "review_url": address("web:desk_practice_review", practice.slug)
        if waiting or version.state != PracticeVersion.State.DRAFT
        else "",
    }
    return render(request, "library/desk_practice.html", context, status=status)


def _projects_for(practice: Practice) -> list[Project]:
    """Projects its keeper takes part in."""
    return list(queries.projects_to_try_in(practice.organisation)) if practice.organisation else []


def _remarks(version: PracticeVersion) -> dict[str, int]:
    """How many comments are open, by part."""
    found: dict[str, int] = {}
    for remark in version.remarks.all():
        if remark.is_open:
            found[remark.part] = found.get(remark.part, 0) + 1
    return found


def _kept(request: HttpRequest, slug: str) -> Practice:
    """For those who write it, and for the auditors of its keeper."""
    person: Any = request.user
    found = Practice.objects.select_related("organisation", "project__organisation", "current")
    practice = get_object_or_404(found, slug=slug, organisation__isnull=False)
    organisation = practice.organisation
    if organisation is None or not (
        rules.may_write_practice(person, practice) or has_role(person, organisation, *DESK)
    ):
        raise Http404
    request.city = organisation  # type: ignore[attr-defined]
    request.section = "desk"  # type: ignore[attr-defined]
    if practice.current is not None:
        practice.current.practice = practice
    return practice


def _do(request: HttpRequest, practice: Practice, to: str) -> HttpResponse:
    """Whatever button was pressed; raises the refusal of its action."""
    by: Any = request.user
    at = timezone.now()
    there = redirect(f"{address('web:desk_practice', practice.slug)}?to={to}")
    button = next((name for name in BUTTONS if name in request.POST), "save")
    if button == "begin":
        actions.begin_version(by=by, practice=practice, at=at)
        return there
    if button == "place":
        project = {str(one.pk): one for one in _projects_for(practice)}.get(request.POST.get("project", ""))
        actions.place_in_project(by=by, practice=practice, project=project, at=at)
        messages.success(request, _("Saved."))
        return there
    if button == "retire":
        actions.retire_practice(by=by, practice=practice, reason=request.POST.get("reason", ""), at=at)
        messages.success(request, _("The practice is retired. Its page stays and says why."))
        return there
    if button == "set_label":
        _label(request, practice)
        messages.success(request, _("Saved."))
        return there
    version = practice.versions.order_by("-number").first()
    if version is None:
        raise Http404
    if button == "drop":
        actions.drop_practice_draft(by=by, version=version, at=at)
        messages.success(request, _("The draft is thrown away."))
        organisation: Any = practice.organisation
        return redirect(with_query(address("web:desk_practices"), f"organisation={organisation.slug}"))
    if button == "take_back":
        actions.take_back(by=by, version=version, at=at)
        messages.success(request, _("You have it back. Hand it in again when you have changed it."))
        return there
    if button == "add_picture":
        pictures.add(request, version, to)
        messages.success(request, _("The photo is there."))
        return redirect(f"{address('web:desk_practice', practice.slug)}?to={to}#pictures")
    if button == "remove_picture":
        pictures.remove(request, version)
        messages.success(request, _("The photo is taken out."))
        return redirect(f"{address('web:desk_practice', practice.slug)}?to={to}#pictures")
    _save(request, version, to, button)
    done = {
        "submit": _("Handed in. The editor reads it next."),
        "publish": _("Published. From now on this version never changes."),
    }
    messages.success(request, done.get(button, _("Saved.")))
    return redirect("web:practice", slug=practice.slug) if button == "publish" else there


@transaction.atomic
def _save(request: HttpRequest, version: PracticeVersion, to: str, button: str) -> None:
    """Texts in both languages and the facts, or nothing; then it is handed in or published, if so asked.

    The original first, so that a translation saved with it counts as up to date.
    """
    by: Any = request.user
    at = timezone.now()
    typed = Typed(version, to, request.POST)
    for code in (version.practice.language, to):
        texts, base = typed.texts(code), request.POST.get(f"base_{code}", "")
        try:
            actions.write_practice(by=by, version=version, language=code, texts=texts, base=base, at=at)
        except BadContents as error:
            if code == to and error.field in texts:
                error.field = f"{error.field}_{code}"
            raise
    facts, facts_base = typed.read_facts(), request.POST.get("base_facts", "")
    actions.write_practice(by=by, version=version, facts=facts, facts_base=facts_base, at=at)
    if "confirm" in request.POST:
        actions.confirm_practice_translation(by=by, version=version, language=to, at=at)
    notes = {code: request.POST.get(f"change_note_{code}", "") for code in BOTH}
    if button == "submit":
        actions.submit_practice(by=by, version=version, change_note=notes, at=at)
    elif button == "publish":
        actions.publish_unvalidated(by=by, version=version, change_note=notes, at=at)


def _label_typed(request: HttpRequest, practice: Practice, refusal: Refusal | None) -> dict[str, Any]:
    """The label as it is kept, or as it was typed when it was refused."""
    if refusal is not None and "set_label" in request.POST:
        given = request.POST
        typed = {"label_name": given.get("label", ""), "labelled_on": given.get("labelled_on", "")}
        return {**typed, "label_source": given.get("source", ""), "label_open": True}
    kept = {"label_name": practice.label, "labelled_on": practice.labelled_on, "label_source": practice.label_source}
    return {**kept, "label_open": False}


def _label(request: HttpRequest, practice: Practice) -> None:
    field = forms.DateField(required=False)
    try:
        day = field.clean(request.POST.get("labelled_on", ""))
    except forms.ValidationError:
        day = None
    actions.label_practice(
        by=request.user,  # type: ignore[arg-type]
        practice=practice,
        label=request.POST.get("label", ""),
        labelled_on=day,
        source=request.POST.get("source", ""),
        at=timezone.now(),
    )
