"""Keepers, tasks, entries and defects as rows and words of a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from skwer.apps.files.models import Upload
from skwer.apps.places.models import CareTask, Defect, Entry, Keeper, Place
from skwer.apps.places.queries.care import Repairs, TaskState
from skwer.web.context import address
from skwer.web.places.telling import keeper_name
from skwer.web.templatetags.words import number

from .forms import task_name

SHAPES = {
    Defect.State.REPORTED: "sent",
    Defect.State.CONFIRMED: "check",
    Defect.State.REPAIR: "build",
    Defect.State.REPAIRED: "done",
    Defect.State.DECLINED: "no",
    Defect.State.DUPLICATE: "no",
}


def task_row(state: TaskState, today: date) -> dict[str, Any]:
    """A task with its day, and who comes."""
    task = state.task
    return {
        "task": task,
        "name": task_name(task),
        "note": "" if task.what == CareTask.What.OTHER else task.note,
        "often": often(task),
        "done_on": state.done_on,
        "due_on": state.due_on,
        "late": state.is_late(today),
        "today": state.due_on == today,
        "shape": "late" if state.is_late(today) else "build" if state.due_on else "done",
        "turns": [{"turn": turn, "name": capfirst(keeper_name(turn.keeper))} for turn in state.turns],
    }


def often(task: CareTask) -> str:
    """ "every 7 days, from April to October"."""
    if task.every_days == 0:
        words = _("once")
    elif task.every_days == 1:
        words = _("every day")
    else:
        words = ngettext("every %(n)s day", "every %(n)s days", task.every_days) % {"n": task.every_days}
    if task.from_month and task.to_month:
        first, last = str(MONTHS[task.from_month]), str(MONTHS[task.to_month])
        if (get_language() or "pl")[:2] != "en":
            first, last = first.lower(), last.lower()  # only English writes months with a capital
        season = _("months: %(first)s–%(last)s") % {"first": first, "last": last}
        words = f"{words}, {season}"
    return words


def entry_row(entry: Entry) -> dict[str, Any]:
    """A line of the log: what, when, by whom, its photo when it may be seen."""
    if entry.channel == Entry.Channel.KEEPER and entry.keeper:
        who = capfirst(keeper_name(entry.keeper))
    elif entry.channel == Entry.Channel.KEEPER:
        who = _("A keeper")
    else:
        who = _("The office") if entry.channel == Entry.Channel.OFFICE else _("A passer-by")
    hours = entry.hours
    return {
        "entry": entry,
        "title": capfirst(entry.get_what_display()),
        "who": who,
        "hours": ngettext("%(n)s hour", "%(n)s hours", _plural(hours)) % {"n": number(hours)} if hours else "",
        "photo": entry.photo if entry.photo and entry.photo.audience == Upload.Audience.HOLDER else None,
        "inner": entry.photo,
        "defect": getattr(entry, "defect", None),
        "task": task_name(entry.task) if entry.task else "",
        "why_id": f"id_why-{entry.pk}",
    }


def _plural(hours: Any) -> int:
    """A fraction takes the form of many in both languages closely enough: 1.5 hours, 1,5 godziny."""
    return int(hours) if hours == int(hours) else 2


def defect_row(defect: Defect) -> dict[str, Any]:
    """A defect with its words and its page."""
    return {
        "defect": defect,
        "title": capfirst(defect.get_what_display()),
        "shape": SHAPES.get(defect.state, "sent"),  # type: ignore[call-overload]
        "label": capfirst(defect.get_state_display()),
        "who": repairer(defect),
        "url": address("web:care_defect", defect.place_id, defect.number),
    }


def repairer(defect: Defect) -> str:
    """Who repairs it: the company by its name."""
    if defect.who_name:
        return defect.who_name
    return str(capfirst(defect.get_who_display())) if defect.who else ""


def defect_name(defect: Defect) -> str:
    """ "3. Bench, furniture" for a list to choose from."""
    return f"{defect.number}. {capfirst(defect.get_what_display())}, {defect.reported_at:%d.%m.%Y}"


def repairs_words(repairs: Repairs) -> str:
    """ "12 defects in all, 10 repaired, a repair took 6 days on average", or nothing when there were none."""
    if not repairs.reported:
        return ""
    parts = [ngettext("%(n)s defect in all", "%(n)s defects in all", repairs.reported) % {"n": repairs.reported}]
    if repairs.repaired:
        parts.append(ngettext("%(n)s repaired", "%(n)s repaired", repairs.repaired) % {"n": repairs.repaired})
    if repairs.days is not None:
        days = max(1, round(repairs.days))
        parts.append(
            ngettext("a repair took %(n)s day on average", "a repair took %(n)s days on average", days) % {"n": days}
        )
    return ", ".join(parts)


def names(keepers: Iterable[Keeper]) -> str:
    """Names as the page gives them, in a line."""
    return ", ".join(dict.fromkeys(str(keeper_name(keeper)) for keeper in keepers))


def heading(place: Place, states: list[TaskState], today: date) -> str:
    """What the keeper's page finds: the most urgent task, or that nothing waits."""
    first = next((s for s in states if s.due_on is not None), None)
    if first is None or first.due_on is None or (first.due_on - today).days > 7:
        return _("Nothing waits this week: %(place)s") % {"place": place.title}
    words = {"what": task_name(first.task), "place": place.title}
    days = (today - first.due_on).days
    if days > 0:
        late = ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
        return _("%(what)s is %(late)s: %(place)s") % {**words, "late": late}
    if days == 0:
        return _("%(what)s is due today: %(place)s") % words
    return _("%(what)s is due this week: %(place)s") % words
