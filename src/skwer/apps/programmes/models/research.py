"""What research advises, what each city answers and what came of it; and where else cities applied."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.personal import Personal

from .inside import desks_of, inside
from .project import CURRENCY_CHOICES, Project


class StudyQuerySet(models.QuerySet["Study"]):
    def visible_to(self, person: Person | None) -> StudyQuerySet:
        """Published ones whose project one sees; drafts for the keeper's desk."""
        shown = Q(published_on__isnull=False, project__in=Project.objects.visible_to(person).values("pk"))
        shown |= Q(published_on__isnull=False, project__in=inside(person))
        if person is not None and person.is_authenticated:
            shown |= Q(project__organisation__in=desks_of(person))
        return self.filter(shown)


class Study(models.Model):
    """A study or an expert opinion that a project ordered; it ends in numbered recommendations."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="studies")
    title = models.CharField(_("title"), max_length=250)
    authors = models.CharField(_("authors"), max_length=250, blank=True)
    summary = models.TextField(_("what it found"), blank=True)
    url = models.URLField(_("where it can be read"), max_length=400, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    PERSONAL: ClassVar = {"authors": Personal("who wrote a published study is named", "as long as the study is shown")}
    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["project", F("published_on").desc(nulls_first=True), "pk"]

    def __str__(self) -> str:
        return str(self.title)


class Recommendation(models.Model):
    """One numbered advice of a study."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("recommendation"))

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["study", "number"]
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="recommendation_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"[:80]


class Answer(models.Model):
    """What a city does with a recommendation, why, and a year later what came of it."""

    class Kind(models.TextChoices):
        ADOPT = "adopt", pgettext_lazy("answer to a recommendation", "we adopt it")
        PARTLY = "partly", pgettext_lazy("answer to a recommendation", "in part")
        NOT = "not", pgettext_lazy("answer to a recommendation", "not for us")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="answers_to_research")
    answer = models.CharField(_("answer"), max_length=8, choices=Kind.choices)
    why = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("answered at"))
    outcome = models.TextField(_("what came of it"), blank=True)
    outcome_on = models.DateField(_("as of the day"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a recommendation")
        verbose_name_plural = _("answers to recommendations")
        ordering = ["recommendation", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "organisation"], name="answer_once_an_organisation"),
            models.CheckConstraint(condition=Q(answer="adopt") | ~Q(why=""), name="answer_has_reason"),
        ]

    def __str__(self) -> str:
        return str(self.get_answer_display())


class OutsideApplicationQuerySet(models.QuerySet["OutsideApplication"]):
    def visible_to(self, person: Person | None) -> OutsideApplicationQuerySet:
        """For the desk of the organisation that applied; pages of projects show counts and sums only."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        return self.filter(organisation__in=desks_of(person))


class OutsideApplication(models.Model):
    """Where else an organisation asked for money: how much, with what result, and what it learned."""

    class Result(models.TextChoices):
        PENDING = "pending", pgettext_lazy("application elsewhere", "waits for the decision")
        GRANTED = "granted", pgettext_lazy("application elsewhere", "granted")
        REFUSED = "refused", pgettext_lazy("application elsewhere", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("application elsewhere", "withdrawn")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="outside_applications")
    project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="outside_applications",
        verbose_name=_("project that helped"),
    )
    programme_name = models.CharField(_("programme"), max_length=200)
    title = models.CharField(_("title of the application"), max_length=250)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCY_CHOICES, default="PLN")
    asked = models.DecimalField(_("sum asked for"), max_digits=14, decimal_places=2)
    applied_on = models.DateField(_("sent on"))
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, default=Result.PENDING)
    granted = models.DecimalField(_("sum granted"), max_digits=14, decimal_places=2, null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    learned = models.TextField(_("what we learned"), blank=True)

    objects = OutsideApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application elsewhere")
        verbose_name_plural = _("applications elsewhere")
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(asked__gt=0), name="application_asks_for_money"),
            models.CheckConstraint(
                condition=Q(result="granted", granted__isnull=False, granted__gt=0)
                | (~Q(result="granted") & Q(granted__isnull=True)),
                name="application_sum_with_grant",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("applied_on")),
                name="application_decided_after_sending",
            ),
        ]

    def __str__(self) -> str:
        return self.title
