"""Formal checks by the office, and the committee's score sheets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.models import Meeting, Objection, Proposal, Stage
from skwer.apps.people.models import Body, Person
from skwer.apps.people.personal import Personal
from skwer.apps.places.models import Area


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


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def live(self) -> AssignmentQuerySet:
        """Those that count: not ended by a conflict, not taken away."""
        return self.filter(state__in=Assignment.LIVE)

    def opened(self) -> AssignmentQuerySet:
        """Those whose assessor declared that she has no conflict, and so may read the proposal."""
        return self.filter(state__in=Assignment.OPENED)

    def of(self, person: Person) -> AssignmentQuerySet:
        return self.filter(assessor=person)


class Assignment(models.Model):
    """One assessor and one proposal. No content before the declaration; a conflict ends it.

    `label` stands for the assessor in everything that is published: random, the same on all her sheets of the stage.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("declare first")
        CLEAR = "clear", _("being scored")
        SUBMITTED = "submitted", _("sheet sent")
        CONFLICT = "conflict", _("conflict of interest")
        RELEASED = "released", _("given to somebody else")

    LIVE: ClassVar = (State.ASSIGNED, State.CLEAR, State.SUBMITTED)
    OPENED: ClassVar = (State.CLEAR, State.SUBMITTED)

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="assignments")
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="assignments")
    assessor = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="assignments")
    label = models.CharField(_("label in published sheets"), max_length=8)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)
    assigned_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True, blank=True)
    conflict_reason = models.TextField(_("what links you to the applicant"), blank=True)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    late = models.BooleanField(_("made after the assessment closed, because an objection was upheld"), default=False)

    PERSONAL: ClassVar = {
        "assessor": Personal("who assessed; published sheets carry a label instead", "the call's archive term"),
        "conflict_reason": Personal("to show that nobody judged her own cause", "the call's archive term"),
    }
    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["stage", "proposal__number", "pk"]
        indexes = [models.Index(fields=["assessor", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "proposal", "assessor"], condition=Q(assessor__isnull=False), name="assignment_once"
            ),
            models.UniqueConstraint(fields=["stage", "proposal", "label"], name="assignment_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.state}"


class HomeDistrict(models.Model):
    """Where a member of a committee lives, when the rules say that nobody assesses proposals of her own district."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.CASCADE, related_name="+", verbose_name=_("district"))

    PERSONAL: ClassVar = {"person": Personal("so that nobody assesses her own district", "until the account is erased")}

    class Meta:
        verbose_name = _("district of a member")
        verbose_name_plural = _("districts of members")
        constraints = [models.UniqueConstraint(fields=["body", "person"], name="home_once_a_body")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.person_id}"


class Sheet(models.Model):
    """An assessor's score sheet: points by criterion with reasons. A draft until submitted."""

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="sheet")
    scores = models.JSONField(default=dict)  # criterion key → {"points": "12.5", "value": "41", "reason": text}
    comment = models.TextField(_("advice to the applicant"), blank=True)
    access = models.JSONField(_("universal design"), default=dict, blank=True)  # as `places.access` keeps it
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")

    def __str__(self) -> str:
        return str(self.assignment_id)


class SentSheet(models.Model):
    """A sheet as it was sent. When it is changed later, this stays, with who asked for the change and why.

    `meeting` and `objection`: what led to the change, when the committee changed it at a meeting or after a ruling.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="sent")
    number = models.PositiveSmallIntegerField()
    scores = models.JSONField()
    comment = models.TextField(blank=True)
    access = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reopen_reason = models.TextField(_("why it was reopened"), blank=True)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="changed_sheets")
    objection = models.ForeignKey(Objection, models.SET_NULL, null=True, blank=True, related_name="changed_sheets")

    PERSONAL: ClassVar = {"reopened_by": Personal("who reopened a sheet", "the call's archive term")}

    class Meta:
        verbose_name = _("sheet as it was sent")
        verbose_name_plural = _("sheets as they were sent")
        ordering = ["sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sent_sheet_number_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} v{self.number}"
