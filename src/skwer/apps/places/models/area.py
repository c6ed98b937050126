"""Districts of a city, and the kinds of places people make."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation

CATEGORIES = [
    ("bench", _("bench, rest")),
    ("garden", _("garden")),
    ("courtyard", _("courtyard")),
    ("playground", _("playground, sport")),
    ("tree", _("trees")),
    ("bicycle", _("bicycles")),
    ("mural", _("mural, art")),
    ("meadow", _("meadow, flowers")),
    ("path", _("path, access")),
    ("water", _("waterside")),
]


class Area(models.Model):
    """A district with its outline (GeoJSON geometry, WGS84, longitude first) and number of residents."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="areas")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    residents = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    outline = models.JSONField(_("outline"), null=True, blank=True)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="area_code_once_a_city")]

    def __str__(self) -> str:
        return self.name
