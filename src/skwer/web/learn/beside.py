"""Lessons beside the questions of a form: where people need them. Opening one saves what was typed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.queries import form_of, modules_beside, modules_of_call
from skwer.apps.calls.stages import PROPOSE
from skwer.apps.learning.models import Module
from skwer.web.context import address

from . import words

GO = "learn:"
"""What the button sends: the page is saved, then the lesson opens, and leads back here."""


def of_stage(stage: Stage | None, back: str = "") -> dict[str, list[dict[str, Any]]]:
    """Lessons by key of the question they stand beside; under "" those of the whole stage."""
    found: dict[str, list[dict[str, Any]]] = {}
    if stage is None:
        return found
    known = {question.key for question in form_of(stage).questions} if stage.kind == PROPOSE else set()
    for link in modules_beside(stage):
        # A question that the form no longer has leaves its lesson to the whole stage.
        key = link.question_key if link.question_key in known else ""
        found.setdefault(key, []).append(row(link.module, back))
    return found


def of_call(call: Call) -> list[dict[str, Any]]:
    """Lessons that the call's stages offer, while there is still something to do in it."""
    return [row(link.module) for link in modules_of_call(call)] if call.state == Call.State.ANNOUNCED else []


def row(module: Module, back: str = "") -> dict[str, Any]:
    """One lesson: its title, its minutes, its address, and what a button sends to save first."""
    made = words.row_of_module(module)
    return {**made, "url": words.with_back(made["url"], back), "go": f"{GO}{module.slug}"}


def after_saving(go: str, back: str) -> str:
    """Where "save and open the lesson" leads; "" when the button said something else."""
    if not go.startswith(GO):
        return ""
    return words.with_back(address("web:module", go.removeprefix(GO)), back) or back


def at_the_desk(stage: Stage, *, may_run: bool) -> dict[str, Any]:
    """What the stage's page at the desk shows: lessons it offers, and those that can be added."""
    asked = form_of(stage).questions if stage.kind == PROPOSE else ()
    titles = {question.key: str(question.label) for question in asked}
    links = stage.modules.select_related("module").order_by("pk")
    return {
        "links": [
            {
                "link": link,
                "beside": titles.get(link.question_key) or _("the whole stage"),
                "shown": link.module.is_published,
            }
            for link in links
        ],
        "modules": [(m.slug, m.title) for m in Module.objects.published().order_by("title")] if may_run else [],
        "questions": [("", _("the whole stage")), *titles.items()],
        "may_run": may_run,
    }
