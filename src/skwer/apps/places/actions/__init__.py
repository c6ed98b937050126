"""What changes a city's places and districts."""

from .districts import BadDistricts, FeatureError, Imported, import_districts
from .places import (
    BadPlace,
    OutsideCity,
    add_place,
    change_place,
    change_state,
    hide_place,
    publish_place,
)

__all__ = [
    "BadDistricts",
    "BadPlace",
    "FeatureError",
    "Imported",
    "OutsideCity",
    "add_place",
    "change_place",
    "change_state",
    "hide_place",
    "import_districts",
    "publish_place",
]
