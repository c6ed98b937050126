"""Studies with their answers, and how well cities do when they apply elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Prefetch

from skwer.apps.people.models import Organisation, Person

from ..models import Answer, OutsideApplication, Project, Recommendation, Study

Result = OutsideApplication.Result


def studies_for(person: Person | None, project: Project) -> list[Study]:
    """Studies of the project the person may see, the newest first, with recommendations and answers. Three queries."""
    answers = Answer.objects.select_related("organisation").order_by("organisation__name", "pk")
    advice = Recommendation.objects.prefetch_related(Prefetch("answers", answers))
    return list(
        Study.objects.visible_to(person)
        .filter(project=project)
        .prefetch_related(Prefetch("recommendations", advice))
        .order_by("-published_on", "-pk")
    )


def counts_of(recommendation: Recommendation) -> dict[str, int]:
    """How many cities gave each answer; n is their sum."""
    counts = dict.fromkeys(Answer.Kind.values, 0)
    for answer in recommendation.answers.all():
        counts[answer.answer] += 1
    return counts


@dataclass
class Success:
    """How applications went: of those that were decided, so many were granted."""

    sent: int = 0
    granted: int = 0
    refused: int = 0
    pending: int = 0
    withdrawn: int = 0

    @property
    def decided(self) -> int:
        return self.granted + self.refused

    @property
    def rate(self) -> Fraction | None:
        """Granted ÷ decided; None while nothing is decided."""
        return Fraction(self.granted, self.decided) if self.decided else None


@dataclass
class Asked:
    """Sums of one currency: asked for, and granted."""

    currency: str
    asked: Decimal = Decimal(0)
    granted: Decimal = Decimal(0)


def success_of(applications: Iterable[OutsideApplication]) -> Success:
    found = Success()
    for one in applications:
        found.sent += 1
        setattr(found, one.result, getattr(found, one.result) + 1)
    return found


def sums_of(applications: Iterable[OutsideApplication]) -> list[Asked]:
    """Asked and granted, one for each currency."""
    found: dict[str, Asked] = {}
    for one in applications:
        sums = found.setdefault(one.currency, Asked(one.currency))
        sums.asked += one.asked
        sums.granted += one.granted or Decimal(0)
    return [found[currency] for currency in sorted(found)]


def by_year(applications: Iterable[OutsideApplication]) -> list[tuple[int, Success, list[Asked]]]:
    """The same for each year of sending, the latest first."""
    years: dict[int, list[OutsideApplication]] = {}
    for one in applications:
        years.setdefault(one.applied_on.year, []).append(one)
    return [(year, success_of(years[year]), sums_of(years[year])) for year in sorted(years, reverse=True)]


def linked_applications(project: Project) -> list[OutsideApplication]:
    """Applications that their cities count as helped by the project: for sums and counts, not for their words."""
    return list(OutsideApplication.objects.filter(project=project).select_related("organisation"))


def unanswered(organisation: Organisation, project: Project) -> int:
    """Recommendations of the project's published studies that the organisation has not answered."""
    return (
        Recommendation.objects.filter(study__project=project, study__published_on__isnull=False)
        .exclude(answers__organisation=organisation)
        .count()
    )
