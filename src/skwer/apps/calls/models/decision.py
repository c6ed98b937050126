"""The public record of a decision: inputs, method, outcome, reasons. Anyone can recompute it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal

from .call import Call, Stage
from .proposal import Proposal


class Decision(models.Model):
    """Who decided what, by which method, from which inputs.

    `inputs` is everything the method needs except ballots: rules, projects with costs, sheets without names.
    `ballots` is the published file of ballots (Pabulib format); its hash stands in `inputs`.
    `outcome` is what the method answered (money as decimal strings). Hashes are of the canonical form.
    """

    class Method(models.TextChoices):
        POINTS = "points", _("by the committee's points")
        VOTES = "votes", _("by residents' votes")
        MIXED = "mixed", _("by points and votes")

    call = models.ForeignKey(Call, models.PROTECT, related_name="decisions")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="decisions")
    method = models.CharField(max_length=10, choices=Method.choices)
    inputs = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    ballots = models.FileField(upload_to="ballots/", blank=True)
    ballots_hash = models.CharField(max_length=64, blank=True)
    outcome = models.JSONField()
    outcome_hash = models.CharField(max_length=64)
    voters = models.PositiveIntegerField(_("people who voted"), null=True, blank=True)
    pot = models.DecimalField(max_digits=14, decimal_places=2)
    spent = models.DecimalField(max_digits=14, decimal_places=2)
    act_number = models.CharField(_("number of the act"), max_length=80, blank=True)
    note = models.TextField(_("words of the deciding body"), blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    promotes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="promotions")
    superseded_at = models.DateTimeField(null=True, blank=True)
    supersede_reason = models.TextField(blank=True)

    PERSONAL: ClassVar = {"decided_by": Personal("who answers for the decision", "as long as the decision is kept")}

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(superseded_at__isnull=True), name="decision_one_live_a_call"
            ),
            models.CheckConstraint(condition=Q(spent__lte=models.F("pot")), name="decision_spends_at_most_the_pot"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.decided_at:%Y-%m-%d}"


class DecisionLine(models.Model):
    """What a decision means for one proposal: order, result, sum, figures and reasons."""

    class Result(models.TextChoices):
        FUNDED = "funded", _("chosen")
        RESERVE = "reserve", _("on the reserve list")
        REFUSED = "refused", _("not chosen")

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="lines")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decision_lines")
    order = models.PositiveIntegerField()
    result = models.CharField(max_length=10, choices=Result.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    points = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    votes = models.DecimalField(
        _("votes, or points from voters"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    score = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    reason = models.CharField(max_length=40)
    figures = models.JSONField(default=dict)
    comment = models.TextField(_("words of the committee"), blank=True)

    class Meta:
        verbose_name = _("line of a decision")
        verbose_name_plural = _("lines of a decision")
        ordering = ["decision", "order"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "proposal"], name="line_once_a_proposal"),
            models.UniqueConstraint(fields=["decision", "order"], name="line_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.result}"
