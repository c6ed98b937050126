"""A call at the desk: what waits, what happens by itself, what is missing, and every stage with its ways on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from skwer.apps.calls.dues import for_call
from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.objections import settings_of
from skwer.apps.calls.queries import current_stage, money_of, stages_of
from skwer.apps.calls.setup_problems import whole_problems
from skwer.apps.calls.stages import ASSESS, CHECK, DECIDE, MEET, PROPOSE, VOTE, kind_of, kinds
from skwer.apps.inbox.due import Due
from skwer.web.calls.ancestry import ancestry_lines
from skwer.web.calls.rows import MARKS
from skwer.web.calls.stages import bar, stage_name
from skwer.web.templatetags.words import when

from .doors import desk_call
from .mending import as_links

_SHAPES = {Stage.State.PLANNED: "draft", Stage.State.CLOSED: "done"}


def mark_of(call: Call, at: datetime) -> tuple[str, str]:
    """Shape and words of where a call stands."""
    if call.state == Call.State.DRAFT:
        return "draft", pgettext("call", "In preparation")
    if call.state == Call.State.CANCELLED:
        return "no", pgettext("call", "Cancelled")
    if call.state == Call.State.ARCHIVED:
        return "done", _("From the archive")
    if call.state == Call.State.DECIDED:
        return "done", pgettext("call", "Decided")
    stage = current_stage(call, at)
    if stage is None:
        return "check", pgettext("call", "Being decided")
    if stage.state == Stage.State.OPEN:
        return MARKS.get(stage.kind, "check"), stage_name(stage)
    return "sent", pgettext("call", "Announced")


@desk_call
@require_safe
def call(request: HttpRequest, call: Call) -> HttpResponse:
    """The call's page at the desk."""
    at = timezone.now()
    draft = call.state == Call.State.DRAFT
    dues = [] if draft else [_due(due) for due in sorted(for_call(call, at), key=lambda due: _term(due, at))]
    stages = stages_of(call)
    shape, label = mark_of(call, at)
    problems = as_links(call, whole_problems(call)) if draft else []
    context = {
        "call": call,
        "shape": shape,
        "label": label,
        "bar": bar(call, at),
        "draft": draft,
        "problems": problems,
        "next": None if draft else next(iter(dues), None),
        "dues": dues[1:],
        "by_itself": by_itself(call, at),
        "stages": [_row(call, stage, at, last=len(stages), may_run=request.may_run) for stage in stages],
        "kinds": [(key, kind.name) for key, kind in kinds().items()],
        "money": money_of(call),
        "sent": call.proposals.sent().count(),
        "writing": call.proposals.filter(number__isnull=True).count(),
        "first_opens_at": min((stage.opens_at for stage in stages if stage.opens_at), default=None),
        "may_run": request.may_run,
        "ancestry": ancestry_lines(call, request.user, at_desk=True),
        "changes_url": reverse("web:desk_call_changes", args=[call.slug]) if call.kit_version_id else "",
        "office": call.organisation.contact_office or call.organisation.name,
    }
    return render(request, "desk/call.html", context)


def _term(due: Due, at: datetime) -> tuple[bool, datetime]:
    return (due.due_at is None, due.due_at or at)


def _due(due: Due) -> dict[str, Any]:
    try:
        url = reverse(due.route, kwargs=due.kwargs)
    except NoReverseMatch:
        url = ""
    return {
        "title": due.what,
        "text": due.detail,
        "at": due.due_at,
        "state": due.state,
        "action": due.action,
        "url": url,
    }


def by_itself(call: Call, at: datetime) -> list[dict[str, Any]]:
    """What the clock does next, and what could keep it from doing so: one entry for each of the next two moments."""
    if call.state != Call.State.ANNOUNCED:
        return []
    coming: list[tuple[datetime, str, list[dict[str, str]]]] = []
    for stage in stages_of(call):
        name = {"stage": stage_name(stage)}
        if stage.state == Stage.State.OPEN and stage.kind != DECIDE and stage.closes_at and stage.closes_at > at:
            text = _("“%(stage)s” closes by itself: %(when)s.") % {**name, "when": when(stage.closes_at)}
            coming.append((stage.closes_at, text, as_links(call, kind_of(stage).may_close(stage, stage.closes_at))))
        elif stage.state == Stage.State.PLANNED and stage.opens_at and stage.opens_at > at:
            text = _("“%(stage)s” opens by itself: %(when)s.") % {**name, "when": when(stage.opens_at)}
            coming.append((stage.opens_at, text, []))
    coming.sort(key=lambda one: one[0])
    return [{"text": text, "unless": unless} for _at, text, unless in coming[:2]]


def _row(call: Call, stage: Stage, at: datetime, *, last: int, may_run: bool) -> dict[str, Any]:
    """A stage with its hours, its state and where to go from it."""
    announced = call.state == Call.State.ANNOUNCED
    past = stage.state == Stage.State.OPEN and not stage.runs(at)
    return {
        "stage": stage,
        "name": stage_name(stage),
        "kind": kind_of(stage).name,
        "shape": _SHAPES.get(Stage.State(stage.state), MARKS.get(stage.kind, "check")),
        "label": _("Its hour has passed") if past else stage.get_state_display().capitalize(),
        "links": list(_links(call, stage)),
        "follows": kind_of(stage).after_decision,
        "may_open": may_run and announced and not kind_of(stage).after_decision and stage.state == Stage.State.PLANNED,
        "may_close": may_run and announced and stage.state == Stage.State.OPEN,
        "first": stage.order == 1,
        "last": stage.order == last,
    }


def _links(call: Call, stage: Stage) -> Any:
    """Pages of the work in a stage that has begun."""
    if stage.state == Stage.State.PLANNED:
        return
    pages = {
        PROPOSE: [("web:desk_proposals", _("Proposals"))],
        MEET: [("web:desk_meetings", pgettext("of a committee", "Meetings"))],
        CHECK: [("web:desk_check", _("Formal check"))],
        ASSESS: [("web:desk_assess", _("Assessment")), ("web:desk_ranking", _("Ranking"))],
        VOTE: [],
        DECIDE: [("web:desk_decide", _("Decision")), ("web:desk_promote", _("Reserve list"))],
    }
    for route, words in pages.get(stage.kind, []):
        if route == "web:desk_ranking" and stage.state != Stage.State.CLOSED:
            continue
        yield {"url": reverse(route, args=[call.slug]), "label": words}
    if settings_of(stage)["days"]:
        yield {"url": reverse("web:desk_objections", args=[call.slug]), "label": _("Objections")}
