"""In which district a point lies, and whether it lies in the city at all."""

from __future__ import annotations

from decimal import Decimal

from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Area

try:
    from skwer.apps.places import queries as places
except ImportError:
    places = None  # type: ignore[assignment]


def district_of(city: Organisation, lon: Decimal | None, lat: Decimal | None) -> Area | None:
    if places is None or lon is None or lat is None:
        return None
    return places.district_at(city, lon, lat)


def is_inside(city: Organisation, lon: Decimal | None, lat: Decimal | None) -> bool:
    """True for no point, and for a city that has drawn no districts."""
    if places is None or lon is None or lat is None:
        return True
    return places.inside_city(city, lon, lat)
