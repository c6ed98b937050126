"""Modules with what a person has done in them; paths with progress; a city's capacity before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from skwer.apps.people.models import Organisation, Person

from .measuring import AreaResult, change, results
from .models import Attempt, Completion, Module, Path, PathStep, Scale, SelfAssessment, SelfRoll, SelfSheet

Moment = SelfAssessment.Moment


@dataclass(frozen=True)
class Progress:
    """How far one person is with one module: nothing yet, tried, or completed (perhaps an earlier version)."""

    module: Module
    attempt: Attempt | None = None
    completion: Completion | None = None

    @property
    def done(self) -> bool:
        return self.completion is not None

    @property
    def begun(self) -> bool:
        return self.attempt is not None or self.done


def progress_of(person: Person | None, modules: Iterable[Module]) -> list[Progress]:
    """Each module with the person's last try and latest completion. Two queries, however many modules."""
    listed = list(modules)
    if person is None or not person.is_authenticated:
        return [Progress(module) for module in listed]
    keys = [module.pk for module in listed]
    tried = {a.module_id: a for a in Attempt.objects.filter(person=person, module__in=keys)}
    done: dict[int, Completion] = {}
    for completion in Completion.objects.filter(person=person, module__in=keys).order_by("module_version"):
        done[completion.module_id] = completion
    return [Progress(module, tried.get(module.pk), done.get(module.pk)) for module in listed]


def completion_of(person: Person | None, module: Module) -> Completion | None:
    """The person's completion of the module, of the latest version she completed."""
    if person is None or not person.is_authenticated:
        return None
    return Completion.objects.filter(person=person, module=module).order_by("-module_version").first()


def completions_of(person: Person) -> QuerySet[Completion]:
    """Everything she completed, the latest first."""
    return Completion.objects.filter(person=person).select_related("module__organisation")


def hours_of(person: Person) -> Decimal:
    """Hours of learning: each module counts once, however many versions she completed."""
    latest: dict[int, Decimal] = {}
    rows = Completion.objects.filter(person=person).order_by("module_version").values_list("module", "hours")
    for module, hours in rows:
        latest[module] = hours
    return sum(latest.values(), Decimal(0))


def modules_of(path: Path, person: Person | None) -> list[Module]:
    """The path's modules in order, without those the person may not see."""
    seen = Module.objects.visible_to(person).filter(pk__in=path.steps.values("module")).in_bulk()
    order = PathStep.objects.filter(path=path).order_by("order").values_list("module", flat=True)
    return [seen[pk] for pk in order if pk in seen]


def helping(area: dict[str, object], modules: Iterable[Module]) -> list[Module]:
    """The published modules an area of a scale leads to, in the scale's order."""
    by_slug = {module.slug: module for module in modules if module.is_published}
    wanted = area.get("modules") or []
    return [by_slug[str(slug)] for slug in wanted if str(slug) in by_slug]  # type: ignore[attr-defined]


def modules_of_scale(scale: Scale) -> list[Module]:
    """Published modules that some area of the scale names."""
    slugs = {str(slug) for area in scale.areas for slug in area.get("modules") or []}
    return list(Module.objects.published().filter(slug__in=slugs))


@dataclass(frozen=True)
class AreaStanding:
    """One area of a city before and after: what is closed and may be read; change where both can be shown."""

    area: dict[str, object]
    before: AreaResult | None
    after: AreaResult | None

    @property
    def change(self) -> Decimal | None:
        return change(self.before, self.after)

    @property
    def latest(self) -> AreaResult | None:
        return self.after or self.before

    @property
    def weak(self) -> bool:
        return self.latest is not None and self.latest.weak


@dataclass(frozen=True)
class Standing:
    """A city on a scale: its areas, and its self-assessments that are closed and visible to the reader."""

    scale: Scale
    city: Organisation
    before: SelfAssessment | None
    after: SelfAssessment | None
    areas: list[AreaStanding]
    answered: dict[str, int]


def standings(scale: Scale, assessments: Iterable[SelfAssessment]) -> list[Standing]:
    """Cities on the scale by name, from these self-assessments; open ones say nothing. One query for all sheets.

    Who may see an assessment is the caller's question (`visible_to`); nothing here is added up over cities, so that no
    difference tells what a guard hides.
    """
    closed = [one for one in assessments if not one.is_open]
    sheets: dict[int, list[dict[str, int]]] = {one.pk: [] for one in closed}
    for key, scores in SelfSheet.objects.filter(self_assessment__in=closed).values_list("self_assessment", "scores"):
        sheets[key].append(scores)
    cities: dict[int, dict[str, SelfAssessment]] = {}
    for one in closed:
        cities.setdefault(one.city_id, {})[one.moment] = one
    found = []
    for moments in cities.values():
        made = {moment: results(scale.keys, sheets[one.pk]) for moment, one in moments.items()}
        before, after = made.get(Moment.BEFORE, []), made.get(Moment.AFTER, [])
        areas = [
            AreaStanding(area, before[n] if before else None, after[n] if after else None)
            for n, area in enumerate(scale.areas)
        ]
        city = next(iter(moments.values())).city
        answered = {moment: len(sheets[one.pk]) for moment, one in moments.items()}
        found.append(Standing(scale, city, moments.get(Moment.BEFORE), moments.get(Moment.AFTER), areas, answered))
    return sorted(found, key=lambda standing: (standing.city.name, standing.city.pk))


def standing_for(person: Person | None, assessment: SelfAssessment) -> Standing | None:
    """The city's standing as the person may see it: this self-assessment and its twin; None while nothing is closed."""
    seen = SelfAssessment.objects.visible_to(person).filter(scale=assessment.scale, city=assessment.city)
    return next(iter(standings(assessment.scale, seen.select_related("city"))), None)


def shared_standings(person: Person | None, scale: Scale) -> list[Standing]:
    """What the cities of the scale's project shared with it, side by side by name: no order of merit."""
    shared = SelfAssessment.objects.visible_to(person).filter(
        scale=scale, shared_at__isnull=False, closed_at__isnull=False
    )
    return standings(scale, shared.select_related("city"))


def roll_entry(person: Person | None, assessment: SelfAssessment) -> SelfRoll | None:
    """Her line of the roll, if she was asked."""
    if person is None or not person.is_authenticated:
        return None
    return SelfRoll.objects.filter(self_assessment=assessment, person=person).first()


def turnout(assessment: SelfAssessment) -> tuple[int, int]:
    """(answered, asked). While it runs, only these two numbers are known to anybody."""
    asked = assessment.asked if not assessment.is_open else assessment.roll.count()
    return assessment.sheets.count(), asked


def learners(module: Module) -> dict[str, int]:
    """How many people completed each version; no names."""
    rows = Completion.objects.filter(module=module).values_list("module_version", flat=True)
    found: dict[str, int] = {}
    for version in rows:
        found[str(version)] = found.get(str(version), 0) + 1
    return found
