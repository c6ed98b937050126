"""A chosen proposal becomes a place; the place then knows where it came from."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.places.models import Place

from ..models import Proposal
from ..rules import may_set_up
from .locking import lock


class NoPlace(Refusal):
    """The proposal was not chosen, or the place belongs to another city."""

    message = _("Only a chosen proposal becomes a place, and only in its own city.")
    code = "no_place"
    status = 409


@transaction.atomic
def link_place(*, by: Person, proposal: Proposal, place: Place, at: datetime) -> Proposal:
    """Say which place a chosen proposal became. Raises NotAllowed, NoPlace."""
    lock(proposal)
    call = proposal.call
    if not may_set_up(by, call):
        raise NotAllowed()
    if proposal.state != Proposal.State.CHOSEN or place.organisation_id != call.organisation_id:
        raise NoPlace()
    before = proposal.place_id
    proposal.place = place
    proposal.save(update_fields=["place"])
    record(
        actor=by,
        verb="link_place",
        kind="proposal",
        key=proposal.uid,
        organisation=call.organisation,
        at=at,
        before={"place": before},
        after={"place": place.pk},
    )
    return proposal
