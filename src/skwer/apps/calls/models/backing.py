"""What must stand behind a proposal: an owner's and a guardian's consent, and neighbours who support it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal

from .proposal import Proposal


class Need(models.Model):
    """Something a proposal still needs from somebody else, by a day. Its file (holder "need") is for those inside.

    `kind` owner: the consent of the land's owner; guardian: of a young applicant's guardian; support: a list of names.
    `due_at` empty: the day the regulations name (`queries.backing.deadline_of`). `counted`: how many had signed online
    when the proposal was sent; the names go, the number stays.
    """

    class Kind(models.TextChoices):
        OWNER = "owner", _("consent of the owner")
        GUARDIAN = "guardian", _("consent of a parent or guardian")
        SUPPORT = "support", _("list of support")

    class State(models.TextChoices):
        OPEN = "open", _("still needed")
        GIVEN = "given", pgettext_lazy("consent", "given")
        CONFIRMED = "confirmed", _("confirmed by the office")
        REFUSED = "refused", pgettext_lazy("consent", "refused")
        WAIVED = "waived", _("not needed")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="needs")
    kind = models.CharField(_("what is needed"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    token = models.CharField(max_length=64, unique=True)
    who = models.CharField(_("from whom"), max_length=160, blank=True)
    due_at = models.DateTimeField(_("by when"), null=True, blank=True)
    upload = models.UUIDField(_("file"), null=True, blank=True)
    counted = models.PositiveIntegerField(_("signed online when it was sent"), null=True, blank=True)
    note = models.TextField(_("note of the office"), blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    PERSONAL: ClassVar = {
        "who": Personal("who gave the consent", "the call's archive term"),
        "settled_by": Personal("which officer confirmed", "the call's archive term"),
    }

    class Meta:
        verbose_name = _("consent or support needed")
        verbose_name_plural = _("consents and support needed")
        ordering = ["proposal", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "kind"], name="need_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.kind}"


class Supporter(models.Model):
    """A neighbour who supports a proposal, online from an account. No PESEL, no telephone; gone on `expires_on`."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="supporters")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("name and surname"), max_length=120)
    street = models.CharField(_("street where you live"), max_length=120, blank=True)
    at = models.DateTimeField()
    expires_on = models.DateField(_("erased on"))

    PERSONAL: ClassVar = {
        "person": Personal("so that nobody signs twice", "until the day named on the list"),
        "name": Personal("who supports the proposal", "until the day named on the list"),
        "street": Personal("that she lives in the city", "until the day named on the list"),
    }

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        ordering = ["proposal", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"], condition=Q(person__isnull=False), name="support_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.proposal_id)


class SupportSheet(models.Model):
    """A paper list of support that was handed in: how many names count and how many were struck. No name is typed in.

    `declared` is what the author counted; until the office has counted (`counted_at`) it stands for `valid`. The scan
    (holder "support_sheet") is erased on `expires_on`; the numbers stay.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="support_sheets")
    upload = models.UUIDField(_("scan"), null=True, blank=True)
    declared = models.PositiveSmallIntegerField(_("names on the list"))
    valid = models.PositiveSmallIntegerField(_("names that count"), default=0)
    struck = models.PositiveSmallIntegerField(_("names struck"), default=0)
    why_struck = models.CharField(_("why names were struck"), max_length=200, blank=True)
    handed_in_at = models.DateTimeField()
    counted_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    counted_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(_("scan erased on"))

    PERSONAL: ClassVar = {"counted_by": Personal("which officer counted", "the call's archive term")}

    class Meta:
        verbose_name = _("paper list of support")
        verbose_name_plural = _("paper lists of support")
        ordering = ["proposal", "handed_in_at"]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.valid if self.counted_at else self.declared}"
