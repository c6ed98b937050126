"""Who takes part in a project, as what, and from when until when."""

from __future__ import annotations

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def current(self, on: date | None = None) -> PartnershipQuerySet:
        """Those that have not ended by the day (today, when none is named). A last day still counts."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on or timezone.localdate()))


class Partnership(models.Model):
    """An organisation in a project. One that is not in this installation has a name only."""

    class Role(models.TextChoices):
        LEAD = "lead", pgettext_lazy("role in a project", "lead partner")
        PARTNER = "partner", pgettext_lazy("role in a project", "partner")
        EXPERT = "expert", pgettext_lazy("role in a project", "expert institution")
        OBSERVER = "observer", pgettext_lazy("role in a project", "observer")

    project = models.ForeignKey("programmes.Project", models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name=_("organisation of this installation"),
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[RegexValidator(r"^[A-Z]{2}$")])
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.PARTNER)
    note = models.CharField(_("note"), max_length=300, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["project", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=models.F("since")),
                name="partnership_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The organisation's name as its page has it, else the name that was written down."""
        return str(self.organisation.short if self.organisation is not None else self.name)

    def is_current(self, on: date) -> bool:
        return self.until is None or self.until >= on
