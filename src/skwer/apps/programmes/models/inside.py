"""Who reads what is inside a project: its tasks, sums by partner, measures, risks and advice."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from skwer.apps.people.models import Membership, Person

from .funding import DESK
from .partnership import Partnership
from .project import Project, ProjectQuerySet

M = TypeVar("M", bound=models.Model)


def desks_of(person: Person) -> models.QuerySet[Membership, Any]:
    """Keys of the organisations whose desk the person reads, as a subquery."""
    return Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")


def inside(person: Person | None) -> ProjectQuerySet:
    """Projects whose inside the person reads: desks of the keeper and of the partners of today, and their experts."""
    if person is None or not person.is_authenticated or not person.is_active:
        return Project.objects.none()
    desks = desks_of(person)
    partners = Partnership.objects.current().filter(organisation__in=desks).values("project")
    advised = Project.objects.filter(expert_contracts__person=person, expert_contracts__ended_at__isnull=True)
    return Project.objects.filter(Q(organisation__in=desks) | Q(pk__in=partners) | Q(pk__in=advised.values("pk")))


class InsideQuerySet(models.QuerySet[M]):
    """Rows of a project that only those inside see."""

    def visible_to(self, person: Person | None) -> InsideQuerySet[M]:
        return self.filter(project__in=inside(person))


class OpenQuerySet(models.QuerySet[M]):
    """Rows of a project that everybody sees who sees its card."""

    def visible_to(self, person: Person | None) -> OpenQuerySet[M]:
        shown = Project.objects.visible_to(person).values("pk")
        return self.filter(Q(project__in=shown) | Q(project__in=inside(person)))
