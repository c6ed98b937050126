"""In which district a point lies, and whether it lies in the city at all."""

from __future__ import annotations

from decimal import Decimal

from skwer.apps.people.models import Organisation

from ..geometry import contains
from ..models import Area

Degrees = Decimal | float


def district_at(city: Organisation, lon: Degrees | None, lat: Degrees | None) -> Area | None:
    """The city's district in which the point lies; None without a point, outside all, or where none is drawn."""
    if lon is None or lat is None:
        return None
    drawn = Area.objects.filter(organisation=city, outline__isnull=False).order_by("code")
    return next((area for area in drawn if contains(area.outline, float(lon), float(lat))), None)


def inside_city(city: Organisation, lon: Degrees | None, lat: Degrees | None) -> bool:
    """Does the point lie in the city? Without a point, or where nothing is drawn, nobody can say no."""
    if lon is None or lat is None or district_at(city, lon, lat) is not None:
        return True
    features = (city.geodata or {}).get("features", [])
    outlines = [f.get("geometry") for f in features if (f.get("properties") or {}).get("layer") == "city"]
    if outlines:
        return any(contains(outline, float(lon), float(lat)) for outline in outlines)
    return not Area.objects.filter(organisation=city, outline__isnull=False).exists()
