"""Where a version of a practice is: its mark, the steps of validation, and what comes next."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.practices.models import PracticeVersion, Review

State = PracticeVersion.State

SHAPES = {
    State.DRAFT: "draft",
    State.SUBMITTED: "sent",
    State.IN_VALIDATION: "check",
    State.CHANGES: "fix",
    State.VALIDATED: "chosen",
    State.PUBLISHED: "done",
}


def shape_of(version: PracticeVersion | None) -> str:
    return SHAPES[State(version.state)] if version else "draft"


def steps_of(version: PracticeVersion) -> list[dict[str, str]]:
    """Written, editor, expert, everybody: what is behind, what is now."""
    at = {State.DRAFT: 0, State.CHANGES: 0, State.SUBMITTED: 1, State.IN_VALIDATION: 2}.get(State(version.state), 4)
    names = [_("Write"), _("Editor"), _("Expert"), _("Everybody reads it")]
    states = ["done" if number < at else "now" if number == at else "next" for number in range(4)]
    return [{"name": name, "state": state} for name, state in zip(names, states, strict=True)]


def next_of(version: PracticeVersion) -> dict[str, Any]:
    """What next, and who does it."""
    practice = version.practice
    keeper = practice.organisation.name if practice.organisation else ""
    project = practice.project
    if version.state == State.CHANGES:
        last = version.reviews.filter(verdict=Review.Verdict.CHANGES).last()
        what = _("Answer each comment, change what is needed, then hand it in again")
        return {
            "title": _("Changes were asked for"),
            "what": what,
            "who": keeper,
            "reason": last.note if last else "",
        }
    reading = _("Comment part by part, then accept it or send it back")
    if version.state == State.SUBMITTED and project is not None:
        return {"title": _("The editor reads it now"), "what": reading, "who": project.organisation.name}
    if version.state == State.IN_VALIDATION and project is not None:
        who = _("an expert of %(project)s") % {"project": project.short}
        return {"title": _("The expert reads it now"), "what": reading, "who": who}
    if version.is_published:
        what = _("What is published never changes: begin the next version to say something new")
        return {"title": _("Everybody reads it"), "what": what, "who": keeper}
    if project is None:
        what = _("It belongs to no project: you publish it yourself, and its page says that nobody validated it")
        return {"title": _("Write it, then publish it"), "what": what, "who": keeper}
    what = _("An editor of %(project)s reads it first, then an expert") % {"project": project.short}
    return {"title": _("Write it, then hand it in"), "what": what, "who": keeper}
