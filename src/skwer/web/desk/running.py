"""The steps of a call that only people take: announce, cancel, open, close. Each says first what will happen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.stages import ASSESS, CHECK, DECIDE, PROPOSE, VOTE, Problem
from skwer.apps.people.refusals import Refusal
from skwer.web.calls.stages import stage_name

from .doors import changes_only_by_staff, desk_call, stage_at
from .editing import call_url
from .mending import mended_at


def _step(
    request: HttpRequest,
    call: Call,
    *,
    title: str,
    text: str,
    button: str,
    act: Callable[[], Any],
    done: str,
    reason: bool = False,
    danger: bool = False,
) -> HttpResponse:
    """A page that says what will happen, and does it when confirmed. Refusals are shown on the same page."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            act()
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, done)
            return redirect("web:desk_call", slug=call.slug)
    problems: list[Problem] = getattr(refusal, "problems", [])
    context = {
        "call": call,
        "title": title,
        "text": text,
        "button": button,
        "refusal": refusal,
        "problems": [
            {"message": problem.message, "url": "" if problem.where == "reason" else mended_at(call, problem.where)}
            for problem in problems
        ],
        "reason": reason,
        "reason_errors": [str(problem.message) for problem in problems if problem.where == "reason"],
        "typed": request.POST.get("reason", ""),
        "danger": danger,
        "may_run": request.may_run,
        "back": call_url(call),
    }
    return render(request, "desk/step.html", context, status=refusal.status if refusal else 200)


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest, call: Call) -> HttpResponse:
    """From a draft to a public call."""
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
        done=_("Announced. The stages open by themselves at their hours."),
    )


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, call: Call) -> HttpResponse:
    """End the call without a decision."""
    return _step(
        request,
        call,
        title=_("Cancel the call"),
        text=_("The call ends without a decision. Its page stays and shows your reason; authors get a letter."),
        button=_("Cancel the call"),
        act=lambda: actions.cancel_call(
            by=request.user, call=call, reason=request.POST.get("reason", ""), at=timezone.now()
        ),
        done=_("The call was cancelled."),
        reason=True,
        danger=True,
    )


def _opening(stage: Stage) -> str:
    """What opening this kind of stage means for people."""
    texts = {
        PROPOSE: _("People can send proposals from this moment on. The form and the limits are frozen."),
        CHECK: _("Proposals that were sent can be checked. The checklist is frozen."),
        ASSESS: _("Proposals are shared out among the committee. The criteria are frozen."),
        VOTE: _("People can vote from this moment on. The list of proposals and the rules of the vote are frozen."),
        DECIDE: _("The result can be counted and recorded. The rule of counting is frozen."),
    }
    return texts.get(stage.kind, _("From this moment the rules of this stage are frozen."))


def _closing(stage: Stage) -> str:
    """What closing this kind of stage means for people."""
    texts = {
        PROPOSE: _("Nobody can send a proposal any more. Drafts that were not sent stay with their authors."),
        CHECK: _("Everybody can read who passed the check and who did not, and why."),
        ASSESS: _("Score sheets can no longer change. The ranking is made from them."),
        VOTE: _("Nobody can vote any more, and the key that would allow changing a vote is destroyed."),
        DECIDE: _("The call is over. Its result stays published."),
    }
    for_ever = _("It cannot be opened again.")
    return f"{texts.get(stage.kind, '')} {for_ever}".strip()


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def open_stage(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    """Open a stage before the clock does, or because the clock could not."""
    stage = stage_at(call, order)
    return _step(
        request,
        call,
        title=_("Open: %(stage)s") % {"stage": stage_name(stage)},
        text=_opening(stage),
        button=_("Open the stage"),
        act=lambda: actions.open_stage(by=request.user, stage=stage, at=timezone.now()),
        done=_("The stage is open."),
    )


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def close_stage(request: HttpRequest, call: Call, order: int) -> HttpResponse:
    """Close a stage that the clock could not close, or that is done early."""
    stage = stage_at(call, order)
    return _step(
        request,
        call,
        title=_("Close: %(stage)s") % {"stage": stage_name(stage)},
        text=_closing(stage),
        button=_("Close the stage"),
        act=lambda: actions.close_stage(by=request.user, stage=stage, at=timezone.now()),
        done=_("The stage is closed."),
    )
