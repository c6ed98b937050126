"""What partners want to carry home, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.practices.models import Case, Practice, Transfer, Trial
from skwer.apps.programmes.models import Partnership

from .event import Event, Session

STATED, OVERDUE = "stated", "overdue"


class InterestQuerySet(models.QuerySet["Interest"]):
    def unanswered(self) -> InterestQuerySet:
        """Statements nobody followed up yet, by a word or by beginning the transfer."""
        return self.filter(follow_ups__isnull=True, transfer__isnull=True)

    def overdue(self, today: date) -> InterestQuerySet:
        """Their day has passed, and nobody said what became of them."""
        return self.unanswered().filter(by_on__lt=today)


class Interest(models.Model):
    """ "We want to carry over this, because …, by …, first step …": said by an organisation that took part."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="interests")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="interests")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="interests")
    partnership = models.ForeignKey(Partnership, models.SET_NULL, null=True, blank=True, related_name="+")
    practice = models.CharField(_("what we want to carry over"), max_length=250)
    trial = models.ForeignKey(Trial, models.SET_NULL, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="+")
    taken_up = models.ForeignKey(Practice, models.SET_NULL, null=True, blank=True, related_name="+")
    transfer = models.OneToOneField(Transfer, models.SET_NULL, null=True, blank=True, related_name="interest")
    because = models.TextField(_("why"), max_length=2000)
    first_step = models.TextField(_("first step"), max_length=2000)
    by_on = models.DateField(_("by when"))
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("who stated it"))
    reminded_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {"stated_by": Personal("who spoke for the organisation", "until the account is erased")}

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of interest")
        verbose_name_plural = _("statements of interest")
        ordering = ["stated_at", "pk"]

    def __str__(self) -> str:
        return self.practice

    def standing(self, today: date) -> str:
        """The last word: a follow-up's state, or how far its transfer is; without either "stated", and "overdue" once
        the day has passed."""
        told = [(f.at, f.state) for f in sorted(self.follow_ups.all(), key=lambda f: (f.at, f.pk))]
        told += self.steps_of_transfer()
        if told:
            return sorted(told, key=lambda one: one[0])[-1][1]
        return OVERDUE if self.by_on < today else STATED

    def steps_of_transfer(self) -> list[tuple[datetime, str]]:
        """When its transfer was begun and how it ended, as states of a follow-up: read from the transfer, so that the
        two cannot fall out of step."""
        transfer = self.transfer
        if transfer is None:
            return []
        steps = [(transfer.begun_at, str(FollowUp.State.BEGUN))]
        if transfer.ended_at is not None:
            done = transfer.stage == Transfer.Stage.DONE
            steps.append((transfer.ended_at, str(FollowUp.State.CARRIED_OVER if done else FollowUp.State.DROPPED)))
        return steps


class FollowUp(models.Model):
    """What became of a statement, as of one day."""

    class State(models.TextChoices):
        BEGUN = "begun", pgettext_lazy("statement of interest", "begun")
        CARRIED_OVER = "carried_over", pgettext_lazy("statement of interest", "carried over")
        CHANGED = "changed", pgettext_lazy("statement of interest", "became something else")
        DROPPED = "dropped", pgettext_lazy("statement of interest", "dropped")

    interest = models.ForeignKey(Interest, models.CASCADE, related_name="follow_ups")
    at = models.DateTimeField()
    state = models.CharField(_("what became of it"), max_length=12, choices=State.choices)
    text = models.TextField(_("in words"), max_length=2000)
    url = models.URLField(_("where to see it"), max_length=500, blank=True)
    trial = models.ForeignKey(Trial, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    PERSONAL: ClassVar = {"by": Personal("who spoke for the organisation", "until the account is erased")}

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_state_display()
