"""What there is to do at a place, and who comes when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..models import CareTask, Keeper, Place, Turn
from ..queries import care
from ..signals import announce, task_late
from .common import BadCare, Stale, lock, note, standing, words

KIND = "caretask"
FIELDS = ("what", "note", "every_days", "from_month", "to_month", "starts_on")
AHEAD = timedelta(days=200)
LATE_AFTER = timedelta(days=2)
"""A day or two late is a neighbour's life; on the third day the keepers are written to."""
MOST_TASKS = 30


class TurnTaken(Refusal):
    """One keeper a task and day: whoever was first comes."""

    message = _("Somebody else comes on that day already. Choose another one.")
    code = "turn_taken"
    status = 409
    field = "on"


def add_task(*, by: Person, place: Place, values: Mapping[str, Any], at: datetime) -> CareTask:
    """Something to do at the place. values: FIELDS. Raises NotAllowed, PlaceGone, BadCare."""
    if not rules.may_care(by, place):
        raise NotAllowed
    task = CareTask(place=place, starts_on=timezone.localdate(at))
    _fill(task, values)
    with transaction.atomic():
        standing(place)
        if CareTask.objects.filter(place=place, ended_on=None).count() >= MOST_TASKS:
            raise BadCare("what", _("This place has thirty tasks. End one that is no longer needed first."))
        task.save()
        note("task_added", task, place, by, at, kind=KIND, after=_facts(task))
    return task


def change_task(*, by: Person, task: CareTask, values: Mapping[str, Any], at: datetime) -> CareTask:
    """Other values for a task; what is not named stays. Raises NotAllowed, PlaceGone, Stale, BadCare."""
    if not rules.may_care(by, task.place):
        raise NotAllowed
    with transaction.atomic():
        place = standing(task.place)
        _live(task)
        before = _facts(task)
        _fill(task, values)
        task.save()
        note("task_changed", task, place, by, at, kind=KIND, before=before, after=_facts(task))
    return task


def end_task(*, by: Person, task: CareTask, at: datetime) -> CareTask:
    """No longer needed from today; turns taken for later are free. Raises NotAllowed, Stale."""
    if not rules.may_care(by, task.place):
        raise NotAllowed
    with transaction.atomic():
        place = lock(task.place)
        _live(task)
        task.ended_on = timezone.localdate(at)
        task.save(update_fields=["ended_on"])
        task.turns.filter(on__gt=task.ended_on).delete()
        note("task_ended", task, place, by, at, kind=KIND, after={"ended_on": task.ended_on})
    return task


def take_turn(*, by: Person, task: CareTask, on: date, at: datetime) -> Turn:
    """A keeper says: I come on that day. One keeper a task and day. Raises NotAllowed, PlaceGone, Stale, BadCare,
    TurnTaken.
    """
    if not rules.keeps(by, task.place):
        raise NotAllowed
    with transaction.atomic():
        place = standing(task.place)
        _live(task)
        keeper = Keeper.objects.live().of(by).filter(place=place).order_by("role", "pk").first()
        if keeper is None:
            raise NotAllowed
        today = timezone.localdate(at)
        if not isinstance(on, date) or not today <= on <= today + AHEAD:
            raise BadCare("on", _("Choose a day from today on, within the next months."))
        if not care.in_season(task, on):
            raise BadCare("on", _("This task rests on that day. Choose a day in its season."))
        if Turn.objects.filter(task=task, on=on).exists():
            raise TurnTaken
        turn = Turn.objects.create(task=task, keeper=keeper, on=on, taken_at=at)
        note("turn_taken", task, place, by, at, kind=KIND, after={"on": on, "keeper": keeper.pk})
    return turn


def leave_turn(*, by: Person, turn: Turn, at: datetime) -> None:
    """She cannot come after all: the day is free again. Raises NotAllowed."""
    place = turn.task.place
    if not rules.is_hers(by, turn.keeper) and not rules.may_change(by, place):
        raise NotAllowed
    with transaction.atomic():
        lock(place)
        note("turn_left", turn.task, place, by, at, kind=KIND, after={"on": turn.on, "keeper": turn.keeper_id})
        turn.delete()


def remind_of_tasks(*, at: datetime) -> int:
    """Write to keepers about tasks whose day has passed, once for each day due. Called by `skwer tick`."""
    today = timezone.localdate(at)
    number = 0
    for state in care.late_tasks(today - LATE_AFTER):
        with transaction.atomic():
            task = lock(state.task)
            if task.ended_on is not None or task.reminded_on == state.due_on:
                continue
            task.reminded_on = state.due_on
            task.save(update_fields=["reminded_on"])
            announce(task_late, CareTask, task=task, due_on=state.due_on, at=at)
            number += 1
    return number


def _live(task: CareTask) -> None:
    lock(task)
    if task.ended_on is not None:
        raise Stale(_("This task is no longer needed."))


def _fill(task: CareTask, values: Mapping[str, Any]) -> None:
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"A task has no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        setattr(task, name, words(values, name, 250) if name == "note" else value)
    if task.what not in CareTask.What.values:
        raise BadCare("what", _("Choose what is to be done."))
    if task.what == CareTask.What.OTHER and not task.note:
        raise BadCare("note", _("Say what is to be done."))
    if not isinstance(task.every_days, int) or not 0 <= task.every_days <= 366:
        raise BadCare("every_days", _("Write every how many days, up to 366; 0 for something done once."))
    if (task.from_month is None) != (task.to_month is None):
        raise BadCare("to_month", _("A season needs both months, or none."))
    if task.from_month is not None and not (1 <= task.from_month <= 12 and 1 <= (task.to_month or 0) <= 12):
        raise BadCare("from_month", _("Choose months from January to December."))
    if not isinstance(task.starts_on, date):
        raise BadCare("starts_on", _("Give the day of the first time."))


def _facts(task: CareTask) -> dict[str, Any]:
    return {name: getattr(task, name) for name in FIELDS if name != "note"}
