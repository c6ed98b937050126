"""The plan of a town, drawn flat in SVG from GeoJSON: one picture for the call, the place and the start page.

A collection's features say what they are by the property `layer`: city, district, block, green, river, street,
railway, tree, square. `plan_view` on the collection may name the bounds shown and the grid it was drawn on;
without it the drawing is 720 units wide. A town without geodata gets a quiet grid with a north arrow and a scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, hypot, radians
from typing import Any

from .pins import Placed, gather, spread_out
from .sheet import number

WIDTH = 720.0
METRES_A_DEGREE = 111_320.0
PIN = 28
SPOT = 12
PHONE = 20 / 13  # how much larger names are drawn on a phone
NAMED = {"square": 0, "river": 1, "district": 2}  # whose name is written first

Box = tuple[float, float, float, float]  # left, top, right, bottom, in units of the drawing


@dataclass(frozen=True)
class Point:
    """A thing on the plan: its number and title as in the list beside, where its link leads, where it lies."""

    number: str
    title: str
    lon: float
    lat: float
    href: str = ""


@dataclass(frozen=True)
class Projection:
    """Degrees to units of the drawing and back; flat, which is exact enough for one town."""

    lon0: float
    lat0: float
    x_unit: float  # degrees of longitude in one unit
    y_unit: float  # degrees of latitude in one unit, negative: y grows southwards

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.lon0) / self.x_unit, (lat - self.lat0) / self.y_unit

    def lonlat(self, x: float, y: float) -> tuple[float, float]:
        return self.lon0 + x * self.x_unit, self.lat0 + y * self.y_unit

    @property
    def metres(self) -> float:
        """Length of one unit on the ground, in metres."""
        return abs(self.y_unit) * METRES_A_DEGREE


def fit(west: float, south: float, east: float, north: float, width: float = WIDTH) -> Projection:
    """The projection that shows these bounds `width` units wide, north up, as wide as they are high on the ground."""
    x_unit = max(east - west, 1e-6) / width
    return Projection(west, north, x_unit, -x_unit * cos(radians((south + north) / 2)))


def bounds(pairs: Iterable[tuple[float, float]]) -> tuple[float, float, float, float]:
    """(west, south, east, north) of (longitude, latitude) pairs. Raises ValueError without any."""
    lons, lats = zip(*pairs, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def projection_of(geodata: Mapping[str, Any]) -> tuple[Projection, Box]:
    """How a collection is projected, and the part of the drawing that is shown."""
    view = geodata.get("plan_view") or {}
    drawn = view.get("svg") or {}
    if drawn.get("origin") and drawn.get("per_unit"):
        projection = Projection(*drawn["origin"], *drawn["per_unit"])
    else:
        projection = fit(*(view.get("bounds") or _extent(geodata)))
    if drawn.get("view_box"):
        x, y, w, h = drawn["view_box"]
        return projection, (x, y, x + w, y + h)
    west, south, east, north = view.get("bounds") or _extent(geodata)
    left, top = projection.xy(west, north)
    right, bottom = projection.xy(east, south)
    return projection, (left, top, right, bottom)


def draw(geodata: Mapping[str, Any] | None, points: Sequence[Point], *, label: str, pins: bool = True,
         list_href: str = "") -> str:  # fmt: skip
    """The whole plan. `pins`: numbered links, moved apart where they would overlap, gathered where there are many;
    otherwise every point is a small square and the list beside it leads on. `label` names the drawing."""
    projection, box, ground = _ground(geodata, points)
    marks = _pins(projection, box, points, list_href) if pins else _spots(projection, points)
    taken = [(p.x, p.y) for p in _placed(projection, box, points)] if pins else _at(projection, points)
    role = "group" if pins and points else "img"
    body = ground + _labels(geodata, projection, box, taken, PIN if pins else SPOT) + marks
    return _svg(box, role, label, body)


def draw_around(geodata: Mapping[str, Any] | None, lon: float, lat: float, *, label: str,
                size: tuple[float, float] = (250, 165)) -> str:  # fmt: skip
    """A clip of the plan around one point, marked with a square."""
    here = Point("", "", lon, lat)
    projection, _, _ = _ground(geodata, [here])
    x, y = projection.xy(lon, lat)
    w, h = size
    box = (x - w / 2, y - h / 2, x + w / 2, y + h / 2)
    ground = _layers(geodata, projection, box) if geodata else _grid(projection, box)
    return _svg(box, "img", label, ground + _spots(projection, [here]))


def _extent(geodata: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """The bounds of the city itself, else of everything that was uploaded."""
    features = geodata["features"]
    own = [f for f in features if f.get("properties", {}).get("layer") == "city"] or features
    return bounds(pair for f in own for g in _geometries(f.get("geometry")) for pair in _pairs(g[1]))


def _pairs(coordinates: Any) -> Iterable[tuple[float, float]]:
    """Every (longitude, latitude) in nested coordinates."""
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates[0], coordinates[1]
    else:
        for inner in coordinates:
            yield from _pairs(inner)


def _svg(box: Box, role: str, label: str, body: str) -> str:
    left, top, right, bottom = box
    view = f"{number(left)} {number(top)} {number(right - left)} {number(bottom - top)}"
    return f'<svg class="plan" viewBox="{view}" role="{role}" aria-label="{escape(label)}">{body}</svg>'


def _ground(geodata: Mapping[str, Any] | None, points: Sequence[Point]) -> tuple[Projection, Box, str]:
    if geodata and geodata.get("features"):
        projection, box = projection_of(geodata)
        return projection, box, _layers(geodata, projection, box)
    west, south, east, north = bounds((p.lon, p.lat) for p in points) if points else (0.0, 0.0, 0.02, 0.01)
    pad = max(east - west, (north - south) * 1.6, 0.008) * 0.15
    middle = (south + north) / 2
    width = max(east - west, (north - south) / 0.62 / max(cos(radians(middle)), 0.1), 0.008) + 2 * pad
    centre = (west + east) / 2
    projection = fit(centre - width / 2, middle, centre + width / 2, middle)
    left, y = projection.xy(centre - width / 2, middle)
    box = (left, y - WIDTH * 0.31, left + WIDTH, y + WIDTH * 0.31)
    return projection, box, _grid(projection, box)


# --- the ground ---------------------------------------------------------------------------------

ORDER = ("city", "block", "green", "river", "street", "railway", "tree", "square")
CLASSES = {"city": "land", "block": "blk", "green": "gr", "river": "rv", "street": "st", "railway": "rail",
           "tree": "tr", "square": "st"}  # fmt: skip


def _layers(geodata: Mapping[str, Any], projection: Projection, box: Box) -> str:
    """Paths in the order they lie on each other; neighbours of one look share one element."""
    left, top, right, bottom = box
    parts = [f'<path class="land" d="M{number(left)} {number(top)}H{number(right)}V{number(bottom)}H{number(left)}z"/>']
    runs: list[tuple[str, float, list[str]]] = []
    features = [f for f in geodata["features"] if f.get("properties", {}).get("layer") in ORDER]
    # Wide streets lie on narrow ones; what stands on a square keeps the order in which it was drawn.
    features.sort(key=lambda f: (ORDER.index(f["properties"]["layer"]), _street_width(f["properties"])))
    for feature in features:
        about = feature["properties"]
        cls = CLASSES[about["layer"]] if about["layer"] != "square" else str(about.get("class") or "st")
        width = float(about.get("width") or 0) if cls in {"st", "rv"} else 0.0
        d = "".join(_shape(g, projection, box, width) for g in _geometries(feature.get("geometry")))
        if not d:
            continue
        if runs and runs[-1][:2] == (cls, width):
            runs[-1][2].append(d)
        else:
            runs.append((cls, width, [d]))
    for cls, width, shapes in runs:
        stroke = f' stroke-width="{width:g}"' if width else ""
        parts.append(f'<path class="{escape(cls)}"{stroke} d="{"".join(shapes)}"/>')
    return "".join(parts)


def _street_width(about: Mapping[str, Any]) -> float:
    return float(about.get("width") or 0) if about["layer"] == "street" else 0.0


def _geometries(geometry: Mapping[str, Any] | None) -> Iterable[tuple[str, list[Any]]]:
    """Simple geometries: a Multi… is its members."""
    if not geometry:
        return
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if kind == "GeometryCollection":
        for member in geometry["geometries"]:
            yield from _geometries(member)
    elif kind.startswith("Multi"):
        for member in coordinates:
            yield kind.removeprefix("Multi"), member
    else:
        yield kind, coordinates


def _shape(geometry: tuple[str, list[Any]], projection: Projection, box: Box, width: float) -> str:
    kind, coordinates = geometry
    rings = [[coordinates]] if kind == "Point" else [coordinates] if kind == "LineString" else coordinates
    out = []
    for ring in rings:
        xy = [projection.xy(c[0], c[1]) for c in ring]
        if not _near(xy, box, width + 12):
            continue
        closed = kind == "Polygon"
        if closed and len(xy) > 1 and xy[0] == xy[-1]:
            xy.pop()
        first, *rest = (f"{number(x)} {number(y)}" for x, y in xy)
        out.append(f"M{first}" + ("h0" if kind == "Point" else f"L{' '.join(rest)}") + ("z" if closed else ""))
    return "".join(out)


def _near(xy: Sequence[tuple[float, float]], box: Box, margin: float) -> bool:
    """Does any of the shape's bounds reach into the box?"""
    left, top, right, bottom = box
    if not xy:  # a city's file may hold a feature without points
        return False
    return (
        max(x for x, _ in xy) > left - margin
        and min(x for x, _ in xy) < right + margin
        and max(y for _, y in xy) > top - margin
        and min(y for _, y in xy) < bottom + margin
    )


def _labels(
    geodata: Mapping[str, Any] | None, projection: Projection, box: Box, taken: Sequence[tuple[float, float]], size: int
) -> str:
    """Names of districts, the river and the squares, where no pin or square of this size stands on them.

    On a phone names are drawn larger; those that would then run into one another are marked to be left out there.
    """
    out: list[str] = []
    written: list[tuple[float, float, float]] = []
    left, top, right, bottom = box
    features = [f for f in (geodata or {}).get("features", ()) if f.get("properties", {}).get("label_at")]
    features.sort(key=lambda f: NAMED.get(f["properties"].get("layer", ""), len(NAMED)))
    for feature in features:
        about = feature["properties"]
        at, name = about["label_at"], str(about.get("name") or "")
        if not name:
            continue
        x, y = projection.xy(at[0], at[1])
        half = len(name) * 3.9
        anchor = about.get("label_anchor") or "start"
        middle = x if anchor == "middle" else x + half
        if not (left + half < middle < right - half and top + 14 < y < bottom - 6):
            continue
        if any(abs(px - middle) < half + size / 2 and abs(py - y + 5) < size / 2 + 8 for px, py in taken):
            continue
        turn = f' transform="rotate({about["label_turn"]:g} {number(x)} {number(y)})"' if "label_turn" in about else ""
        wide = half * PHONE
        close = any(abs(m - middle) < wide + w and abs(b - y) < 24 for m, b, w in written)
        close = close or any(abs(px - middle) < wide + size and abs(py - y + 7) < size + 10 for px, py in taken)
        if not close:
            written.append((middle, y, wide))
        kinds = [k for k, on in (("wt", about.get("layer") == "river"), ("minor", close)) if on]
        cls = f' class="{" ".join(kinds)}"' if kinds else ""
        mid = ' text-anchor="middle"' if anchor == "middle" else ""
        out.append(f'<text{cls} x="{number(x)}" y="{number(y)}"{mid}{turn}>{escape(name)}</text>')
    return "".join(out)


def _grid(projection: Projection, box: Box) -> str:
    """Paper with squares, an arrow to the north and a round distance: no street is invented."""
    left, top, right, bottom = box
    reach = (right - left) * projection.metres / 5
    size = next(s * 10**k for k in range(1, 8) for s in (1, 2, 5) if s * 10**k >= reach)
    unit = size / projection.metres
    lines = [
        f"M{number(left + unit * k)} {number(top)}V{number(bottom)}" for k in range(1, int((right - left) / unit) + 1)
    ]
    lines += [
        f"M{number(left)} {number(top + unit * k)}H{number(right)}" for k in range(1, int((bottom - top) / unit) + 1)
    ]
    x, y = left + 16, bottom - 16
    words = f"{size // 1000} km" if size >= 1000 else f"{size} m"
    ax, ay = right - 22, top + 16
    return (
        f'<path class="land" d="M{number(left)} {number(top)}H{number(right)}V{number(bottom)}H{number(left)}z"/>'
        f'<path class="st" stroke-width="2" d="{"".join(lines)}"/>'
        f'<path class="scale" d="M{number(x)} {number(y - 5)}v5h{number(unit)}v-5"/>'
        f'<text x="{number(x)}" y="{number(y - 10)}">{words}</text>'
        f'<path class="north" d="M{number(ax)} {number(ay)}l8 20-8-5-8 5z"/>'
        f'<text x="{number(ax)}" y="{number(ay + 35)}" text-anchor="middle">N</text>'
    )


# --- what stands on it --------------------------------------------------------------------------


def _spots(projection: Projection, points: Sequence[Point]) -> str:
    at = _at(projection, points)
    return "".join(f'<path class="spot" d="M{number(x - 6)} {number(y - 6)}h12v12h-12z"/>' for x, y in at)


def _at(projection: Projection, points: Sequence[Point]) -> list[tuple[float, float]]:
    return [projection.xy(p.lon, p.lat) for p in points]


def _placed(projection: Projection, box: Box, points: Sequence[Point]) -> list[Placed]:
    return spread_out(gather(_at(projection, points)), box)


def _pins(projection: Projection, box: Box, points: Sequence[Point], list_href: str) -> str:
    leads, out = [], []
    for p in _placed(projection, box, points):
        if hypot(p.x - p.from_x, p.y - p.from_y) > PIN * 0.9:  # a shorter line is only a smudge beside its pin
            leads.append(f"M{number(p.from_x)} {number(p.from_y)}L{number(p.x)} {number(p.y)}")
        x, y = number(p.x - PIN / 2), number(p.y - PIN / 2)
        tx, ty = number(p.x), number(p.y + 5)
        here = [points[k] for k in p.members]
        names = [f"{one.number}. {one.title}" if one.number else one.title for one in here]
        many = len(here) > 1
        words = f"×{len(here)}" if many else here[0].number
        name = f"{words}: {'; '.join(names)}" if many else names[0]  # what is seen begins what is said
        href = escape(list_href or here[0].href if many else here[0].href)
        kinds = "".join(k for k, on in ((" many", many), (" long", len(words) > 3)) if on)
        opening = f'<a class="pin{kinds}" href="{href}" aria-label="{escape(name)}">'
        back = f'<rect class="back" x="{number(p.x - PIN / 2 + 5)}" y="{number(p.y - PIN / 2 - 5)}"/>' if many else ""
        out.append(f'{opening}{back}<rect x="{x}" y="{y}"/><text x="{tx}" y="{ty}">{escape(words)}</text></a>')
    lead = f'<path class="lead-line" d="{"".join(leads)}"/>' if leads else ""
    return lead + "".join(out)
