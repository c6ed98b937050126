"""Tasks, milestones and deliverables: set, done with evidence, dropped with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import Partnership, Project, Task
from .working import BadValue, NotNow, in_project, link, lock, must_write_for, note, words

KEPT = ("kind", "due_on", "done_at", "dropped_at", "partnership_id")


class NotYoursToDrop(NotAllowed):
    """Milestones and deliverables were promised to the funder."""

    message = _("Milestones and deliverables are dropped only by the organisation that keeps the project's page.")
    code = "not_yours_to_drop"


@transaction.atomic
def set_task(
    *,
    by: Person,
    project: Project,
    title: str,
    kind: str = Task.Kind.TASK,
    partnership: Partnership | None = None,
    text: str = "",
    due_on: date | None = None,
    at: datetime,
) -> Task:
    """A new task, milestone or deliverable; without a partner it is the whole project's.

    Raises NotAllowed, BadValue.
    """
    in_project(partnership, project)
    must_write_for(by, project, partnership)
    task = Task(project=project, partnership=partnership)
    _set(task, {"title": title, "kind": kind, "text": text, "due_on": due_on})
    task.save()
    note("task_set", task, project, by, at, after=_facts(task))
    return task


@transaction.atomic
def change_task(*, by: Person, task: Task, values: Mapping[str, Any], at: datetime) -> Task:
    """Other values (title, kind, text, due_on, partnership) for an open task; what is not named stays.

    Only the keeper gives it to another partner. Raises NotAllowed, BadValue, NotNow.
    """
    lock(task)
    must_write_for(by, task.project, task.partnership)
    if not task.is_open:
        raise NotNow(_("This is done or dropped. Open it again before you change it."))
    before = _facts(task)
    if "partnership" in values and values["partnership"] != task.partnership:
        in_project(values["partnership"], task.project)
        if not rules.may_keep(by, task.project):
            raise NotAllowed(_("Only the organisation that keeps the project's page gives a task to somebody else."))
        task.partnership = values["partnership"]
    _set(task, {name: value for name, value in values.items() if name != "partnership"})
    task.save()
    note("task_changed", task, task.project, by, at, before=before, after=_facts(task))
    return task


@transaction.atomic
def finish_task(*, by: Person, task: Task, answer: str = "", evidence_url: str = "", at: datetime) -> Task:
    """It is done; a deliverable says where its result can be seen, by a link here or a file attached before.

    Raises NotAllowed, NotNow, BadValue.
    """
    lock(task)
    must_write_for(by, task.project, task.partnership)
    if not task.is_open:
        raise NotNow
    before = _facts(task)
    task.answer = words(answer, "answer", 2000, lines=True)
    task.evidence_url = link(evidence_url, "evidence_url")
    if task.kind == Task.Kind.DELIVERABLE and not task.evidence_url and not _has_files(task):
        raise BadValue("evidence_url", _("A deliverable needs evidence: a link, or a file."))
    task.done_at = at
    task.save()
    note("task_done", task, task.project, by, at, before=before, after=_facts(task))
    return task


@transaction.atomic
def drop_task(*, by: Person, task: Task, why: str, at: datetime) -> Task:
    """It will not be done, and why. A city may so decline an expert's advice. Raises NotAllowed, NotNow, BadValue."""
    lock(task)
    must_write_for(by, task.project, task.partnership)
    if task.kind != Task.Kind.TASK and not rules.may_keep(by, task.project):
        raise NotYoursToDrop
    if not task.is_open:
        raise NotNow
    before = _facts(task)
    task.answer = words(why, "why", 2000, missing=_("Say in a sentence why it will not be done."), lines=True)
    task.dropped_at = at
    task.save()
    note("task_dropped", task, task.project, by, at, before=before, after=_facts(task))
    return task


@transaction.atomic
def reopen_task(*, by: Person, task: Task, at: datetime) -> Task:
    """It was not done after all, or is wanted again. Raises NotAllowed, NotNow."""
    lock(task)
    must_write_for(by, task.project, task.partnership)
    if task.is_open:
        raise NotNow
    before = _facts(task)
    task.done_at = task.dropped_at = None
    task.save()
    note("task_reopened", task, task.project, by, at, before=before, after=_facts(task))
    return task


def _set(task: Task, values: Mapping[str, Any]) -> None:
    if "title" in values:
        task.title = words(values["title"], "title", 200, missing=_("Say what is to be done."))
    if "text" in values:
        task.text = words(values["text"], "text", 4000, lines=True)
    if "kind" in values:
        if values["kind"] not in Task.Kind.values:
            raise BadValue("kind", _("Choose a task, a milestone or a deliverable."))
        task.kind = values["kind"]
    if "due_on" in values:
        task.due_on = values["due_on"]
    if task.kind != Task.Kind.TASK and task.due_on is None:
        raise BadValue("due_on", _("A milestone or deliverable needs a day."))


def _has_files(task: Task) -> bool:
    return Upload.objects.filter(holder_kind="task", holder_key=str(task.pk)).exists()


def _facts(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in KEPT}
