"""What the party gives and tells: hours, things and own money; reports and their results."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal

from .agreement import Agreement, BudgetLine


class Pledge(models.Model):
    """What was promised besides the grant: hours of voluntary work, things, own money. Value in the agreement's money.

    Hours are valued at the agreement's hour rate; `quantity` is hours, pieces, or the sum itself.
    """

    class Kind(models.TextChoices):
        HOURS = "hours", _("voluntary work")
        THING = "thing", _("things")
        MONEY = "money", _("own money")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="pledges")
    line = models.ForeignKey(BudgetLine, models.SET_NULL, null=True, blank=True, related_name="pledges")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    what = models.CharField(_("what"), max_length=200)
    quantity = models.DecimalField(_("how much"), max_digits=10, decimal_places=2)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["agreement", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0) & Q(value__gte=0), name="pledge_not_negative")
        ]

    def __str__(self) -> str:
        return self.what


class Delivery(models.Model):
    """A day's work, or a thing that came: logged by whoever carries the idea out, then verified or not, with why.

    Photos are files of holder "grant_delivery" (key: pk). `people` counts heads; their names are not asked for.
    """

    class State(models.TextChoices):
        LOGGED = "logged", pgettext_lazy("delivery", "waits to be confirmed")
        VERIFIED = "verified", pgettext_lazy("delivery", "confirmed")
        REFUSED = "refused", pgettext_lazy("delivery", "not confirmed")

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="deliveries")
    on = models.DateField(_("day"))
    quantity = models.DecimalField(_("how much"), max_digits=10, decimal_places=2)
    people = models.PositiveSmallIntegerField(_("how many people"), null=True, blank=True)
    what = models.CharField(_("what was done"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.LOGGED)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    why = models.TextField(_("why it is not confirmed"), blank=True)
    logged_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    logged_at = models.DateTimeField()
    verified_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "logged_by": Personal("who logged it", "the archive term of agreements"),
        "verified_by": Personal("who confirmed it", "the archive term of agreements"),
    }

    class Meta:
        verbose_name = _("work or thing given")
        verbose_name_plural = _("work and things given")
        ordering = ["pledge", "on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_positive")]

    def __str__(self) -> str:
        return f"{self.pledge_id} {self.on}"


class Report(models.Model):
    """A partial or the final report. `answers` are to the questions of the DELIVER stage's report form; `results` is
    each target with what was reached: [{"name", "target", "reached", "unit", "how"}]. Before and after photos are files
    of holder "grant_report" (key: pk). Overdue is derived from `due_on`, never stored.
    """

    class Kind(models.TextChoices):
        PARTIAL = "partial", pgettext_lazy("report", "partial")
        FINAL = "final", pgettext_lazy("report", "final")

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("report", "to be written")
        SUBMITTED = "submitted", pgettext_lazy("report", "waits for the office")
        CORRECTION = "correction", pgettext_lazy("report", "to be corrected")
        ACCEPTED = "accepted", pgettext_lazy("report", "accepted")
        REJECTED = "rejected", pgettext_lazy("report", "rejected")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="reports")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DUE)
    answers = models.JSONField(default=dict)
    results = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    sent_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)  # of answers, results and the expenses it accounts for
    correction = models.TextField(_("what to correct"), blank=True)
    correct_until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("words of the office"), blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "sent_by": Personal("who sent the report", "the archive term of agreements"),
        "decided_by": Personal("which officer accepted it", "the archive term of agreements"),
    }

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["agreement", "number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="grant_report_number_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number}"
