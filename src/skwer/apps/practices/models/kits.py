"""Kits: a practice's rules as a document that another city can open a call from, in versions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.fields import LargeJSONField
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.programmes.models import DESK
from skwer.values.text import in_language

from .federation import Subscription
from .practice import Practice


class KitQuerySet(models.QuerySet["Kit"]):
    def visible_to(self, person: Person | None) -> KitQuerySet:
        """Kits with a published version are for everybody; others for the desk of the organisation that keeps them."""
        shown = Q(pk__in=KitVersion.objects.filter(published_at__isnull=False).values("kit"))
        if person is not None and person.is_authenticated and person.is_active:
            desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
            shown |= Q(organisation__in=desks)
        return self.filter(shown)


class Kit(models.Model):
    """A kit under one address. Kept by an organisation, shipped with Skwer (`shipped`), or received in a feed."""

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kits",
        verbose_name=_("organisation that keeps it"),
    )
    shipped = models.CharField(_("shipped with Skwer as"), max_length=60, blank=True)
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, null=True, blank=True, related_name="kits", verbose_name=_("received from")
    )
    origin_key = models.CharField(_("its key where it came from"), max_length=120, blank=True)
    practice = models.ForeignKey(
        Practice, models.SET_NULL, null=True, blank=True, related_name="kits", verbose_name=_("practice it carries out")
    )
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    created_at = models.DateTimeField()

    objects = KitQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("practices", "kit")
        verbose_name_plural = pgettext_lazy("practices", "kits")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, shipped="", subscription__isnull=True)
                | (Q(organisation__isnull=True, subscription__isnull=True) & ~Q(shipped=""))
                | Q(organisation__isnull=True, shipped="", subscription__isnull=False),
                name="kit_of_one_origin",
            ),
            models.UniqueConstraint(fields=["shipped"], condition=~Q(shipped=""), name="kit_shipped_once"),
            models.UniqueConstraint(
                fields=["subscription", "origin_key"], condition=Q(subscription__isnull=False), name="kit_received_once"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def newest(self) -> KitVersion | None:
        """The last published version; before there is one, the draft."""
        versions = self.versions.order_by("-number")
        return versions.filter(published_at__isnull=False).first() or versions.first()


class KitVersionQuerySet(models.QuerySet["KitVersion"]):
    def visible_to(self, person: Person | None) -> KitVersionQuerySet:
        """Published versions are for everybody; a draft is for the desk that keeps the kit."""
        shown = Q(published_at__isnull=False)
        if person is not None and person.is_authenticated and person.is_active:
            desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
            shown |= Q(kit__organisation__in=desks)
        return self.filter(shown)

    def published(self) -> KitVersionQuerySet:
        return self.filter(published_at__isnull=False)


class KitVersion(models.Model):
    """The document as it was. A published one never changes; at most one is a draft.

    `hash`: fingerprint of the whole document; `rulebook_hash`: of its rules only, the same for two kits that lead to
    the same rules. `made_from`: {"call": slug, "city": slug} when it was made from a call.
    """

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    document = LargeJSONField()
    hash = models.CharField(max_length=64)
    rulebook_hash = models.CharField(max_length=64)
    note = models.JSONField(_("what is new"), default=dict)
    made_from = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    PERSONAL: ClassVar = {"by": Personal("who answers for the kit", "until the account is erased")}
    objects = KitVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a kit")
        verbose_name_plural = _("versions of kits")
        ordering = ["kit", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kit", "number"], name="kit_version_number_once"),
            models.UniqueConstraint(
                fields=["kit"], condition=Q(published_at__isnull=True), name="kit_one_draft_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kit_id}, {self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def title(self) -> str:
        return in_language(self.named("title"))

    def named(self, key: str) -> Any:
        """A text of the document, or {}."""
        return self.document.get(key) or {}
