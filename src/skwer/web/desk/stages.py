"""One stage of a call: its name, hours and settings; once its rules are public, reopening them with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.stages import kind_of
from skwer.apps.people.refusals import Refusal
from skwer.web.calls.stages import stage_name
from skwer.web.fields import currency_sign
from skwer.web.learn import beside

from .doors import changes_only_by_staff, desk_call, stage_at
from .editing import call_url, problems_of, seen, status_of, unchanged_since
from .forms import RulesForm, StageForm
from .settings_of import shape_of
from .shapes import read, show

_KEPT = ("title_pl", "title_en", "opens_at", "closes_at", "settings", "body_id")


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    """One stage: name, hours, settings. Once announced only its name, and until it opens its committee."""
    return _page(request, stage_at(call, order), reopening=False)


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    """The same fields once more, and the call's own rules, with a reason that everybody will read."""
    found = stage_at(call, order)
    if not _may_reopen(request, found):
        return redirect("web:desk_stage", slug=call.slug, order=order)
    return _page(request, found, reopening=True)


def _may_reopen(request: HttpRequest, found: Stage) -> bool:
    return bool(request.may_run and found.call.state == Call.State.ANNOUNCED and found.state != Stage.State.CLOSED)


def _page(request: HttpRequest, found: Stage, *, reopening: bool) -> HttpResponse:
    call, kind = found.call, kind_of(found)
    draft = call.state == Call.State.DRAFT
    ruling = draft or reopening  # are hours and settings what this page changes?
    now = seen(found, _KEPT)
    old: dict[str, Any] = {**kind.defaults(), **found.settings}
    posted = request.POST if request.method == "POST" else None
    form = StageForm(posted, stage=found)
    call_rules = RulesForm(posted, call=call, prefix="call") if reopening else None
    settings, refusal, add = old, None, request.POST.get("add", "")
    _disable(form, found, ruling=ruling, reopening=reopening)
    if posted is not None:
        if ruling:
            settings = read(shape_of(found, old), posted, old, add=add)
        if add:
            form.errors.clear()  # only a row was asked for; nothing is checked yet
        if not add and form.is_valid() and (call_rules is None or call_rules.is_valid()):
            try:
                unchanged_since(request, now)
                _keep(request, found, form, settings, call_rules, ruling=ruling)
            except Refusal as error:
                refusal = error
            else:
                messages.success(request, _("Saved. The regulations have a new version.") if reopening else _("Saved."))
                return redirect("web:desk_call", slug=call.slug)
    problems = problems_of(refusal)
    wrong = [where for where, _message in problems]
    forms_ = [one for one in (form, call_rules) if one is not None and one.is_bound and not add]
    errors = [(bound.auto_id, message) for one in forms_ for bound in one for message in bound.errors]
    context = {
        "call": call,
        "stage": found,
        "name": stage_name(found),
        "form": form,
        "call_rules": call_rules,
        "call_rules_open": bool(call_rules and call_rules.is_bound and (call_rules.errors or call_rules.has_changed())),
        "nodes": show(shape_of(found, settings), settings, wrong=wrong),
        "refusal": refusal,
        "problems": [(f"id_{where}" if where else "", message) for where, message in problems],
        "errors": errors,
        "reopening": reopening,
        "reason": request.POST.get("reason", ""),
        "draft": draft,
        "ruling": ruling,
        "editable": request.may_run and ruling,
        "savable": request.may_run and (ruling or call.state == Call.State.ANNOUNCED),
        "lessons": None if reopening else beside.at_the_desk(found, may_run=request.may_run),
        "may_reopen": _may_reopen(request, found) and not reopening,
        "seen": now,
        "sign": currency_sign(call.currency),
        "back": call_url(call),
        "adding": bool(add),
    }
    return render(request, "desk/stage.html", context, status=status_of(refusal, errors, adding=bool(add)))


def _disable(form: StageForm, found: Stage, *, ruling: bool, reopening: bool) -> None:
    """What this page does not change is shown as it is."""
    shut = [] if ruling else ["opens_at", "closes_at"]
    if reopening:
        shut += ["title_pl", "title_en", "body"]
    elif found.state != Stage.State.PLANNED:
        shut.append("body")
    for name in set(shut) & set(form.fields):
        form.fields[name].disabled = True
        form.fields[name].widget.attrs["disabled"] = True


def _keep(
    request: HttpRequest,
    found: Stage,
    form: StageForm,
    settings: Mapping[str, Any],
    call_rules: RulesForm | None,
    *,
    ruling: bool,
) -> None:
    at = timezone.now()
    typed = {name: value for name, value in form.cleaned_data.items() if not form.fields[name].disabled}
    if call_rules is None:
        changes: dict[str, Any] = dict(typed) | ({"settings": dict(settings)} if ruling else {})
        actions.change_stage(by=request.user, stage=found, changes=changes, at=at)
        return
    changes = {name: value for name, value in typed.items() if value != getattr(found, name)}
    defaults = kind_of(found).defaults()
    different = {
        key: value
        for key, value in settings.items()
        if value != found.settings.get(key, defaults.get(key)) and key != "seed"
    }
    if different:
        changes["settings"] = different
    if of_call := call_rules.changes(found.call):
        changes["call"] = of_call
    actions.reopen_rules(by=request.user, stage=found, changes=changes, reason=request.POST.get("reason", ""), at=at)
