"""From the decision of a call for spaces to agreements about them: who was chosen, and has none yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.actions.locking import lock
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import Refusal
from skwer.apps.spaces.actions.licensing import draft_licence
from skwer.apps.spaces.models import Licence

PREFIX = "call:"


class NotChosen(Refusal):
    """Only what a published decision chose gets its space."""

    message = _("Only a chosen proposal gets the space it asks for.")
    code = "not_chosen"
    status = 409


class LicensedAlready(Refusal):
    """There is an agreement, or a draft of one."""

    message = _("There is an agreement for this proposal already.")
    code = "licensed_already"
    status = 409


def source_of(proposal: Proposal) -> str:
    """How an agreement about a space names the proposal it came from."""
    return f"{PREFIX}{proposal.uid}"


def chosen_for_spaces(city: Organisation) -> list[Proposal]:
    """Chosen proposals for a space that have no agreement about it yet (a void one does not count)."""
    made = Licence.objects.filter(organisation=city, source__startswith=PREFIX).exclude(state=Licence.State.VOID)
    sources = set(made.values_list("source", flat=True))
    rows = Proposal.objects.filter(
        call__organisation=city,
        call__state=Call.State.DECIDED,
        state=Proposal.State.CHOSEN,
        space__isnull=False,
        space__organisation=city,
    )
    rows = rows.select_related("call", "space", "author", "organisation").order_by("pk")
    return [proposal for proposal in rows if source_of(proposal) not in sources]


def party_name_of(proposal: Proposal) -> str:
    """Who signs: the organisation, the group's name, else the author."""
    if proposal.organisation is not None:
        return proposal.organisation.name
    return proposal.group_name or (proposal.author.name if proposal.author else "")


@transaction.atomic
def draft_from_decision(*, by: Person, proposal: Proposal, values: Mapping[str, Any], at: datetime) -> Licence:
    """Begin the agreement about the space a chosen proposal asked for; `values` as in `spaces` (days are needed).

    Raises NotAllowed, NotChosen, LicensedAlready, and what `draft_licence` raises.
    """
    lock(proposal)
    if proposal.state != Proposal.State.CHOSEN or proposal.space is None:
        raise NotChosen
    source = source_of(proposal)
    if Licence.objects.filter(source=source).exclude(state=Licence.State.VOID).exists():
        raise LicensedAlready
    told = {"party_name": party_name_of(proposal), "purpose": proposal.title, **values}
    return draft_licence(
        by=by,
        space=proposal.space,
        values=told,
        source=source,
        party=proposal.author,
        party_organisation=proposal.organisation,
        at=at,
    )
