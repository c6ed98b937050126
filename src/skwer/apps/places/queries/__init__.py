"""Where a point lies, and lists of places."""

from .areas import Degrees, district_at, inside_city
from .lists import cities_with_places, desk_list, first_day, names_of, places_for, stood_on, without_keeper

__all__ = [
    "Degrees",
    "cities_with_places",
    "desk_list",
    "district_at",
    "first_day",
    "inside_city",
    "names_of",
    "places_for",
    "stood_on",
    "without_keeper",
]
