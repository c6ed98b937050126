"""Progress of all partners on the measures they agreed on: each half-year, with n and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from .. import halves
from ..models import Measure, Partnership, Project, Reading

MEASURED = (Partnership.Role.LEAD, Partnership.Role.PARTNER)


@dataclass(frozen=True)
class Cell:
    """One partner's figure: None where it is missing. The change is since the half-year before, if both are there."""

    measure: Measure
    value: Decimal | None
    change: Decimal | None
    reading: Reading | None


@dataclass(frozen=True)
class Foot:
    """What the figures of one measure have in common: n of N, and the middle and ends of those that are there."""

    measure: Measure
    n: int
    of: int
    median: Decimal | None
    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True)
class Row:
    partnership: Partnership
    cells: tuple[Cell, ...]

    @property
    def missing(self) -> int:
        return sum(cell.value is None for cell in self.cells)


@dataclass(frozen=True)
class Course:
    """One measure through the half-years: (half-year, n, N, median) of each in which somebody read it."""

    measure: Measure
    points: tuple[tuple[str, int, int, Decimal], ...]


@dataclass(frozen=True)
class Progress:
    """The table of one half-year, and the course of each measure up to it."""

    project: Project
    half: str
    halves: tuple[str, ...]
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    feet: tuple[Foot, ...]
    courses: tuple[Course, ...]

    @property
    def n(self) -> int:
        """Figures that are there."""
        return sum(foot.n for foot in self.feet)

    @property
    def of(self) -> int:
        """Figures that were asked for."""
        return sum(foot.of for foot in self.feet)


def median(values: Iterable[Decimal]) -> Decimal | None:
    """The middle value, exact; the mean of the two in the middle where their number is even; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def halves_of(project: Project, measures: Sequence[Measure], on: date) -> tuple[str, ...]:
    """Half-years people may report about: from the first measure to today, or to the end of the project."""
    if not measures:
        return ()
    first = min(measure.agreed_on for measure in measures)
    last = min(on, project.ends_on) if project.ends_on else on
    return tuple(halves.halves(first, max(first, last))) if first <= on else ()


def measured_partners(project: Project) -> list[Partnership]:
    """Lead and partners, past ones too: who is asked in a half-year is a matter of dates (`takes_part`)."""
    return list(
        Partnership.objects.filter(project=project, role__in=MEASURED)
        .select_related("organisation")
        .order_by("order", "pk")
    )


def takes_part(partnership: Partnership, half: str) -> bool:
    """Was it a partner on some day of the half-year?"""
    first, last = halves.bounds(half)
    return (partnership.since is None or partnership.since <= last) and (
        partnership.until is None or partnership.until >= first
    )


def progress(project: Project, half: str, on: date) -> Progress:
    """The table for a half-year; "" takes the latest one that has ended, or else the one that runs. Three queries."""
    measures = tuple(project.measures.all())
    every = halves_of(project, measures, on)
    if half not in every:
        ended = [one for one in every if halves.bounds(one)[1] < on]
        half = ended[-1] if ended else (every[-1] if every else "")
    partners = measured_partners(project)
    readings = {
        (one.measure_id, one.partnership_id, one.half): one for one in Reading.objects.filter(measure__project=project)
    }
    if not half:
        return Progress(project, "", (), measures, (), (), ())
    asked = tuple(measure for measure in measures if measure.agreed_on <= halves.bounds(half)[1])
    rows = tuple(
        Row(partner, tuple(_cell(measure, partner, half, readings) for measure in asked))
        for partner in partners
        if takes_part(partner, half)
    )
    feet = tuple(_foot(measure, [row.cells[k] for row in rows]) for k, measure in enumerate(asked))
    upto = [one for one in every if one <= half]
    courses = tuple(_course(measure, partners, upto, readings) for measure in asked)
    return Progress(project, half, every, asked, rows, feet, courses)


Readings = dict[tuple[int, int, str], Reading]


def _cell(measure: Measure, partner: Partnership, half: str, readings: Readings) -> Cell:
    reading = readings.get((measure.pk, partner.pk, half))
    earlier = readings.get((measure.pk, partner.pk, halves.before(half)))
    change = reading.value - earlier.value if reading and earlier else None
    return Cell(measure, reading.value if reading else None, change, reading)


def _foot(measure: Measure, cells: Sequence[Cell]) -> Foot:
    values = [cell.value for cell in cells if cell.value is not None]
    return Foot(measure, len(values), len(cells), median(values), min(values, default=None), max(values, default=None))


def _course(measure: Measure, partners: Sequence[Partnership], every: Sequence[str], readings: Readings) -> Course:
    points = []
    for half in every:
        here = [partner for partner in partners if takes_part(partner, half)]
        values = [one.value for partner in here if (one := readings.get((measure.pk, partner.pk, half)))]
        if (middle := median(values)) is not None:
            points.append((half, len(values), len(here), middle))
    return Course(measure, tuple(points))


def missing_readings(partnership_ids: Iterable[int], half: str) -> dict[int, int]:
    """How many agreed measures each partnership has not read for the half-year; none missing, not there."""
    first, last = halves.bounds(half)
    partners = Partnership.objects.filter(
        Q(since__isnull=True) | Q(since__lte=last),
        Q(until__isnull=True) | Q(until__gte=first),
        pk__in=list(partnership_ids),
        role__in=MEASURED,
    )
    by_project: dict[int, list[int]] = {}
    for pk, project in partners.values_list("pk", "project"):
        by_project.setdefault(project, []).append(pk)
    asked = Measure.objects.filter(project__in=by_project, agreed_on__lte=last).values_list("pk", "project")
    read = set(
        Reading.objects.filter(half=half, partnership__in=partners.values("pk")).values_list("measure", "partnership")
    )
    found: dict[int, int] = {}
    for measure, project in asked:
        for partner in by_project[project]:
            if (measure, partner) not in read:
                found[partner] = found.get(partner, 0) + 1
    return found
