"""A keeper's calendar (RFC 5545): tasks on the day they are due, turns, inspections.

Whole days, because nobody waters at nine sharp. A thing keeps its UID; SEQUENCE is the number of lines the journal has
about it, so it only rises; a cancelled inspection stays as CANCELLED, so that programmes take it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from skwer.apps.people.models import JournalEntry, Person

from .models import Entry, Inspection, Keeper, Place
from .queries.care import TaskState, task_states

PRODID = "-//Skwer//Skwer care//PL"
REFRESH = timedelta(hours=6)
BACK = timedelta(days=60)


def care_calendar(person: Person, at: datetime) -> bytes:
    """Everything one keeper has to do at all her places, in the language of her letters."""
    today = timezone.localdate(at)
    with translation.override(person.language):
        calendar = _calendar(_("Places I look after"))
        kept = Keeper.objects.live().of(person)
        places = Place.objects.filter(pk__in=kept.values("place")).exclude(state=Place.State.GONE)
        hers = set(kept.values_list("pk", flat=True))
        states = task_states(places, today)
        versions = _versions("caretask", [s.task.pk for s in states]) + _logged([s.task.pk for s in states])
        for state in states:
            _tasks(calendar, state, hers, versions[str(state.task.pk)], at, today)
        inspections = list(
            Inspection.objects.filter(place__in=places, planned_on__gte=today - BACK, held_on=None)
            .select_related("place")
            .order_by("planned_on", "pk")
        )
        versions = _versions("inspection", [i.pk for i in inspections])
        for inspection in inspections:
            entry = _day(f"inspection-{inspection.pk}", inspection.planned_on, inspection.place, at)
            entry.add("sequence", versions[str(inspection.pk)])
            entry.add("summary", _("The office looks: %(place)s") % {"place": inspection.place.title})
            entry.add("status", "CANCELLED" if inspection.cancelled_at else "CONFIRMED")
            calendar.add_component(entry)
        return calendar.to_ical()


def _tasks(
    calendar: icalendar.Calendar, state: TaskState, hers: set[int], version: int, at: datetime, today: date
) -> None:
    """The day a task waits for somebody, and the days she promised; other keepers' turns are theirs."""
    task = state.task
    what = capfirst(str(task.get_what_display()))
    if state.due_on is not None:
        entry = _day(f"care-task-{task.pk}", max(state.due_on, today), task.place, at)
        entry.add("sequence", version)
        entry.add("summary", _("%(what)s: %(place)s") % {"what": what, "place": task.place.title})
        entry.add("status", "TENTATIVE")
        late = _("It was due on %(day)s.") % {"day": f"{state.due_on:%d.%m.%Y}"} if state.is_late(today) else ""
        _describe(entry, task.note, late, task.place)
        calendar.add_component(entry)
    for turn in state.turns:
        if turn.keeper_id in hers:
            entry = _day(f"care-turn-{turn.pk}", turn.on, task.place, at)
            entry.add("sequence", 0)
            entry.add("summary", _("Your turn: %(what)s, %(place)s") % {"what": what, "place": task.place.title})
            entry.add("status", "CONFIRMED")
            _describe(entry, task.note, "", task.place)
            calendar.add_component(entry)


def _describe(entry: icalendar.Event, note: str, more: str, place: Place) -> None:
    page = f"{settings.ORIGIN}/places/{place.pk}/care/"
    entry.add("description", "\n\n".join(text for text in (note, more, page) if text))


def _versions(kind: str, keys: Iterable[int]) -> Counter[str]:
    """How many lines the journal has about each thing."""
    found = JournalEntry.objects.filter(kind=kind, key__in=[str(key) for key in keys])
    return Counter(found.values_list("key", flat=True))


def _logged(tasks: list[int]) -> Counter[str]:
    """Lines of the journal about entries of the log that say a task was done: they move its day too."""
    of = {str(pk): str(task) for pk, task in Entry.objects.filter(task__in=tasks).values_list("pk", "task_id")}
    lines = JournalEntry.objects.filter(kind="entry", key__in=list(of)).values_list("key", flat=True)
    return Counter(of[key] for key in lines)


def _calendar(name: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for property_ in ("name", "x-wr-calname"):
        calendar.add(property_, icalendar.vText(name))  # the library escapes only what it is told to be text
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    return calendar


def _day(key: str, on: date, place: Place, at: datetime) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", f"{key}@{urlsplit(settings.ORIGIN).hostname}")
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("dtstart", on)
    entry.add("dtend", on + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    if place.address:
        entry.add("location", place.address)
    if place.lat is not None and place.lon is not None:
        entry.add("geo", (float(place.lat), float(place.lon)))
    entry.add("url", f"{settings.ORIGIN}/places/{place.pk}/")
    return entry
