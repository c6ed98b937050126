"""Changing a call: its texts and its own rules, and the order of its stages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call
from skwer.apps.calls.queries import current_stage
from skwer.apps.calls.stages import kinds
from skwer.apps.people.refusals import Refusal
from skwer.values.canonical import fingerprint
from skwer.web.fields import currency_sign

from .doors import changes_only_by_staff, desk_call, stage_at
from .forms import RULES, TEXTS, CallForm
from .settings_of import CLAUSES
from .shapes import read, show


class ChangedMeanwhileError(Refusal):
    """Somebody else saved this while one was typing."""

    message = gettext_lazy(
        "Somebody else has changed this while you were typing. What you typed is still here: compare, then save again."
    )
    code = "changed_meanwhile"
    status = 409


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, call: Call) -> HttpResponse:
    """The call's own fields. In a draft all of them; later its texts, and rules through a reopening."""
    draft = call.state == Call.State.DRAFT
    clauses: dict[str, Any] = {"clauses": call.clauses}
    now = seen(call, [*TEXTS, *RULES, "clauses"])
    form = CallForm(request.POST if request.method == "POST" else None, call=call, draft=draft)
    refusal: Refusal | None = None
    add = request.POST.get("add", "")
    if request.method == "POST":
        if draft:
            clauses = read(CLAUSES, request.POST, clauses, add=add)
        if add:
            form.errors.clear()  # only a row was asked for; nothing is checked yet
        if not add and form.is_valid():
            changes = {name: form.cleaned_data[name] for name in ([*TEXTS, *RULES] if draft else TEXTS)}
            try:
                unchanged_since(request, now)
                actions.change_call(
                    by=request.user, call=call, changes=changes | (clauses if draft else {}), at=timezone.now()
                )
            except Refusal as error:
                refusal = error
            else:
                messages.success(request, _("Saved."))
                return redirect("web:desk_call", slug=call.slug)
    problems = problems_of(refusal)
    stage = current_stage(call, timezone.now())
    context = {
        "call": call,
        "form": form,
        "nodes": show(CLAUSES, clauses, wrong=[where for where, _message in problems]) if draft else [],
        "refusal": refusal,
        "problems": [(anchor_of_call(where), message) for where, message in problems],
        "draft": draft,
        "editable": request.may_run and call.state in (Call.State.DRAFT, Call.State.ANNOUNCED, Call.State.DECIDED),
        "seen": now,
        "sign": currency_sign(call.currency),
        "reopen_order": stage.order if stage and call.state == Call.State.ANNOUNCED else None,
        "adding": bool(add),
    }
    return render(request, "desk/edit.html", context, status=status_of(refusal, form.errors, adding=bool(add)))


@desk_call
@changes_only_by_staff
@require_http_methods(["POST"])
def rearrange(request: HttpRequest, call: Call) -> HttpResponse:
    """Add, move or remove a stage of a draft."""
    at, do = timezone.now(), request.POST.get("do", "")
    try:
        if do == "add" and request.POST.get("kind") in kinds():
            added = actions.add_stage(by=request.user, call=call, kind=request.POST["kind"], at=at)
            messages.success(request, _("Added. Set its hours and rules."))
            return redirect("web:desk_stage", slug=call.slug, order=added.order)
        if do in ("up", "down", "remove") and request.POST.get("order", "").isdecimal():
            found = stage_at(call, int(request.POST["order"]))
            if do == "remove":
                actions.remove_stage(by=request.user, stage=found, at=at)
                messages.success(request, _("The stage was removed."))
            else:
                actions.move_stage(by=request.user, stage=found, to=found.order + (1 if do == "down" else -1), at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{call_url(call)}#stages")


def call_url(call: Call) -> str:
    return reverse("web:desk_call", args=[call.slug])


def seen(row: Any, names: Iterable[str]) -> str:
    """What the page was made from; sent back with it, it tells whether somebody else saved in between."""
    return fingerprint([getattr(row, name) for name in names])[:16]


def unchanged_since(request: HttpRequest, now: str) -> None:
    """Raises ChangedMeanwhileError when the page was made from something else than what is kept now."""
    if request.POST.get("seen", now) != now:
        raise ChangedMeanwhileError()


def problems_of(refusal: Refusal | None) -> list[tuple[str, str]]:
    """Where and what, of a refusal that names its problems."""
    return [(problem.where, str(problem.message)) for problem in getattr(refusal, "problems", [])]


def anchor_of_call(where: str) -> str:
    """The field of the call's own page where a problem is mended."""
    return f"id_{where}_pl" if where in ("title", "summary", "description") else f"id_{where}"


def status_of(refusal: Refusal | None, errors: Any, *, adding: bool) -> int:
    if refusal is not None:
        return refusal.status
    return 422 if errors and not adding else 200
