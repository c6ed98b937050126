"""A proposal as a card, a row of a list and a pin on the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from skwer.apps.calls.models import Call, Proposal
from skwer.apps.calls.queries import public_label
from skwer.web.context import address


def public_proposals(call: Call) -> list[Proposal]:
    """What anybody may see of the call, by number, with all that cards need. One query."""
    found = Proposal.objects.public().filter(call=call).select_related("district", "cover").order_by("number")
    proposals = list(found)
    for proposal in proposals:
        proposal.call = call  # the same object, so that nothing is asked twice
    return proposals


def card(proposal: Proposal) -> dict[str, Any]:
    """Values for `{% plot %}`, for a compact row and for the plan: what every reader may know."""
    cover = proposal.cover
    url = address("web:file", cover.pk) if cover else ""
    state, words = public_label(proposal, None)
    return {
        "number": proposal.number,
        "title": proposal.title_in(),
        "text": proposal.summary_in(),
        "category": proposal.category,
        "seed": proposal.pk,
        "photo_url": f"{url}?size=small" if url else "",
        "photo_alt": cover.alt_text if cover else "",
        "where": proposal.district.name if proposal.district else proposal.address,
        "amount": proposal.requested,
        "currency": proposal.call.currency,
        "state": state,
        "state_label": str(words),
        "lon": proposal.lon,
        "lat": proposal.lat,
        "district": proposal.district,
        "url": address("web:proposal", proposal.call.slug, proposal.number),
        "anchor": f"p{proposal.number}",
    }


def cards(proposals: Iterable[Proposal]) -> Sequence[dict[str, Any]]:
    return [card(proposal) for proposal in proposals]
