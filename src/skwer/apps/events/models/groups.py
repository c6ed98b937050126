"""Wishes for parallel sessions, who was placed where, and how that was computed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal

from .event import Event, Session
from .people import Registration


class Wish(models.Model):
    """A session somebody would like to be in; rank 1 most of all, among the sessions of one block."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="wishes")
    session = models.ForeignKey(Session, models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["registration", "session"], name="wish_once_a_session")]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.rank}"


class Placing(models.Model):
    """Somebody is placed in a session; by hand, or by a run that a later run may change."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="placings")
    session = models.ForeignKey(Session, models.CASCADE, related_name="placings")
    by_hand = models.BooleanField(_("by hand"), default=False)
    placed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("placing in a group")
        verbose_name_plural = _("placings in groups")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["registration", "session"], name="placing_once_a_session")]

    def __str__(self) -> str:
        return f"{self.registration_id} → {self.session_id}"


class GroupRun(models.Model):
    """One assignment of a block: its inputs (registrations by uid, no names) and outcome, so that it can be redone."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="group_runs")
    block = models.SlugField(_("parallel block"), max_length=40)
    seed = models.CharField(_("seed"), max_length=64)
    inputs = models.JSONField()
    outcome = models.JSONField()
    cost = models.PositiveIntegerField(_("cost of the wishes"))
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    PERSONAL: ClassVar = {"by": Personal("who placed the groups", "until the account is erased")}

    class Meta:
        verbose_name = _("assignment of groups")
        verbose_name_plural = _("assignments of groups")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.block}"
