"""What can be found: one row a thing and language. The full-text index is made from it by a migration."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation


class Entry(models.Model):
    """A findable thing: its words as written, and as the index keeps them (see `lemmas`)."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True)
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    title_lemmas = models.TextField(blank=True)
    text_lemmas = models.TextField(blank=True)
    address = models.CharField(_("path of its page"), max_length=300)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "key", "language"], name="entry_once_a_language")]

    def __str__(self) -> str:
        return self.title
