"""On what law a kit stands, and where it meets the law of the country that adopts it. Pure: it reads a document.

What stands here was read in the sources named, on the day named; it is no legal advice. A city that reads the law
otherwise says so in a ruling with its own source (`actions.law`), and the conflict no longer stands in its way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .conflicts import Conflict, Mend
from .general import general_conflicts
from .poland import polish_conflicts
from .vehicles import VEHICLES, Source, Vehicle, vehicle, vehicle_of, vehicles_of

_OF_COUNTRY = {"PL": polish_conflicts}


def conflicts(
    document: Mapping[str, Any], country: str, ruled: Collection[str] = (), population: int | None = None
) -> list[Conflict]:
    """Where the document meets the law of the country, each with its source, its date and ways to mend it.

    ruled: codes the city has ruled on; they are left out. population: residents of the city, where a law counts them.
    """
    found = list(general_conflicts(document, country))
    foreign = any(conflict.code == "foreign_vehicle" for conflict in found)
    if not foreign and (of_country := _OF_COUNTRY.get(country)):
        found += of_country(document, population)
    return [conflict for conflict in found if conflict.code not in ruled]


def knows(country: str) -> bool:
    """Does Skwer check anything of this country's law? Where not, the page says so instead of staying silent."""
    return country in _OF_COUNTRY


__all__ = [
    "VEHICLES",
    "Conflict",
    "Mend",
    "Source",
    "Vehicle",
    "conflicts",
    "knows",
    "vehicle",
    "vehicle_of",
    "vehicles_of",
]
