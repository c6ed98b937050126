"""Notes of experts' visits: seen, advised, agreed, and what next. Published, the next steps are the city's tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules, signals
from ..models import ExpertContract, Partnership, Task, VisitNote
from .working import BadValue, NotNow, in_project, lock, note, words

TEXTS = ("seen", "advised", "agreed")
MOST_STEPS = 12


@transaction.atomic
def write_visit_note(
    *,
    by: Person,
    contract: ExpertContract,
    partnership: Partnership,
    on: date,
    texts: Mapping[str, str],
    next_steps: Sequence[Mapping[str, Any]] = (),
    at: datetime,
) -> VisitNote:
    """The expert begins a note of her visit; nobody but she reads it yet.

    texts: seen, advised, agreed; next_steps: [{"title": …, "due_on": a date or None}]. Raises NotAllowed, BadValue.
    """
    in_project(partnership, contract.project)
    if not rules.advises(by, contract):
        raise NotAllowed
    visit = VisitNote(contract=contract, partnership=partnership, written_at=at)
    _set(visit, on, texts, next_steps, at)
    visit.save()
    note("visit_note_begun", visit, contract.project, by, at, after={"partnership": partnership.pk, "on": on})
    return visit


@transaction.atomic
def change_visit_note(
    *,
    by: Person,
    visit: VisitNote,
    on: date,
    texts: Mapping[str, str],
    next_steps: Sequence[Mapping[str, Any]],
    at: datetime,
) -> VisitNote:
    """Other words, while nobody else has read it. Raises NotAllowed, NotNow, BadValue."""
    if not rules.advises(by, visit.contract):
        raise NotAllowed
    lock(visit)
    if visit.published_at is not None:
        raise NotNow(_("The city has this note already. Write another one."))
    _set(visit, on, texts, next_steps, at)
    visit.save()
    note("visit_note_changed", visit, visit.contract.project, by, at)
    return visit


@transaction.atomic
def publish_visit_note(*, by: Person, visit: VisitNote, at: datetime) -> list[Task]:
    """Give the note to the city: each next step is its task from now on. It cannot be changed afterwards.

    Raises NotAllowed, NotNow, BadValue.
    """
    if not rules.advises(by, visit.contract):
        raise NotAllowed
    lock(visit)
    if visit.published_at is not None:
        raise NotNow(_("The city has this note already."))
    if not visit.seen or not (visit.advised or visit.agreed):
        raise BadValue(
            "seen" if not visit.seen else "advised", _("Write what you saw, and what you advised or agreed.")
        )
    visit.published_at = at
    visit.save(update_fields=["published_at"])
    project = visit.contract.project
    tasks = [
        Task.objects.create(
            project=project,
            partnership=visit.partnership,
            origin=visit,
            title=step["title"],
            due_on=date.fromisoformat(step["due_on"]) if step["due_on"] else None,
        )
        for step in visit.next_steps
    ]
    after = {"partnership": visit.partnership_id, "tasks": [task.pk for task in tasks]}
    note("visit_note_published", visit, project, by, at, after=after)
    signals.announce(signals.visit_note_published, VisitNote, note=visit, at=at)
    return tasks


@transaction.atomic
def discard_visit_note(*, by: Person, visit: VisitNote, at: datetime) -> None:
    """Throw a note away that nobody else has read. Raises NotAllowed, NotNow."""
    if not rules.advises(by, visit.contract):
        raise NotAllowed
    lock(visit)
    if visit.published_at is not None:
        raise NotNow(_("The city has this note already."))
    note("visit_note_discarded", visit, visit.contract.project, by, at)
    visit.delete()


def _set(
    visit: VisitNote, on: date, texts: Mapping[str, str], next_steps: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    if on > timezone.localdate(at):
        raise BadValue("on", _("This day has not come yet."))
    visit.on = on
    for name in TEXTS:
        setattr(visit, name, words(texts.get(name, ""), name, 6000, lines=True))
    if len(next_steps) > MOST_STEPS:
        raise BadValue("next_steps", _("At most %(n)s next steps: what does the city do first?") % {"n": MOST_STEPS})
    steps = []
    for step in next_steps:
        title = words(step.get("title", ""), "next_steps", 200, missing=_("Say for each next step what the city does."))
        due = step.get("due_on")
        if due is not None and due < on:
            raise BadValue("next_steps", _("A next step cannot be due before the visit."))
        steps.append({"title": title, "due_on": due.isoformat() if due else None})
    visit.next_steps = steps
