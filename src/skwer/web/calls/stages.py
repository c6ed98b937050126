"""Stages of a call in words: their names, the bar of squares, what follows what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.queries import stages_of
from skwer.apps.calls.setup_problems import follows_decision
from skwer.apps.calls.stages import kinds
from skwer.web.templatetags.words import day, upto


def stage_name(stage: Stage) -> str:
    """The name the city gave the stage, else its kind's."""
    if stage.title:
        return stage.title
    kind = kinds().get(stage.kind)
    return str(kind.name) if kind else stage.kind


def after(call: Call, stage: Stage | None) -> Stage | None:
    """The stage that comes after this one."""
    if stage is None:
        return None
    return next((one for one in stages_of(call) if one.order > stage.order), None)


def bar(call: Call, at: datetime) -> list[dict[str, Any]]:
    """The call's stages for the bar above the page: done, now (with the hour it ends), next (with its first day)."""
    rows: list[dict[str, Any]] = []
    over = call.state in (Call.State.DECIDED, Call.State.ARCHIVED)
    for stage in stages_of(call):
        follows = call.state == Call.State.DECIDED and follows_decision(stage)
        if stage.state == Stage.State.CLOSED or (over and not follows):
            # What is over is named by its day: the hour helps nobody any more.
            ended = stage.closed_at and timezone.localdate(stage.closed_at)
            state, note = "done", upto(ended) if ended else ""
        elif call.state != Call.State.CANCELLED and stage.runs(at):
            state, note = "now", upto(stage.closes_at) if stage.closes_at else ""
        elif stage.state == Stage.State.OPEN:
            state, note = "now", _("ended, being closed")
        else:
            state, note = "next", _("from %(day)s") % {"day": day(stage.opens_at)} if stage.opens_at else ""
        rows.append({"name": stage_name(stage), "state": state, "note": note})
    return rows
