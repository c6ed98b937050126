"""A square town of two districts that share a border, with a pond the west one leaves out."""

WEST = {
    "type": "Polygon",
    "coordinates": [
        [[16.0, 53.0], [16.1, 53.0], [16.1, 53.2], [16.0, 53.2], [16.0, 53.0]],
        [[16.04, 53.04], [16.06, 53.04], [16.06, 53.06], [16.04, 53.06], [16.04, 53.04]],
    ],
}
EAST = {
    "type": "MultiPolygon",
    "coordinates": [
        [[[16.1, 53.0], [16.2, 53.0], [16.2, 53.2], [16.1, 53.2], [16.1, 53.0]]],
        [[[16.5, 53.5], [16.6, 53.5], [16.6, 53.6], [16.5, 53.6], [16.5, 53.5]]],
    ],
}


def feature(name="Łąki", geometry=None, **properties) -> dict:
    return {
        "type": "Feature",
        "properties": {"layer": "district", "name": name, **properties},
        "geometry": geometry or WEST,
    }


def collection(*features) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


TOWN = collection(
    feature("Łąki", WEST, residents=1200),
    feature("Zatorze", EAST, code="zatorze"),
    {"type": "Feature", "properties": {"layer": "river"}, "geometry": {"type": "LineString", "coordinates": []}},
)
