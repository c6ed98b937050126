"""Points and outlines in degrees (WGS84, longitude first), flat: exact enough inside one city."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MOST_POINTS = 20_000  # of one outline; a district drawn finer than this slows every page that asks for it


def contains(geometry: Mapping[str, Any] | None, lon: float, lat: float) -> bool:
    """Is the point inside the Polygon or MultiPolygon? Holes are outside.

    Of two outlines that share a border, a point on it is inside exactly one: a ray is cast eastwards, and each edge
    owns its lower end only.
    """
    return any(_inside_polygon(rings, lon, lat) for rings in polygons(geometry))


def polygons(geometry: Mapping[str, Any] | None) -> Iterator[Sequence[Any]]:
    """Rings of every polygon of the geometry: the outer one first, then its holes."""
    if not geometry:
        return
    if geometry.get("type") == "Polygon":
        yield geometry["coordinates"]
    elif geometry.get("type") == "MultiPolygon":
        yield from geometry["coordinates"]


def _inside_polygon(rings: Sequence[Any], lon: float, lat: float) -> bool:
    return bool(rings) and _inside_ring(rings[0], lon, lat) and not any(_inside_ring(r, lon, lat) for r in rings[1:])


def _inside_ring(ring: Sequence[Any], lon: float, lat: float) -> bool:
    inside = False
    x1, y1 = ring[-1][:2]
    for x2, y2, *_height in ring:
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
        x1, y1 = x2, y2
    return inside


def problem_with(geometry: Any) -> Any:
    """Why the value cannot be a district's outline, as a sentence; None when it can."""
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return _("The outline must be a Polygon or a MultiPolygon.")
    coordinates = geometry.get("coordinates")
    shapes = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not isinstance(shapes, list) or not shapes:
        return _("The outline has no points.")
    count = 0
    for rings in shapes:
        if not isinstance(rings, list) or not rings:
            return _("The outline has no points.")
        for ring in rings:
            if not isinstance(ring, list) or len(ring) < 4:
                return _("A ring of the outline needs at least four points.")
            for point in ring:
                if not _is_point(point):
                    return _("A point of the outline is not a pair of longitude and latitude in degrees (WGS84).")
            if ring[0][:2] != ring[-1][:2]:
                return _("A ring of the outline is not closed: its last point must be the first one again.")
            count += len(ring)
    if count > MOST_POINTS:
        return format_lazy(_("The outline has {count} points; simplify it to {most}."), count=count, most=MOST_POINTS)
    return None


def _is_point(value: Any) -> bool:
    if not isinstance(value, list) or len(value) < 2:
        return False
    lon, lat = value[:2]
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) and isfinite(v) for v in (lon, lat))
    return numbers and -180 <= lon <= 180 and -90 <= lat <= 90
