"""Where a transfer meets the law, what the city ruled, and on which days its office is closed."""

from __future__ import annotations

from skwer.apps.people.models import Organisation

from ..kits.law import Conflict, conflicts
from ..models import CityProfile, LegalRuling, Transfer


def legal_conflicts(transfer: Transfer) -> list[Conflict]:
    """What still stands between the adapted kit and a call: what the city has ruled on is left out."""
    ruled = set(transfer.rulings.values_list("code", flat=True))
    city = transfer.organisation
    return conflicts(transfer.document, city.country, ruled, city.population)


def rulings_in_force(transfer: Transfer) -> list[tuple[Conflict, LegalRuling]]:
    """Conflicts that would stand in the way, had the city not ruled on them."""
    city = transfer.organisation
    held = {ruling.code: ruling for ruling in transfer.rulings.select_related("by")}
    found = conflicts(transfer.document, city.country, (), city.population)
    return [(conflict, held[conflict.code]) for conflict in found if conflict.code in held]


def closed_days(organisation: Organisation) -> list[str]:
    """Days on which the office is closed besides weekends and public holidays, as ISO dates."""
    profile = CityProfile.objects.filter(organisation=organisation).first()
    return list(profile.closed_days) if profile else []
