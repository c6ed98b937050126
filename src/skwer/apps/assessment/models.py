"""Formal checks by the office, and the committee's score sheets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal


class Check(models.Model):
    """The formal check of one proposal: an answer to each item of the stage's frozen checklist."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        NA = "na", _("not applicable")

    class Result(models.TextChoices):
        OPEN = "open", _("not finished")
        PASSED = "passed", _("passed")
        FAILED = "failed", _("not passed")

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="checks")
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="checks")
    answers = models.JSONField(default=dict)  # item key → {"answer": yes|no|na, "note": text}
    result = models.CharField(max_length=8, choices=Result.choices, default=Result.OPEN)
    reason = models.TextField(_("reason"), blank=True)
    checked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {"checked_by": Personal("which officer checked", "the call's archive term")}

    class Meta:
        verbose_name = _("formal check")
        verbose_name_plural = _("formal checks")
        constraints = [models.UniqueConstraint(fields=["stage", "proposal"], name="check_once_a_proposal")]

    def __str__(self) -> str:
        return str(self.proposal_id)


class Assignment(models.Model):
    """One assessor and one proposal. No content before the declaration; a conflict ends it."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("declare first")
        CLEAR = "clear", _("being scored")
        CONFLICT = "conflict", _("conflict of interest")
        SUBMITTED = "submitted", _("sheet sent")

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="assignments")
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="assignments")
    assessor = models.ForeignKey(Person, models.CASCADE, related_name="assignments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)
    assigned_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True, blank=True)
    conflict_reason = models.TextField(_("what links you to the applicant"), blank=True)

    PERSONAL: ClassVar = {
        "assessor": Personal(
            "who assessed; published by name only if the call's regulations say so", "the call's archive term"
        ),
        "conflict_reason": Personal("to show that nobody judged her own cause", "the call's archive term"),
    }

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["stage", "proposal__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "proposal", "assessor"], name="assignment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.state}"


class Sheet(models.Model):
    """An assessor's score sheet: points by criterion with reasons. A draft until submitted."""

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="sheet")
    scores = models.JSONField(default=dict)  # criterion key → {"points": "12.5", "reason": text}
    comment = models.TextField(_("advice to the applicant"), blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")

    def __str__(self) -> str:
        return str(self.assignment_id)
