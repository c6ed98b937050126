"""What can be downloaded, column by column. A test holds these names equal to what the API answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

CITY = _("city: the part of its address")
CALL = _("call: the part of its address")
CURRENCY = _("currency of the sums (ISO 4217)")
LON = _("longitude in degrees (WGS84); empty without a point")
LAT = _("latitude in degrees (WGS84); empty without a point")
URL = _("address of its page")
TITLE = _("title, in the language asked for where a translation exists")
SUMMARY = _("the title's sentence")
DISTRICT = _("name of the district; empty where none is known")
CATEGORY = _("kind of place: bench, garden, courtyard, playground, tree, bicycle, mural, meadow, path, water")


@dataclass(frozen=True)
class Dataset:
    """One dataset: its key, name, what a row is, its addresses by format, its columns."""

    key: str
    name: Any
    row: Any
    addresses: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, Any], ...]


DATASETS = (
    Dataset(
        "calls",
        _("Calls"),
        _("A row is a call that has been announced."),
        (("JSON", "/api/v1/calls"),),
        (
            ("slug", CALL),
            ("city", CITY),
            ("title", TITLE),
            ("summary", SUMMARY),
            ("state", _("announced, decided, archived or cancelled")),
            ("currency", CURRENCY),
            ("pot", _("money in the pot")),
            ("request_min", _("the least a proposal may ask for")),
            ("request_max", _("the most a proposal may ask for")),
            ("announced_at", _("when it was announced (UTC)")),
            ("decided_at", _("when the result was published (UTC); empty before")),
            ("url", URL),
        ),
    ),
    Dataset(
        "proposals",
        _("Proposals"),
        _("A row is a proposal that anybody may see. Authors are not in it."),
        (
            ("JSON", "/api/v1/proposals"),
            ("CSV", "/api/v1/proposals.csv"),
            ("GeoJSON", "/api/v1/proposals.geojson"),
        ),
        (
            ("call", CALL),
            ("city", CITY),
            ("number", _("number of the proposal in its call")),
            ("title", TITLE),
            ("summary", SUMMARY),
            ("category", CATEGORY),
            ("district", DISTRICT),
            ("requested", _("sum asked for")),
            ("total", _("whole cost, own contribution included")),
            ("currency", CURRENCY),
            ("state", _("public state; what is not published yet is not told by it")),
            ("lon", LON),
            ("lat", LAT),
            ("url", URL),
        ),
    ),
    Dataset(
        "places",
        _("Places"),
        _("A row is a place people made."),
        (("JSON", "/api/v1/places"), ("CSV", "/api/v1/places.csv"), ("GeoJSON", "/api/v1/places.geojson")),
        (
            ("number", _("number of the place in this installation")),
            ("city", CITY),
            ("title", TITLE),
            ("summary", SUMMARY),
            ("category", CATEGORY),
            ("district", DISTRICT),
            ("state", _("building, cared (ready and looked after) or needs_repair")),
            ("granted", _("sum granted; empty where none is known")),
            ("currency", CURRENCY),
            ("work_hours", _("hours of residents' work")),
            ("ready_date", _("day on which it was ready")),
            ("care_until", _("day until which somebody promised to look after it")),
            ("lon", LON),
            ("lat", LAT),
            ("url", URL),
        ),
    ),
    Dataset(
        "decisions",
        _("Decisions"),
        _("A row is a published decision, with a line for each proposal. Replaced decisions stay in the list."),
        (("JSON", "/api/v1/decisions"),),
        (
            ("call", CALL),
            ("city", CITY),
            ("method", _("points, votes or mixed")),
            ("pot", _("money in the pot")),
            ("spent", _("money given out")),
            ("currency", CURRENCY),
            ("voters", _("people who voted; empty where there was no vote")),
            ("decided_at", _("when it was decided (UTC)")),
            ("published_at", _("when it was published (UTC)")),
            ("superseded_at", _("when another decision replaced it (UTC); empty while it stands")),
            ("inputs_hash", _("SHA-256 of everything the method was given")),
            ("ballots_hash", _("SHA-256 of the file of ballots; empty where there was no vote")),
            ("outcome_hash", _("SHA-256 of the outcome")),
            ("url", URL),
            (
                "lines",
                _("for each proposal: number, title, result, sum, points, votes, score and the code of the reason"),
            ),
        ),
    ),
)
