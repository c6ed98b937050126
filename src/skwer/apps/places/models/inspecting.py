"""What the office sees when it looks, and what follows when care was owed and not given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal

from .place import Place


class Inspection(models.Model):
    """A visit of the office: planned, then held with findings, a photo and the officer's name inside (A6).

    `findings`: item key → {"is": "ok" | "remark" | "bad" | "na", "note": text}; items as in `places.visiting`.
    `access`: the checklist of universal design as seen that day (see `places.access`).
    """

    class Result(models.TextChoices):
        OPEN = "", pgettext_lazy("inspection", "planned")
        FINE = "fine", pgettext_lazy("inspection", "all is well")
        REMARKS = "remarks", pgettext_lazy("inspection", "with remarks")
        BREACH = "breach", pgettext_lazy("inspection", "the duty of care was broken")

    place = models.ForeignKey(Place, models.CASCADE, related_name="inspections")
    planned_on = models.DateField(_("planned on"))
    month = models.PositiveSmallIntegerField(_("month of the time of care"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    officer = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="inspections")
    result = models.CharField(max_length=8, choices=Result.choices, blank=True, default=Result.OPEN)
    findings = models.JSONField(default=dict, blank=True)
    access = models.JSONField(default=dict, blank=True)
    note = models.TextField(_("in words"), blank=True)
    photo = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    announced_at = models.DateTimeField(null=True, blank=True)  # to whoever looks after the place
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("why it is not held"), max_length=250, blank=True)

    PERSONAL: ClassVar = {"officer": Personal("who inspected the place", "the archive term of agreements")}

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["place", "planned_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "month"],
                condition=Q(month__isnull=False, cancelled_at__isnull=True),
                name="inspection_once_a_month_owed",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, result="") | (Q(held_on__isnull=False) & ~Q(result="")),
                name="inspection_held_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.planned_on}"


class Breach(models.Model):
    """Care that was owed and not given: what is to be mended, until when, and how it ended."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("breach", "to be mended")
        MENDED = "mended", pgettext_lazy("breach", "mended")
        EXCUSED = "excused", pgettext_lazy("breach", "excused")
        ENFORCED = "enforced", pgettext_lazy("breach", "not mended: money is asked back")

    place = models.ForeignKey(Place, models.CASCADE, related_name="breaches")
    inspection = models.ForeignKey(Inspection, models.SET_NULL, null=True, blank=True, related_name="breaches")
    found_on = models.DateField(_("found on"))
    what = models.TextField(_("what is missing"))
    mend_by = models.DateField(_("to be mended by"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    note = models.TextField(_("how it ended"), blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # of the day by which it is to be mended

    class Meta:
        verbose_name = _("breach of the duty of care")
        verbose_name_plural = _("breaches of the duty of care")
        ordering = ["place", "-found_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.place_id} {self.state}"
