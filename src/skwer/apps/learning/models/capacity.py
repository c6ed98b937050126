"""A city judges its own capacity, before and after: a scale with anchors, a roll, and sheets that know nobody."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.programmes.models import Project, inside

from .module import DESK, shown_to


class ScaleQuerySet(models.QuerySet["Scale"]):
    def visible_to(self, person: Person | None) -> ScaleQuerySet:
        return self.filter(shown_to(person))


class Scale(models.Model):
    """Areas of capacity, each with what 1 to 5 mean in words, and the modules that help where it is weak.

    areas: [{"key": "participation", "title": {"pl": …}, "anchors": [{"value": 1, "text": {"pl": …}}, …],
    "modules": ["maly-budzet"]}]
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="scales")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="scales")
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=140)
    areas = models.JSONField(_("areas"), default=list)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ScaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("capacity scale")
        verbose_name_plural = _("capacity scales")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def keys(self) -> list[str]:
        return [str(area["key"]) for area in self.areas]


class SelfAssessmentQuerySet(models.QuerySet["SelfAssessment"]):
    def visible_to(self, person: Person | None) -> SelfAssessmentQuerySet:
        """For the city's desk and those who were asked; once it is shared, for those inside the scale's project."""
        if person is None or not person.is_authenticated:
            return self.none()
        desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
        asked = SelfRoll.objects.filter(person=person).values("self_assessment")
        # Whoever was asked before or after reads both, once they are closed: the change is what it is about.
        twin = SelfRoll.objects.filter(
            person=person, self_assessment__scale=OuterRef("scale"), self_assessment__city=OuterRef("city")
        )
        shared = Q(closed_at__isnull=False, shared_at__isnull=False, scale__project__in=inside(person))
        told = Q(closed_at__isnull=False) & Exists(twin)
        return self.filter(Q(city__in=desks) | Q(pk__in=asked) | told | shared)


class SelfAssessment(models.Model):
    """One city's look at itself on one scale, at one moment. Nobody sees scores before it is closed."""

    class Moment(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")

    scale = models.ForeignKey(Scale, models.PROTECT, related_name="self_assessments")
    city = models.ForeignKey(Organisation, models.PROTECT, related_name="self_assessments")
    moment = models.CharField(_("moment"), max_length=8, choices=Moment.choices)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(_("shared with the project"), null=True, blank=True)
    asked = models.PositiveIntegerField(_("people asked"), default=0)
    note = models.CharField(_("note"), max_length=250, blank=True)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ["scale", "city", "opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "city", "moment"], name="self_assessment_once_a_moment")
        ]

    def __str__(self) -> str:
        return f"{self.scale_id}, {self.city_id}, {self.moment}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class SelfRoll(models.Model):
    """Who is asked, and whether she has answered; not when, and not what."""

    self_assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="roll")
    person = models.ForeignKey(Person, models.CASCADE, related_name="self_rolls")
    answered = models.BooleanField(default=False)

    PERSONAL: ClassVar = {
        "person": Personal("so that each answers once and reads the result", "until the account is erased")
    }

    class Meta:
        verbose_name = _("person asked")
        verbose_name_plural = _("people asked")
        constraints = [models.UniqueConstraint(fields=["self_assessment", "person"], name="self_roll_once_a_person")]

    def __str__(self) -> str:
        return f"{self.self_assessment_id}"


class SelfSheet(models.Model):
    """One person's scores by area, without the person and without the moment. An area may be left out."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    self_assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="sheets")
    scores: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("self-assessment sheet")
        verbose_name_plural = _("self-assessment sheets")

    def __str__(self) -> str:
        return str(self.key)
