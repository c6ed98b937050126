"""Objections to a formal refusal, a score or a result, and the chain of bodies a decision goes through."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal

from .call import Call
from .decision import Decision
from .proposal import Proposal


class Objection(models.Model):
    """Somebody asks to look again, within the term of the regulations; a named body rules with reasons.

    `effect` says in figures what the ruling changed (state, points, place); `decision` is the one objected to, and
    `new_decision` the one counted again. Both stay readable.
    """

    class Against(models.TextChoices):
        FORMAL = "formal", _("the formal refusal")
        SCORE = "score", _("the points")
        RESULT = "result", _("the result")

    class State(models.TextChoices):
        FILED = "filed", pgettext_lazy("objection", "waits for the ruling")
        UPHELD = "upheld", pgettext_lazy("objection", "upheld")
        DISMISSED = "dismissed", pgettext_lazy("objection", "dismissed")
        NOT_HEARD = "not_heard", _("not examined")
        WITHDRAWN = "withdrawn", pgettext_lazy("objection", "withdrawn")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="objections")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField(_("number"))
    against = models.CharField(_("against"), max_length=10, choices=Against.choices)
    text = models.TextField(_("what is wrong, and why"))
    filed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    registered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    received_date = models.DateField(_("received on paper on"), null=True, blank=True)
    filed_at = models.DateTimeField()
    rule_until = models.DateTimeField(_("ruling due"))
    body = models.CharField(_("ruled by"), max_length=160)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.FILED)
    ruling = models.TextField(_("reasons of the ruling"), blank=True)
    ruled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)
    effect = models.JSONField(default=dict, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="objections")
    new_decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")

    PERSONAL: ClassVar = {
        "text": Personal("what the objection says", "the call's archive term"),
        "filed_by": Personal("who objects, and whom to answer", "the call's archive term"),
        "registered_by": Personal("which officer took the paper in", "the call's archive term"),
        "ruled_by": Personal("who answers for the ruling", "the call's archive term"),
    }

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="objection_number_once_a_call"),
            models.UniqueConstraint(
                fields=["proposal", "against"], condition=Q(state="filed"), name="objection_one_open_a_matter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}/{self.number}"


class DecisionAct(models.Model):
    """One step of the chain (committee, board, council) that a decision goes through, with the number of its act."""

    class Role(models.TextChoices):
        RECOMMENDS = "recommends", _("recommends")
        DECIDES = "decides", _("decides")

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="acts")
    order = models.PositiveSmallIntegerField()
    title = models.JSONField(_("who"))  # a text by language, from the settings of the stage
    role = models.CharField(_("what it does"), max_length=12, choices=Role.choices)
    number = models.CharField(_("number of the act"), max_length=80)
    on = models.DateField(_("day"))
    note = models.TextField(_("words of the body"), blank=True)
    recorded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    PERSONAL: ClassVar = {"recorded_by": Personal("which officer recorded the act", "as long as the decision is kept")}

    class Meta:
        verbose_name = _("act of a body")
        verbose_name_plural = _("acts of bodies")
        ordering = ["decision", "order"]
        constraints = [models.UniqueConstraint(fields=["decision", "order"], name="act_order_once")]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.number}"
