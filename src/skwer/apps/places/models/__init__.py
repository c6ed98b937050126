from .area import CATEGORIES, Area
from .diary import Defect, Entry, EntryQuerySet, Sign
from .inspecting import Breach, Inspection
from .keeping import CareFeed, CareTask, Handover, Keeper, KeeperQuerySet, Turn
from .place import Measure, Picture, Place, PlaceQuerySet

__all__ = [
    "CATEGORIES",
    "Area",
    "Breach",
    "CareFeed",
    "CareTask",
    "Defect",
    "Entry",
    "EntryQuerySet",
    "Handover",
    "Inspection",
    "Keeper",
    "KeeperQuerySet",
    "Measure",
    "Picture",
    "Place",
    "PlaceQuerySet",
    "Sign",
    "Turn",
]
