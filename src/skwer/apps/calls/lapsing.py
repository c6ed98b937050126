"""The end of the round of full applications: who was invited and sent nothing is out, and it is on record."""

from __future__ import annotations

from datetime import datetime

from skwer.apps.people.journal import record
from skwer.apps.search.actions import index_later

from .models import Call, Proposal


def lapse_invited(call: Call, at: datetime) -> int:
    """Called when the stage closes, in its transaction and under the call's lock."""
    invited = call.proposals.select_for_update(of=("self",)).filter(state=Proposal.State.INVITED)
    lapsed = 0
    for proposal in invited.order_by("pk"):
        proposal.lapse()
        proposal.updated_at = at
        proposal.save(update_fields=["state", "updated_at"])
        record(
            actor=None,
            verb="lapse_proposal",
            kind="proposal",
            key=proposal.uid,
            organisation=call.organisation,
            at=at,
            before={"state": Proposal.State.INVITED},
            after={"state": proposal.state},
        )
        index_later(kind="proposal", key=proposal.pk)
        lapsed += 1
    return lapsed
