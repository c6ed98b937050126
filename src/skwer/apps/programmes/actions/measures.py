"""What all partners agreed to count, and each partner's figure for each half-year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person

from .. import halves
from ..models import Measure, Partnership, Project, Reading
from .working import BadValue, in_project, link, lock, must_keep, must_write_for, note, words

TEXTS = {"name": 160, "unit": 60, "definition": 2000}
LANGUAGES = ("pl", "en", "nb", "cs")


@transaction.atomic
def agree_measure(*, by: Person, project: Project, values: Mapping[str, Any], agreed_on: date, at: datetime) -> Measure:
    """A measure all partners count in the same way from that day on.

    values: name, unit, definition, each also by language (`name_pl`). Raises NotAllowed, BadValue.
    """
    must_keep(by, project)
    lock(project)
    last = project.measures.aggregate(last=Max("order"))["last"] or 0
    measure = Measure(project=project, agreed_on=agreed_on, order=last + 1)
    set_texts(measure, values, TEXTS)
    if not str(measure.name or "").strip():
        raise BadValue("name_pl", _("Name what is counted."))
    measure.save()
    note("measure_agreed", measure, project, by, at, after={"agreed_on": agreed_on})
    return measure


@transaction.atomic
def change_measure(
    *, by: Person, measure: Measure, values: Mapping[str, Any], agreed_on: date | None = None, at: datetime
) -> Measure:
    """Other words or another day; what was read stays. Raises NotAllowed, BadValue."""
    must_keep(by, measure.project)
    lock(measure)
    before = {"agreed_on": measure.agreed_on}
    set_texts(measure, values, TEXTS)
    if not str(measure.name or "").strip():
        raise BadValue("name_pl", _("Name what is counted."))
    measure.agreed_on = agreed_on or measure.agreed_on
    measure.save()
    note("measure_changed", measure, measure.project, by, at, before=before, after={"agreed_on": measure.agreed_on})
    return measure


@transaction.atomic
def record_reading(
    *,
    by: Person,
    measure: Measure,
    partnership: Partnership,
    half: str,
    value: Decimal,
    note_text: str = "",
    source_url: str = "",
    at: datetime,
) -> Reading:
    """The partner's figure for a half-year that has begun; a figure that is there is corrected.

    Zero is a figure; what was not counted is left out. Raises NotAllowed, BadValue.
    """
    in_project(partnership, measure.project)
    must_write_for(by, measure.project, partnership)
    if not halves.is_half(half):
        raise BadValue("half", _("Name a half-year, for example 2026H1."))
    first, last = halves.bounds(half)
    if first > timezone.localdate(at):
        raise BadValue("half", _("This half-year has not begun yet."))
    if last < measure.agreed_on:
        raise BadValue("half", _("The measure was agreed after this half-year ended."))
    if not value.is_finite() or value != round(value, 4) or abs(value) >= 10**12:
        raise BadValue("value", _("Write a number with at most four decimal places."))
    lock(measure)
    found = Reading.objects.filter(measure=measure, partnership=partnership, half=half).first()
    reading = found or Reading(measure=measure, partnership=partnership, half=half)
    before = {"value": reading.value} if found else None
    reading.value, reading.at = value, at
    reading.note = words(note_text, "note", 250)
    reading.source_url = link(source_url, "source_url")
    reading.save()
    after = {"measure": measure.pk, "partnership": partnership.pk, "half": half, "value": value}
    note("reading_recorded", reading, measure.project, by, at, before=before, after=after)
    return reading


@transaction.atomic
def remove_reading(*, by: Person, reading: Reading, at: datetime) -> None:
    """Take a figure back that was a mistake: it is missing again. Raises NotAllowed."""
    project = reading.measure.project
    must_write_for(by, project, reading.partnership)
    lock(reading)
    before = {"measure": reading.measure_id, "partnership": reading.partnership_id, "value": reading.value}
    note("reading_removed", reading, project, by, at, before=before | {"half": reading.half})
    reading.delete()


def set_texts(row: Any, values: Mapping[str, Any], texts: Mapping[str, int]) -> None:
    """Put translated texts in: `name_pl` as it says, `name` in the installation's first language."""
    known = {name: name for name in texts} | {f"{name}_{code}": name for name in texts for code in LANGUAGES}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"There is no {name} here.")
        field = name if name != known[name] else f"{name}_{LANGUAGES[0]}"
        setattr(row, field, words(value, field, texts[known[name]], lines=True))
