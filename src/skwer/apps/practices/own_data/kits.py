"""What kits keep about a person: which versions she answers for."""

from __future__ import annotations

from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from ..models import KitVersion


def export(person: Person) -> list[dict[str, Any]]:
    """For the export: which version of which kit she wrote or published, and when."""
    return [
        {
            "kit": version.kit.slug,
            "version": version.number,
            "published": version.published_at.isoformat() if version.published_at else None,
        }
        for version in KitVersion.objects.filter(by=person).select_related("kit").order_by("pk")
    ]


OWN_DATA = OwnData("kits", export)
