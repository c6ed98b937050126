"""Uploaded photos and documents. Bytes live in private storage; every download asks `visible_to`."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.personal import Personal


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, person: Person | None) -> UploadQuerySet:
        """Uploads the person may open: her own, and those a holder shows her (see `holders`)."""
        from .holders import visible  # holders import this model

        return visible(self, person)


class Upload(models.Model):
    """One file, checked by content. Its holder (a proposal, a place) decides who may see it."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        DOCUMENT = "document", _("document")

    class Audience(models.TextChoices):
        HOLDER = "holder", _("whoever may see the thing it belongs to")
        INSIDE = "inside", _("authors and the city only")

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="uploads")
    uploaded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="uploads")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.INSIDE)
    holder_kind = models.CharField(max_length=40, blank=True)
    holder_key = models.CharField(max_length=80, blank=True)
    file = models.FileField(upload_to="uploads/")
    thumbnail = models.FileField(upload_to="uploads/", blank=True)
    original_name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    alt_text = models.CharField(_("what the picture shows"), max_length=250, blank=True)
    uploaded_at = models.DateTimeField()

    PERSONAL: ClassVar = {
        "uploaded_by": Personal("who may replace or delete the file", "until the account is erased"),
        "original_name": Personal("so that people recognise their file", "with the file"),
    }
    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [models.Index(fields=["holder_kind", "holder_key"])]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")
