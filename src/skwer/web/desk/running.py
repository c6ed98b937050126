"""A call on its way: what it waits for, and the steps only people take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call
from skwer.apps.calls.queries import money_of, stages_of
from skwer.apps.calls.setup_problems import whole_problems
from skwer.apps.calls.stages import kind_of
from skwer.apps.people.refusals import Refusal

from .doors import desk_call, stage_at


@desk_call
@require_GET
def call(request: HttpRequest, call: Call) -> HttpResponse:
    """The call's page at the desk: what is missing, its stages, what next."""
    at = timezone.now()
    stages = [
        {
            "stage": stage,
            "name": stage.title or kind_of(stage).name,
            "waiting": kind_of(stage).waiting(call, at) if stage.state == stage.State.OPEN else [],
        }
        for stage in stages_of(call)
    ]
    return render(
        request,
        "desk/call.html",
        {
            "call": call,
            "stages": stages,
            "problems": whole_problems(call) if call.state == call.State.DRAFT else [],
            "money": money_of(call),
            "may_run": request.may_run,
        },
    )


def _step(
    request: HttpRequest,
    call: Call,
    *,
    title: str,
    text: str,
    button: str,
    act: Callable[[], Any],
    reason: bool = False,
) -> HttpResponse:
    """A page that says what will happen, and does it when confirmed. Refusals are shown on the same page."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            act()
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("Done."))
            return redirect("web:desk_call", slug=call.slug)
    context = {
        "call": call,
        "title": title,
        "text": text,
        "button": button,
        "refusal": refusal,
        "problems": getattr(refusal, "problems", []),
        "reason": reason,
        "typed": request.POST.get("reason", ""),
        "back": reverse("web:desk_call", args=[call.slug]),
    }
    return render(request, "desk/step.html", context, status=refusal.status if refusal else 200)


@desk_call
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest, call: Call) -> HttpResponse:
    return _step(
        request,
        call,
        title=_("Announce the call"),
        text=_(
            "Everybody will see the call, and its regulations get their first version. "
            "After that a rule changes only with a reason that people can read."
        ),
        button=_("Announce"),
        act=lambda: actions.announce_call(by=request.user, call=call, at=timezone.now()),
    )


@desk_call
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, call: Call) -> HttpResponse:
    return _step(
        request,
        call,
        title=_("Cancel the call"),
        text=_("The call ends without a decision. Its page stays and shows your reason."),
        button=_("Cancel the call"),
        act=lambda: actions.cancel_call(
            by=request.user, call=call, reason=request.POST.get("reason", ""), at=timezone.now()
        ),
        reason=True,
    )


@desk_call
@require_http_methods(["GET", "POST"])
def open_stage(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    stage = stage_at(call, order)
    return _step(
        request,
        call,
        title=_("Open: %(stage)s") % {"stage": stage.title or kind_of(stage).name},
        text=_("From this moment the rules of this stage are frozen."),
        button=_("Open the stage"),
        act=lambda: actions.open_stage(by=request.user, stage=stage, at=timezone.now()),
    )


@desk_call
@require_http_methods(["GET", "POST"])
def close_stage(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    stage = stage_at(call, order)
    return _step(
        request,
        call,
        title=_("Close: %(stage)s") % {"stage": stage.title or kind_of(stage).name},
        text=_("Nothing more can be added in this stage. It cannot be opened again."),
        button=_("Close the stage"),
        act=lambda: actions.close_stage(by=request.user, stage=stage, at=timezone.now()),
    )
