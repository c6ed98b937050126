"""What places of Lipowiec offer to whom, as the office saw it, and what some proposals plan."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from skwer.apps.people.models import Organisation, Person
from skwer.apps.places import actions as places
from skwer.apps.places.models import Place

from .data import read


def see_places(town: Organisation, officer: Person, *, at: datetime) -> None:
    """Twelve lists from access.json: most were seen on the spot, what is being built is only planned."""
    told = read("access.json")["places"]
    titles = {data["key"]: data["title"] for data in read("places.json")["places"]}
    for key, data in told.items():
        place = Place.objects.select_related("organisation").get(organisation=town, title_pl=titles[key])
        seen = None if data["days"] is None else at - timedelta(days=data["days"])
        on = timezone.localdate(seen) if seen else None
        places.set_access(by=officer, place=place, access=data["access"], on=on, at=at)


def planned(key: str) -> dict[str, Any]:
    """The checklist of a proposal, by its key; empty where its authors left it out."""
    found: dict[str, Any] = read("access.json")["proposals"].get(key, {})
    return found
