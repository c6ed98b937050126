"""What this room keeps about a person: the versions of methods she published."""

from __future__ import annotations

from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from ..models import MethodVersion


def versions_of(person: Person) -> list[dict[str, Any]]:
    """For the export: which version of which method, and when."""
    found = MethodVersion.objects.filter(by=person).select_related("method").order_by("pk")
    return [
        {
            "method": str(version.method),
            "version": version.number,
            "published": version.published_at.isoformat() if version.published_at else None,
        }
        for version in found
    ]


OWN_DATA = OwnData("methods", versions_of)
