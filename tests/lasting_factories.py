"""Places with a life: opened some days ago, gone or still there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Keeper, Place

from .factories import AT

TODAY = AT.date()


def lived(
    city: Organisation, days: int, *, gone: str = "", ago: int = 0, keepers: int = 0, on: date = TODAY, **fields: Any
) -> Place:
    """A published place that stood `days` days: until today less `ago`, or until it was gone (why: `gone`)."""
    ready = on - timedelta(days=days + ago)
    values: dict[str, Any] = {"state": "cared", "category": "garden", "title": "Ogród", **fields}
    if gone:
        values |= {"state": "gone", "gone_on": ready + timedelta(days=days), "gone_why": gone}
    place = Place.objects.create(organisation=city, ready_date=ready, published_at=AT, **values)
    Keeper.objects.bulk_create(
        Keeper(place=place, public_name=f"Sąsiad {k}", since=ready + timedelta(days=30)) for k in range(keepers)
    )
    return place
