"""What waits for a city whose kit has a newer version: to take it or to leave it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Person

from ..models import KitOffer
from .transfers import ACTING


def dues(person: Person, at: datetime) -> list[Due]:  # noqa: ARG001  (it waits without a term)
    """One for each offer nobody has answered, of transfers that go on."""
    mine = Membership.objects.current().filter(person=person, role__in=ACTING).values("organisation")
    found = KitOffer.objects.filter(
        transfer__organisation__in=mine, transfer__ended_at__isnull=True, answered_at__isnull=True
    )
    return [
        Due(
            what=_("Take the newer version of the kit, or leave it"),
            about=str(offer.transfer.title),
            action=_("Compare"),
            route="web:desk_transfer_offer",
            kwargs={"pk": offer.transfer_id, "number": offer.version.number},
            state="draft",
            organisation=offer.transfer.organisation,
        )
        for offer in found.select_related("transfer__organisation", "version")
    ]
