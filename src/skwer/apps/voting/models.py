"""The roll and the urn, apart.

The roll knows who voted and on which day. The urn holds ballots with random keys: no person, no address, no moment.
Both have random primary keys, so that the order of rows tells nothing. While a vote runs, the ballot of a voter who may
still change it is found through `tracker`, an HMAC under a key kept outside the database (`keys.py`); at closing the
key is destroyed and the trackers are erased.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.models import Stage
from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal


def random_key() -> int:
    """A random 63-bit number: on SQLite it is the row's place on disk, so insertion order leaves no trace."""
    return secrets.randbits(63)


class RollEntry(models.Model):
    """This person voted in this stage, on this day."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="roll")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    voted_date = models.DateField(_("day of the vote"))

    PERSONAL: ClassVar = {"person": Personal("so that nobody votes twice", "30 days after the result is published")}

    class Meta:
        verbose_name = _("entry of the roll")
        verbose_name_plural = _("roll")
        constraints = [models.UniqueConstraint(fields=["stage", "person"], name="roll_person_once_a_stage")]

    def __str__(self) -> str:
        return str(self.stage_id)


class Ballot(models.Model):
    """One ballot in the urn: the numbers of the proposals chosen, and nothing else."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="ballots")
    tracker = models.CharField(max_length=64, blank=True)
    choices = models.JSONField(default=list)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("urn")
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "tracker"], condition=~Q(tracker=""), name="ballot_one_live_a_voter"
            )
        ]

    def __str__(self) -> str:
        return str(self.stage_id)
