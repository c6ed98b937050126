"""Calls as rows of a list: what it is about, where it stands, until when, and what one can do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.queries import current_stage
from skwer.apps.calls.stages import ASSESS, CHECK, DECIDE, MEET, PROPOSE, VOTE
from skwer.web.context import address
from skwer.web.templatetags.words import day, money

from .stages import stage_name

MARKS = {PROPOSE: "sent", MEET: "check", CHECK: "check", ASSESS: "check", VOTE: "vote", DECIDE: "check"}


def call_rows(calls: Sequence[Call], at: datetime) -> list[dict[str, Any]]:
    """Rows for `{% due %}`; `running` tells those still going on. No query a call (stages must be prefetched)."""
    return [call_row(call, at) for call in calls]


def call_row(call: Call, at: datetime) -> dict[str, Any]:
    running = call.state == Call.State.ANNOUNCED
    stage = current_stage(call, at) if running else None
    row: dict[str, Any] = {
        "title": call.title,
        "title_url": address("web:call", call.slug),
        "text": call.summary or _("The pot is %(pot)s.") % {"pot": money(call.pot, call.currency)},
        "city": call.organisation,
        "running": running,
        "acts": False,  # can a resident do something in it now?
        "tag": "li",
        **_where_it_stands(call, stage, at),
    }
    return row


def _where_it_stands(call: Call, stage: Stage | None, at: datetime) -> dict[str, Any]:
    see = {"action": _("See"), "url": address("web:call", call.slug)}
    if call.state == Call.State.CANCELLED:
        return {"state": "no", "state_label": pgettext("call", "Cancelled"), "when": "", **see}
    if call.state in (Call.State.DECIDED, Call.State.ARCHIVED):
        results = address("web:results", call.slug)
        return {
            "state": "done",
            "state_label": pgettext("call", "Decided") if call.state == Call.State.DECIDED else _("From the archive"),
            "when": "",
            "action": _("See the result") if results else _("See"),
            "url": results or see["url"],
        }
    if stage is None:
        return {"state": "check", "state_label": pgettext("call", "Being decided"), "when": "", **see}
    name = stage_name(stage)
    if not stage.runs(at):
        when = _("from %(day)s") % {"day": day(stage.opens_at)} if stage.opens_at and stage.opens_at > at else ""
        return {"state": "draft", "state_label": _("Soon: %(stage)s") % {"stage": name}, "when": when, **see}
    row: dict[str, Any] = {"state": MARKS.get(stage.kind, "check"), "state_label": name, "at": stage.closes_at, **see}
    if stage.kind == PROPOSE:
        row |= {"action": _("Propose"), "url": address("web:propose", call.slug), "acts": True}
    if stage.kind == VOTE and (vote := address("web:vote", call.slug)):
        row |= {"action": _("Vote"), "url": vote, "acts": True}
    return row
