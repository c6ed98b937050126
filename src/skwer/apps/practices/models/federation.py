"""Other installations: whose feed this one reads, what came of it, and what this one published itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.fields import LargeJSONField
from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal


class Subscription(models.Model):
    """A feed this installation reads. The key is pinned when it is begun; a new one counts only if the old signed it.

    `sequence` and `feed_hash` are of the last feed that was taken: a smaller number is a replay, the same number with
    another hash a forgery. `refused` says in words why the last one was not taken; nothing else changed then.
    """

    url = models.URLField(_("address of the feed"), max_length=400, unique=True)
    name = models.CharField(_("name of the installation"), max_length=200)
    key = models.CharField(_("public key"), max_length=64)
    former_keys = models.JSONField(default=list)
    sequence = models.PositiveBigIntegerField(default=0)
    feed_hash = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    fresh_until = models.DateTimeField(_("fresh until"), null=True, blank=True)
    checked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    refused = models.CharField(_("reason of refusal"), max_length=40, blank=True)
    refused_detail = models.TextField(blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    PERSONAL: ClassVar = {"added_by": Personal("who trusted this key", "until the account is erased")}

    class Meta:
        verbose_name = _("subscription to another installation")
        verbose_name_plural = _("subscriptions to other installations")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return str(self.name)


class ReceivedItem(models.Model):
    """One document of a feed as it was received: kept as proof of what was adopted. `about`: for evidence, the address
    of the practice it speaks of, as its publisher wrote it."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", pgettext_lazy("item of a feed", "practice")
        KIT = "kit", pgettext_lazy("item of a feed", "kit")
        EVIDENCE = "evidence", pgettext_lazy("item of a feed", "evidence")

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="items")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    key = models.CharField(_("key"), max_length=120)
    version = models.PositiveIntegerField(_("version"))
    about = models.CharField(max_length=400, blank=True, db_index=True)
    document = LargeJSONField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("received item")
        verbose_name_plural = _("received items")
        ordering = ["subscription", "kind", "key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "kind", "key", "version"], name="received_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.version}"


class PublishingKey(models.Model):
    """The public half of a key this installation signs with; the secret half never enters the database.

    `vouched`: the former key's signature of this one, by which subscribers follow.
    """

    public = models.CharField(_("public key"), max_length=64, unique=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    in_use = models.BooleanField(default=True)
    vouched = models.CharField(max_length=128, blank=True)

    class Meta:
        verbose_name = _("publishing key")
        verbose_name_plural = _("publishing keys")
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(fields=["in_use"], condition=Q(in_use=True), name="publishing_key_one_in_use")
        ]

    def __str__(self) -> str:
        return self.public[:12]


class Publication(models.Model):
    """One feed this installation published. The number only grows."""

    sequence = models.PositiveBigIntegerField(_("number"), unique=True)
    issued_at = models.DateTimeField(_("issued"))
    key = models.ForeignKey(PublishingKey, models.PROTECT, related_name="publications")
    contents = models.CharField(max_length=64)
    items = models.PositiveIntegerField(_("items"))

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-sequence"]

    def __str__(self) -> str:
        return str(self.sequence)
