"""What a person wants to be written about."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal


class Preference(models.Model):
    """A person's wish about one kind of letter. Without a row the kind's own default holds."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="preferences")
    letter = models.CharField(_("kind of letter"), max_length=60)
    wanted = models.BooleanField(_("by e-mail"))

    PERSONAL: ClassVar = {"person": Personal("to write only what is wanted", "until the account is erased")}

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["person", "letter"], name="preference_once_a_letter")]

    def __str__(self) -> str:
        return self.letter
