"""Changing a call: its own fields, its stages, and, once the rules are frozen, reopening them with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.applicants import APPLICANTS
from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.stages import kind_of, kinds
from skwer.apps.people.refusals import Refusal
from skwer.apps.places.models import CATEGORIES
from skwer.values.text import in_language

from .doors import desk_call, stage_at
from .settings_of import CLAUSES, shape_of
from .shapes import read, show

TEXTS = ("title_pl", "title_en", "summary_pl", "summary_en", "description_pl", "description_en")
SUMS = ("pot", "request_min", "request_max", "own_share", "age_min", "show_proposals")
HOURS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class CallForm(forms.ModelForm):
    """Reads and shows a call's fields; the action says whether they may be."""

    applicants = forms.MultipleChoiceField(
        label=gettext_lazy("Who may apply"), widget=forms.CheckboxSelectMultiple, required=False
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of places"), choices=CATEGORIES, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Call
        fields = [*TEXTS, *SUMS, "applicants", "categories"]
        labels = {
            "title_pl": gettext_lazy("Title"),
            "title_en": gettext_lazy("Title in English"),
            "summary_pl": gettext_lazy("In a sentence"),
            "summary_en": gettext_lazy("In a sentence, in English"),
            "description_pl": gettext_lazy("Description"),
            "description_en": gettext_lazy("Description in English"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applicants"].choices = [(key, in_language(text)) for key, text in APPLICANTS.items()]

    def _post_clean(self) -> None:
        """The action checks and saves; the form must not change the row it shows."""


class StageForm(forms.Form):
    """Name and hours of a stage, and who assesses in it."""

    title_pl = forms.CharField(label=gettext_lazy("Name"), max_length=80, required=False)
    title_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    opens_at = forms.DateTimeField(
        label=gettext_lazy("Opens"),
        input_formats=HOURS,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=HOURS[0]),
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes"),
        input_formats=HOURS,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=HOURS[0]),
    )
    body = forms.ModelChoiceField(None, label=gettext_lazy("Committee"), required=False)

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        initial = {name: getattr(stage, name) for name in ("title_pl", "title_en", "opens_at", "closes_at", "body")}
        super().__init__(*args, initial=initial, **kwargs)
        if stage.kind == "assess":
            self.fields["body"].queryset = stage.call.organisation.bodies.order_by("name")
        else:
            del self.fields["body"]


@desk_call
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, call: Call) -> HttpResponse:
    """The call's own fields. In a draft all of them; later its texts, and rules through a reopening."""
    draft = call.state == Call.State.DRAFT
    clauses = {"clauses": call.clauses}
    form = CallForm(request.POST or None, instance=call)
    if not draft:
        for name in (*SUMS, "applicants", "categories"):
            form.fields[name].disabled = True
    refusal: Refusal | None = None
    add = ""
    if request.method == "POST":
        if draft:
            clauses = read(CLAUSES, request.POST, clauses)
        add = request.POST.get("add", "")
        if not add and form.is_valid():
            names = [*TEXTS, *SUMS, "applicants", "categories"] if draft else list(TEXTS)
            changes = {name: form.cleaned_data[name] for name in names} | (clauses if draft else {})
            try:
                actions.change_call(by=request.user, call=call, changes=changes, at=timezone.now())
            except Refusal as error:
                refusal = error
            else:
                messages.success(request, _("Saved."))
                return redirect("web:desk_call", slug=call.slug)
    context = {
        "call": call,
        "form": form,
        "nodes": show(CLAUSES, clauses, add=add) if draft else [],
        "refusal": refusal,
        "problems": getattr(refusal, "problems", []),
        "draft": draft,
        "may_run": request.may_run,
    }
    return render(request, "desk/edit.html", context, status=_status(refusal, form, adding=bool(add)))


@desk_call
@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    """One stage: name, hours, settings. Frozen ones are shown; what changes them is the reopening."""
    found = stage_at(call, order)
    if call.state == Call.State.DRAFT or request.method == "GET":
        return _stage(request, found, reopening=False)
    return redirect("web:desk_reopen", slug=call.slug, order=order)


@desk_call
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    """The same fields once more, with a reason that everybody will read."""
    return _stage(request, stage_at(call, order), reopening=True)


def _stage(request: HttpRequest, found: Stage, *, reopening: bool) -> HttpResponse:
    call, kind = found.call, kind_of(found)
    draft = call.state == Call.State.DRAFT
    shape = shape_of(found)
    old = {**kind.defaults(), **found.settings}
    form = StageForm(request.POST or None, stage=found)
    settings, refusal, add, saved = old, None, request.POST.get("add", ""), False
    if request.method == "POST":
        settings = read(shape, request.POST, old)
        if not add and form.is_valid():
            try:
                _keep(request, found, form.cleaned_data, settings, reopening=reopening)
                saved = True
            except Refusal as error:
                refusal = error
    if saved:
        messages.success(request, _("Saved. The regulations have a new version.") if reopening else _("Saved."))
        return redirect("web:desk_call", slug=call.slug)
    context = {
        "call": call,
        "stage": found,
        "name": found.title or kind.name,
        "form": form,
        "nodes": show(shape, settings, add=add),
        "refusal": refusal,
        "problems": getattr(refusal, "problems", []),
        "reopening": reopening,
        "reason": request.POST.get("reason", ""),
        "draft": draft,
        "editable": request.may_run and (draft or reopening),
        "may_reopen": request.may_run and call.state == Call.State.ANNOUNCED and found.state != Stage.State.CLOSED,
        "back": reverse("web:desk_call", args=[call.slug]),
    }
    return render(request, "desk/stage.html", context, status=_status(refusal, form, adding=bool(add)))


def _keep(
    request: HttpRequest, found: Stage, typed: Mapping[str, Any], settings: Mapping[str, Any], *, reopening: bool
) -> None:
    at = timezone.now()
    hours = {name: typed[name] for name in ("opens_at", "closes_at")}
    if not reopening:
        actions.change_stage(by=request.user, stage=found, changes={**typed, "settings": dict(settings)}, at=at)
        return
    changes: dict[str, Any] = {name: value for name, value in hours.items() if value != getattr(found, name)}
    different = {key: value for key, value in settings.items() if value != found.settings.get(key)}
    if different:
        changes["settings"] = different
    actions.reopen_rules(by=request.user, stage=found, changes=changes, reason=request.POST.get("reason", ""), at=at)


@desk_call
@require_http_methods(["POST"])
def rearrange(request: HttpRequest, call: Call) -> HttpResponse:
    """Add, move or remove a stage of a draft."""
    at, do = timezone.now(), request.POST.get("do", "")
    try:
        if do == "add" and request.POST.get("kind") in kinds():
            actions.add_stage(by=request.user, call=call, kind=request.POST["kind"], at=at)
        elif do in ("up", "down", "remove") and request.POST.get("order", "").isdigit():
            found = stage_at(call, int(request.POST["order"]))
            if do == "remove":
                actions.remove_stage(by=request.user, stage=found, at=at)
            else:
                actions.move_stage(by=request.user, stage=found, to=found.order + (1 if do == "down" else -1), at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("web:desk_call", slug=call.slug)


def _status(refusal: Refusal | None, form: forms.Form, *, adding: bool) -> int:
    if refusal is not None:
        return refusal.status
    return 422 if form.is_bound and form.errors and not adding else 200
