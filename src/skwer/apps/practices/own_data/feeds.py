"""What this room keeps about an operator: whose feeds she trusted."""

from __future__ import annotations

from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from ..models import Subscription


def subscriptions_of(person: Person) -> list[dict[str, Any]]:
    """For the export: which feed, and since when."""
    return [
        {"feed": one.url, "since": one.added_at.isoformat()}
        for one in Subscription.objects.filter(added_by=person).order_by("pk")
    ]


OWN_DATA = OwnData("subscriptions", subscriptions_of)
