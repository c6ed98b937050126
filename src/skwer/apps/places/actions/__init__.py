"""What changes a city's places and districts."""

from .access import BadAccess, set_access
from .districts import BadDistricts, FeatureError, Imported, import_districts
from .ending import AlreadyGone, BadEnding, NotGone, bring_back, end_place
from .measuring import BadMeasure, add_measure, remove_measure
from .pictures import BadPicture, add_picture, change_picture, order_pictures, remove_picture
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
    "AlreadyGone",
    "BadAccess",
    "BadDistricts",
    "BadEnding",
    "BadMeasure",
    "BadPicture",
    "BadPlace",
    "FeatureError",
    "Imported",
    "NotGone",
    "OutsideCity",
    "add_measure",
    "add_picture",
    "add_place",
    "bring_back",
    "change_picture",
    "change_place",
    "change_state",
    "end_place",
    "hide_place",
    "import_districts",
    "order_pictures",
    "publish_place",
    "remove_measure",
    "remove_picture",
    "set_access",
]
