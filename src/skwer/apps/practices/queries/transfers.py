"""Transfers side by side: what each city keeps, changes, drops; and, for those inside, how well the practice fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import F, QuerySet

from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes.models import Project

from ..kits.elements import ELEMENTS
from ..models import FitScore, Practice, Transfer, TransferElement


@dataclass(frozen=True)
class MatrixRow:
    """One element of the kit, and what the city does with it."""

    key: str
    name: Any
    required: bool
    element: TransferElement


@dataclass(frozen=True)
class Fit:
    """The scores on one aspect together: how many, the lowest, the middle, the highest; None where nobody scored."""

    aspect: str
    name: Any
    n: int
    low: int | None
    middle: float | None
    high: int | None
    scores: tuple[int, ...] = ()


@dataclass(frozen=True)
class ProjectMatrix:
    """Element × city. A cell is None where the city's kit has no such element."""

    transfers: list[Transfer]
    rows: list[tuple[Any, list[TransferElement | None]]]


@dataclass(frozen=True)
class CityFit:
    """How well the practice fits one city, aspect by aspect."""

    transfer: Transfer
    aspects: list[Fit]


def desk_transfers(organisation: Organisation) -> QuerySet[Transfer]:
    """All transfers of the organisation, those that go on first."""
    found = Transfer.objects.filter(organisation=organisation).select_related("practice", "kit_version__kit", "project")
    return found.order_by(F("ended_at").asc(nulls_first=True), "-begun_at", "-pk").prefetch_related("elements")


def matrix(transfer: Transfer) -> list[MatrixRow]:
    """Every element of the transfer in the order in which a kit is read."""
    held = {element.key: element for element in transfer.elements.all()}
    return [MatrixRow(one.key, one.name, one.required, held[one.key]) for one in ELEMENTS if one.key in held]


def undecided(transfer: Transfer) -> list[MatrixRow]:
    """The elements nobody has decided yet."""
    return [row for row in matrix(transfer) if row.element.decision == TransferElement.Decision.UNDECIDED]


def fit(transfer: Transfer) -> list[Fit]:
    """The spread of the scores, aspect by aspect. For those inside only: ask `Transfer.objects.inside` first."""
    return _spreads(transfer.fit_scores.all())


def matrix_of_project(person: Person | None, project: Project, practice: Practice | None = None) -> ProjectMatrix:
    """What each city of the project does with each element: transfers the person may see, by the city's name."""
    transfers = _of_project(project, practice).filter(pk__in=Transfer.objects.visible_to(person).values("pk"))
    found = list(transfers.prefetch_related("elements"))
    held = [{element.key: element for element in transfer.elements.all()} for transfer in found]
    rows: list[tuple[Any, list[TransferElement | None]]] = [
        (one, [cells.get(one.key) for cells in held]) for one in ELEMENTS if any(one.key in cells for cells in held)
    ]
    return ProjectMatrix(found, rows)


def decided_elsewhere(person: Person | None, transfer: Transfer, key: str) -> list[TransferElement]:
    """What other cities of the project decided about the same element, by their names; what the person may see."""
    if transfer.project_id is None:
        return []
    seen = Transfer.objects.visible_to(person).filter(project=transfer.project_id).exclude(pk=transfer.pk)
    rows = TransferElement.objects.filter(key=key, transfer__in=seen.exclude(stage=Transfer.Stage.DROPPED).values("pk"))
    decided = rows.exclude(decision=TransferElement.Decision.UNDECIDED)
    return list(decided.select_related("transfer__organisation").order_by("transfer__organisation__name", "pk"))


def fit_of_project(person: Person | None, project: Project, practice: Practice | None = None) -> list[CityFit]:
    """The spread city by city, for those inside. By name: cities are not ranked."""
    transfers = _of_project(project, practice).filter(pk__in=Transfer.objects.inside(person).values("pk"))
    return [CityFit(one, _spreads(one.fit_scores.all())) for one in transfers.prefetch_related("fit_scores")]


def _of_project(project: Project, practice: Practice | None) -> QuerySet[Transfer]:
    found = Transfer.objects.filter(project=project).exclude(stage=Transfer.Stage.DROPPED)
    if practice is not None:
        found = found.filter(practice=practice)
    return found.select_related("organisation", "practice__current", "kit_version").order_by("organisation__name", "pk")


def _spreads(scores: Iterable[FitScore]) -> list[Fit]:
    given: dict[str, list[int]] = {aspect: [] for aspect in FitScore.Aspect.values}
    for score in scores:
        given[score.aspect].append(score.score)
    found = []
    for aspect in FitScore.Aspect:
        values = sorted(given[aspect.value])
        low, middle, high = (values[0], float(median(values)), values[-1]) if values else (None, None, None)
        found.append(Fit(aspect.value, aspect.label, len(values), low, middle, high, tuple(values)))
    return found
