"""Letters on their way. Once one is sent, only kind, person and moment are kept: neither address nor words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal


class Letter(models.Model):
    """One letter to one address. It waits in the database: no request waits for a mail server, and none is lost."""

    kind = models.CharField(_("kind of letter"), max_length=60)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="letters")
    to = models.EmailField(_("address"), blank=True)
    language = models.CharField(max_length=5, default="pl")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    calendar = models.TextField(_("attached calendar entry"), blank=True)
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(_("why it did not go"), max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "person": Personal("to show that a letter with a term was sent", "until the account is erased"),
        "to": Personal("to send the letter", "until it is sent, at the latest thirty days"),
    }

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["sent_at", "next_try_at"])]

    def __str__(self) -> str:
        return self.kind
