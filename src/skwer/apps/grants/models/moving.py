"""Moving in from spreadsheets: what was read, what was wrong, what was made, and how it is undone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.calls.models import Edition
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.personal import Personal


class Moving(models.Model):
    """One spreadsheet on its way in. The file is an upload-like private file; `mapping` says which column is what.

    `problems`: [{"row", "column", "code", "message"}]. Applied rows are remembered one by one, so that undoing takes
    away exactly what came in, and refuses where somebody has worked on it since.
    """

    class Kind(models.TextChoices):
        AGREEMENTS = "agreements", _("agreements")
        PAYMENTS = "payments", _("payments")
        ARREARS = "arrears", _("arrears: reports and refunds still owed")

    class State(models.TextChoices):
        UPLOADED = "uploaded", pgettext_lazy("moving", "columns to be named")
        CHECKED = "checked", pgettext_lazy("moving", "checked")
        APPLIED = "applied", pgettext_lazy("moving", "moved in")
        UNDONE = "undone", pgettext_lazy("moving", "undone")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="movings")
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    file = models.FileField(_("file"), upload_to="movings/")
    file_name = models.CharField(_("name of the file"), max_length=160)
    file_hash = models.CharField(max_length=64)
    sheet = models.CharField(_("sheet"), max_length=80, blank=True)
    mapping = models.JSONField(_("columns"), default=dict)
    # What was mended in the browser: {row: {column: text}} stands instead of the cell.
    corrections = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    good = models.PositiveIntegerField(_("rows without fault"), default=0)
    problems = models.JSONField(default=list)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "file": Personal("to move agreements in; the file is deleted a month later", "a month"),
        "made_by": Personal("which officer moved it in", "the archive term of agreements"),
    }

    class Meta:
        verbose_name = _("spreadsheet moved in")
        verbose_name_plural = _("spreadsheets moved in")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name


class MovedRow(models.Model):
    """A thing that a row of a spreadsheet made: `kind` (agreement, instalment, report, refund) and its primary key."""

    moving = models.ForeignKey(Moving, models.CASCADE, related_name="moved")
    row = models.PositiveIntegerField(_("row"))
    kind = models.CharField(max_length=12)
    key = models.PositiveBigIntegerField()
    before = models.JSONField(null=True)  # what a changed thing was; None: the row made it
    fingerprint = models.CharField(max_length=64)  # of the thing as the row left it

    class Meta:
        verbose_name = _("row moved in")
        verbose_name_plural = _("rows moved in")
        ordering = ["moving", "row"]
        constraints = [models.UniqueConstraint(fields=["moving", "kind", "key"], name="moved_row_once")]

    def __str__(self) -> str:
        return f"{self.moving_id}:{self.row}"
