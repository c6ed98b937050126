"""What a city says of itself, so that practices can find it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation


class CityProfile(models.Model):
    """Challenges a city names (keys of `Theme`), legal vehicles it has used (keys of `practices.kits.law`), and days on
    which its office is closed besides Sundays and public holidays (ISO dates)."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="profile")
    challenges = models.JSONField(_("challenges"), default=list)
    vehicles = models.JSONField(_("legal vehicles it has used"), default=list)
    closed_days = models.JSONField(_("days on which the office is closed"), default=list)

    class Meta:
        verbose_name = _("profile of a city")
        verbose_name_plural = _("profiles of cities")

    def __str__(self) -> str:
        return str(self.organisation_id)
