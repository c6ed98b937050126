"""What the way to a call keeps about a person: how she read the law for her city, and which newer versions she took."""

from __future__ import annotations

from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from ..models import KitOffer, LegalRuling


def export(person: Person) -> dict[str, list[dict[str, Any]]]:
    """For the export: her own acts and words, and when."""
    rulings = LegalRuling.objects.filter(by=person).select_related("transfer").order_by("pk")
    offers = KitOffer.objects.filter(answered_by=person).select_related("transfer", "version").order_by("pk")
    return {
        "rulings": [
            {
                "transfer": str(one.transfer),
                "conflict": one.code,
                "reason": one.reason,
                "source": one.source,
                "checked": one.checked_on.isoformat(),
                "at": one.at.isoformat(),
            }
            for one in rulings
        ],
        "offers": [
            {
                "transfer": str(one.transfer),
                "version": one.version.number,
                "taken": one.taken,
                "reason": one.reason,
                "at": one.answered_at.isoformat() if one.answered_at else None,
            }
            for one in offers
        ],
    }


OWN_DATA = OwnData("transfers_law", export)
