"""What a practice is about, and what a city struggles with: one list for both, so that they can meet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Theme(models.TextChoices):
    PUBLIC_SPACE = "public_space", pgettext_lazy("theme", "public space")
    GREENERY = "greenery", pgettext_lazy("theme", "greenery and biodiversity")
    CLIMATE = "climate", pgettext_lazy("theme", "climate change")
    TEMPORARY_USE = "temporary_use", pgettext_lazy("theme", "temporary use of space")
    PARTICIPATION = "participation", pgettext_lazy("theme", "participation")
    PARTICIPATORY_BUDGET = "participatory_budget", pgettext_lazy("theme", "participatory budget")
    AGEING = "ageing", pgettext_lazy("theme", "ageing")
    YOUTH = "youth", pgettext_lazy("theme", "children and young people")
    DEPOPULATION = "depopulation", pgettext_lazy("theme", "depopulation")
    ENERGY_POVERTY = "energy_poverty", pgettext_lazy("theme", "energy poverty")
    EXCLUSION = "exclusion", pgettext_lazy("theme", "exclusion and poverty")
    REVITALISATION = "revitalisation", pgettext_lazy("theme", "revitalisation")
    ACCESS = "access", pgettext_lazy("theme", "universal design")
    TRUST = "trust", pgettext_lazy("theme", "trust in the administration")


class Size(models.TextChoices):
    """Size of a city by its residents; the first number is the least, the next band's least the end."""

    VILLAGE = "0", pgettext_lazy("size of a city", "up to 10,000 residents")
    TOWN = "10000", pgettext_lazy("size of a city", "10,000 to 50,000 residents")
    MIDDLE = "50000", pgettext_lazy("size of a city", "50,000 to 150,000 residents")
    LARGE = "150000", pgettext_lazy("size of a city", "150,000 to 500,000 residents")
    METROPOLIS = "500000", pgettext_lazy("size of a city", "more than 500,000 residents")

    @classmethod
    def of(cls, population: int | None) -> Size | None:
        """The band of a city of so many residents; None where nobody knows how many."""
        if population is None:
            return None
        return max((band for band in cls if int(band.value) <= population), key=lambda band: int(band.value))
