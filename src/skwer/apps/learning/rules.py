"""Who writes modules, who learns, who opens a city's self-assessment and who reads what came of it."""

from __future__ import annotations

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import may_run
from skwer.apps.programmes.models import Partnership
from skwer.apps.programmes.rules import may_read_inside

from .models import Module, Path, Scale, SelfAssessment


def may_write(person: Person | None, organisation: Organisation) -> bool:
    """Officers and administrators of any organisation write its modules, paths and scales."""
    return may_run(person, organisation)


def may_change(person: Person | None, thing: Module | Path | Scale) -> bool:
    return may_write(person, thing.organisation)


def may_assess(person: Person | None, city: Organisation) -> bool:
    """Its own officers open, close and share a city's self-assessment and ask people to take part."""
    return may_run(person, city)


def may_use(scale: Scale, city: Organisation) -> bool:
    """A city uses its own scales, those of projects it takes part in, and published ones that belong to no project."""
    if scale.organisation_id == city.pk:
        return True
    if not scale.is_published:
        return False
    if scale.project is None:
        return True
    if scale.project.organisation_id == city.pk:
        return True
    return Partnership.objects.current().filter(project=scale.project, organisation=city).exists()


def may_read_result(person: Person | None, assessment: SelfAssessment) -> bool:
    """Scores are shown when the self-assessment is closed, to those who may see it at all."""
    return not assessment.is_open and SelfAssessment.objects.visible_to(person).filter(pk=assessment.pk).exists()


def may_compare(person: Person | None, scale: Scale) -> bool:
    """Those inside the scale's project see, side by side, what its cities shared."""
    return scale.project is not None and may_read_inside(person, scale.project)
