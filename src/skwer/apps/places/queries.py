"""Where a point lies, and lists of places."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from skwer.apps.people.models import Organisation, Person

from .geometry import contains
from .models import Area, Place, PlaceQuerySet

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


def places_for(
    person: Person | None,
    *,
    city: Organisation | None = None,
    district: str = "",
    category: str = "",
    state: str = "",
) -> PlaceQuerySet:
    """Places the person may see, narrowed by city, code of the district, kind and state; the newest first."""
    found = Place.objects.visible_to(person).select_related("district", "organisation", "photo")
    if city is not None:
        found = found.filter(organisation=city)
    if district:
        found = found.filter(district__code=district)
    if category:
        found = found.filter(category=category)
    if state:
        found = found.filter(state=state)
    return found


def cities_with_places(person: Person | None) -> QuerySet[Organisation]:
    """Cities that have a place the person may see: what the list can be narrowed to."""
    seen = Place.objects.visible_to(person).order_by().values("organisation")
    return Organisation.objects.cities().filter(pk__in=seen).order_by("name")
