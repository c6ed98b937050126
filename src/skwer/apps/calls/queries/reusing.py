"""What a proposal begun from an earlier one brought along, and which questions have other rules or words now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from skwer.apps.forms.schema import RAW, Form, Question
from skwer.apps.people.models import Person

from ..caps import caps_of
from ..models import Call, Proposal
from .calls import form_of, proposing_stage

ALONE = ("declaration", "file")
"""Kinds of answers given anew each time: a statement is made for one call, a file belongs to one proposal."""
NEW, CHANGED, RULES, AGAIN = "new", "changed", "rules", "again"
_PARAGRAPH = re.compile(r"§\u00a0?\d+|\d{4}")


@dataclass(frozen=True)
class Origin:
    """The earlier proposal, and by question why it deserves a look: `NEW` question, `CHANGED` words or answers,
    other `RULES` for it, to give `AGAIN` (declarations and files).
    """

    earlier: Proposal
    flags: Mapping[str, str]


def carried(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The earlier answers this form still asks for."""
    kept = {question.key for question in form.questions if question.kind not in ALONE}
    return {key: value for key, value in answers.items() if key in kept and key != RAW}


def origin_of(proposal: Proposal) -> Origin | None:
    """None when the proposal was begun from nothing."""
    if proposal.copied_from_id is None:
        return None
    earlier = Proposal.objects.select_related("call__edition__scheme").get(pk=proposal.copied_from_id)
    old, new = form_of(earlier), form_of(proposal)
    flags = {}
    for question in new.questions:
        if flag := _flag(old.question(question.key), question, earlier, proposal):
            flags[question.key] = flag
    return Origin(earlier, flags)


def _flag(before: Question | None, now: Question, earlier: Proposal, proposal: Proposal) -> str:
    if now.kind in ALONE:
        # What nobody gave the last time and nobody must give now is no work.
        return AGAIN if now.required or earlier.answers.get(now.key) else ""
    if before is None:
        return NEW
    if now.kind == "costs" and _money_rules(earlier.call) != _money_rules(proposal.call):
        return RULES
    if (before.least, before.most, before.max_length, before.required) != (
        now.least,
        now.most,
        now.max_length,
        now.required,
    ):
        return RULES
    return CHANGED if _words(before) != _words(now) else ""


def _words(question: Question) -> Any:
    """What the question says, without paragraphs' numbers and years: those move though nothing changes."""
    texts = [
        question.kind,
        dict(question.label),
        dict(question.hint),
        [(o.key, dict(o.label)) for o in question.options],
    ]
    return _PARAGRAPH.sub("", repr(texts))


def _money_rules(call: Call) -> Any:
    scheme, stage = call.edition.scheme, proposing_stage(call)
    caps = [(cap.key, cap.percent) for cap in caps_of(stage.settings)] if stage else []
    return call.request_min, call.request_max, call.own_share, call.currency, scheme.year_cap, scheme.support, caps


def reusable(person: Person, call: Call) -> QuerySet[Proposal]:
    """What the person sent in earlier calls and may begin this one from, the newest first."""
    sent = Proposal.objects.written_by(person).filter(number__isnull=False).exclude(call=call)
    kinds = sent.filter(applicant_kind__in=call.applicants)
    return kinds.select_related("call__edition", "organisation").order_by("-submitted_at", "-pk")
