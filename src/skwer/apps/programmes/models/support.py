"""Support that a project offers its partners: expert days, study visits, places; and what was used of it."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal

from .inside import InsideQuerySet, desks_of, inside
from .partnership import Partnership
from .project import CURRENCY_CHOICES, Project

HALF_DAY = Decimal("0.5")


class Allowance(models.Model):
    """So many expert days, study visits or places, for one partner or for whoever comes first."""

    class Kind(models.TextChoices):
        EXPERT_DAYS = "expert_days", _("expert days")
        VISITS = "visits", _("study visits")
        PLACES = "places", _("places at events")

    project = models.ForeignKey(Project, models.CASCADE, related_name="allowances")
    partnership = models.ForeignKey(
        Partnership, models.CASCADE, null=True, blank=True, related_name="allowances", verbose_name=_("partner")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    offered = models.DecimalField(_("offered"), max_digits=7, decimal_places=1)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = InsideQuerySet["Allowance"].as_manager()

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        ordering = ["project", "kind", F("partnership__order").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(offered__gt=0), name="allowance_positive"),
            models.UniqueConstraint(fields=["project", "kind", "partnership"], name="allowance_once_a_partner"),
            models.UniqueConstraint(
                fields=["project", "kind"], condition=Q(partnership__isnull=True), name="allowance_one_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.offered}"


class ExpertContractQuerySet(InsideQuerySet["ExpertContract"]):
    def live(self) -> ExpertContractQuerySet:
        """Nobody has ended them. An expert may still bill and write notes after the last day."""
        return self.filter(ended_at__isnull=True)


class ExpertContract(models.Model):
    """An expert's days for a project: about what, how many, from when until when."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="expert_contracts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="expert_contracts", verbose_name=_("expert"))
    topic = models.CharField(_("topic"), max_length=200)
    days_agreed = models.DecimalField(_("days agreed"), max_digits=6, decimal_places=1)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    day_rate = models.DecimalField(_("rate of a day"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCY_CHOICES, default="EUR")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    PERSONAL: ClassVar = {
        "person": Personal(
            "who advises the cities and is paid for it", "as long as the accounts of the project are kept"
        )
    }
    objects = ExpertContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert's contract")
        verbose_name_plural = _("experts' contracts")
        ordering = ["project", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(days_agreed__gt=0), name="contract_days_positive"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"),
            models.CheckConstraint(
                condition=Q(day_rate__isnull=True) | Q(day_rate__gte=0), name="contract_rate_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class ExpertDayQuerySet(models.QuerySet["ExpertDay"]):
    def visible_to(self, person: Person | None) -> ExpertDayQuerySet:
        return self.filter(contract__project__in=inside(person))


class ExpertDay(models.Model):
    """A day, or half of one, that an expert worked for one of the partners or for all."""

    contract = models.ForeignKey(ExpertContract, models.CASCADE, related_name="days")
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="expert_days", verbose_name=_("for whom")
    )
    on = models.DateField(_("day"))
    days = models.DecimalField(_("days"), max_digits=3, decimal_places=1)
    what = models.CharField(_("what was done"), max_length=250)
    logged_at = models.DateTimeField()
    billed_at = models.DateTimeField(_("billed at"), null=True, blank=True)

    objects = ExpertDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert's day")
        verbose_name_plural = _("experts' days")
        ordering = ["contract", "on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(days__in=[HALF_DAY, Decimal(1)]), name="expert_day_half_or_whole")
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.days}"


class UseQuerySet(models.QuerySet["Use"]):
    def visible_to(self, person: Person | None) -> UseQuerySet:
        return self.filter(allowance__project__in=inside(person))


class Use(models.Model):
    """What a partner used of an allowance. An expert's day books its own."""

    allowance = models.ForeignKey(Allowance, models.PROTECT, related_name="uses")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="uses", verbose_name=_("partner"))
    on = models.DateField(_("day"))
    quantity = models.DecimalField(_("how many"), max_digits=7, decimal_places=1)
    note = models.CharField(_("note"), max_length=250, blank=True)
    reference = models.URLField(_("where it can be read"), max_length=400, blank=True)
    expert_day = models.OneToOneField(ExpertDay, models.CASCADE, null=True, blank=True, related_name="use")
    booked_at = models.DateTimeField()

    objects = UseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of an allowance")
        verbose_name_plural = _("uses of allowances")
        ordering = ["allowance", "on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="use_positive")]

    def __str__(self) -> str:
        return f"{self.on}: {self.quantity}"


class VisitNoteQuerySet(models.QuerySet["VisitNote"]):
    def visible_to(self, person: Person | None) -> VisitNoteQuerySet:
        """Her own; published ones also the desks of the city it is about and of the project's keeper."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        desks = desks_of(person)
        read = Q(partnership__organisation__in=desks) | Q(contract__project__organisation__in=desks)
        return self.filter(Q(contract__person=person) | Q(read, published_at__isnull=False))


class VisitNote(models.Model):
    """What an expert saw in a city, advised and agreed. Its next steps become the city's tasks once it is published."""

    contract = models.ForeignKey(ExpertContract, models.PROTECT, related_name="notes")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="visit_notes", verbose_name=_("city"))
    on = models.DateField(_("day of the visit"))
    seen = models.TextField(_("what I saw"), blank=True)
    advised = models.TextField(_("what I advised"), blank=True)
    agreed = models.TextField(_("what we agreed"), blank=True)
    next_steps = models.JSONField(_("next steps"), default=list, blank=True)  # [{"title": …, "due_on": "2026-12-01"}]
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = VisitNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit note")
        verbose_name_plural = _("visit notes")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.partnership_id}, {self.on}"
