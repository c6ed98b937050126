"""What waits for a voter: a vote that runs and that she has not taken part in. Her own matter, told to nobody else."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.models import Call, Proposal, Stage
from skwer.apps.calls.stages import VOTE
from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Organisation, Person

from .models import RollEntry


def open_votes(person: Person, at: datetime) -> list[Due]:
    """Votes of the cities she has to do with (of all, where the installation has one city)."""
    stages = (
        Stage.objects.filter(kind=VOTE, state=Stage.State.OPEN, call__state=Call.State.ANNOUNCED)
        .filter(Q(closes_at__isnull=True) | Q(closes_at__gt=at))
        .exclude(Exists(RollEntry.objects.filter(stage=OuterRef("pk"), person=person)))
        .select_related("call__organisation")
    )
    if Organisation.objects.cities().count() > 1:
        stages = stages.filter(call__organisation__in=_own_cities(person))
    return [
        Due(
            what=_("The vote is open"),
            about=stage.call.title,
            action=_("Cast my vote"),
            route="web:vote",
            kwargs={"slug": stage.call.slug},
            due_at=stage.closes_at,
            state="vote",
            organisation=stage.call.organisation,
        )
        for stage in stages
    ]


def _own_cities(person: Person) -> set[int]:
    written = Proposal.objects.written_by(person).values_list("call__organisation_id", flat=True)
    voted = RollEntry.objects.filter(person=person).values_list("stage__call__organisation_id", flat=True)
    seats = Membership.objects.current().filter(person=person)
    member = seats.values_list("organisation_id", "organisation__city_id")
    return {*written, *voted, *(key for pair in member for key in pair if key is not None)}
