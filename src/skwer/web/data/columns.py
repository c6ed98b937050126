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
AWARDED = _("granted: the sum in force")
FIGURES_OF_ONE = (
    ("awarded", AWARDED),
    ("paid", _("paid out; empty where nothing is given in money")),
    ("to_pay", _("granted in money and not paid yet")),
    ("settled", _("costs the office accepted; empty before it answered any")),
    ("refused", _("costs the office did not accept")),
    ("refunded", _("given back, without interest; empty where nothing was asked back")),
    ("owed", _("asked back and not here yet")),
    ("hours", _("hours of voluntary work that were confirmed")),
    ("hours_value", _("their value at the rate of the programme")),
    ("bought", _("cost of what the city bought, and value of what it lent")),
)


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
            ("state", _("building, cared (ready and looked after), needs_repair or gone")),
            ("granted", _("sum granted; empty where none is known")),
            ("currency", CURRENCY),
            ("work_hours", _("hours of residents' work")),
            ("ready_date", _("day on which it was ready")),
            ("care_until", _("day until which somebody promised to look after it")),
            ("gone_on", _("day since which the place is no longer there")),
            ("gone_why", _("why: planned, replaced, decayed, damaged or unwanted")),
            ("measures", _("what was measured, the latest of each kind: m2_unsealed, trees, seats …")),
            ("wheelchair", _("does it suit somebody with a wheelchair: yes, partly, no or unknown")),
            ("low_sight", _("does it suit somebody with low sight: yes, partly, no or unknown")),
            ("little_breath", _("does it suit somebody soon out of breath: yes, partly, no or unknown")),
            ("access", _("the checklist: route, surface, slope, seating, shade, contrast, lighting, signs, toilet")),
            ("access_on", _("day on which somebody saw it; empty where it is only planned")),
            ("lon", LON),
            ("lat", LAT),
            ("url", URL),
        ),
    ),
    Dataset(
        "spaces",
        _("Vacant spaces"),
        _("A row is a vacant space of the inventory. Who looks for space is not in it."),
        (("JSON", "/api/v1/spaces"), ("CSV", "/api/v1/spaces.csv"), ("GeoJSON", "/api/v1/spaces.geojson")),
        (
            ("number", _("number of the space in this installation")),
            ("city", CITY),
            ("title", TITLE),
            ("summary", SUMMARY),
            ("kind", _("shop, hall, room, building, plot or roof")),
            ("owner", _("whose it is: city, public (another public body) or private")),
            ("state", _("free, talks (being talked about) or in_use")),
            ("area_m2", _("area in square metres")),
            ("district", DISTRICT),
            ("address", _("street and number")),
            ("uses", _("what may be done there, keys with spaces between")),
            ("utilities", _("what it has, keys with spaces between")),
            ("wheelchair", _("does it suit somebody with a wheelchair: yes, partly, no or unknown")),
            ("low_sight", _("does it suit somebody with low sight: yes, partly, no or unknown")),
            ("little_breath", _("does it suit somebody soon out of breath: yes, partly, no or unknown")),
            ("free_from", _("first free day; empty: at once")),
            ("free_until", _("last free day; empty: no end is known")),
            ("least_days", _("for at least so many days")),
            ("most_days", _("for at most so many days")),
            ("notice_days", _("days of notice")),
            ("fee", _("free, utilities or rent")),
            ("fee_month", _("rent, or about what utilities cost, a month; empty where it is not known")),
            ("currency", CURRENCY),
            ("surveyed_on", _("day on which its condition was seen")),
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
    Dataset(
        "agreements",
        _("Agreements"),
        _("A row is an agreement that was ever in force. Organisations are named, people never."),
        (
            ("JSON", "/api/v1/agreements"),
            ("CSV", "/api/v1/agreements.csv"),
            ("360Giving", "/api/v1/grants.json"),
        ),
        (
            ("id", _("key that never changes; 360Giving's is made from it")),
            ("number", _("number of the agreement in its city")),
            ("city", CITY),
            ("edition", _("edition of the grant programme")),
            ("call", _("call: the part of its address; empty for what was moved in from earlier books")),
            ("proposal", _("number of the proposal in its call")),
            ("title", TITLE),
            ("party", _("organisation that carries it out; “a resident” or “an informal group” for people")),
            ("applicant", _("person, informal_group, ngo, cooperative or institute")),
            ("support", _("cash, in_kind, loan or mixed")),
            ("category", CATEGORY),
            ("district", DISTRICT),
            ("state", _("active, performed, in_care, closed or terminated")),
            ("currency", CURRENCY),
            *FIGURES_OF_ONE,
            ("signed_on", _("day on which it came into force")),
            ("starts_on", _("day on which work begins")),
            ("ends_on", _("day on which work ends")),
            ("report_due_on", _("day on which the final report is due")),
            ("care_until", _("day until which somebody promised to look after it")),
            ("url", URL),
        ),
    ),
    Dataset(
        "lasting",
        _("How long places last"),
        _("Counted on the day you ask. One object for a city, or for all cities; the table has a row a place."),
        (("JSON", "/api/v1/lasting"), ("CSV", "/places/lasting.csv")),
        (
            ("place", _("number of the place")),
            ("city", CITY),
            ("category", CATEGORY),
            ("ready_date", _("day on which it was ready")),
            ("gone_on", _("day since which it is no longer there")),
            ("why_gone", _("planned, replaced, decayed, damaged or unwanted")),
            ("days", _("how long it stood, or has stood so far")),
            ("ended", _("1: it was gone before its time; 0: it still stands, or was to go then")),
            ("keepers_soon", _("keepers who came within 90 days of the opening; empty where nobody counted")),
            ("work_hours", _("hours of residents' work")),
            ("granted", _("sum granted; empty where none is known")),
            ("currency", CURRENCY),
            ("rounds", _("1: the call gave advice before the full application")),
            ("vote", _("1: residents voted")),
            ("support", _("1: the call asked for support lists")),
            ("inspections", _("1: the call's rules name inspections")),
            ("own_share", _("1: the call asked for an own contribution")),
        ),
    ),
    Dataset(
        "numbers",
        _("A city in numbers"),
        _("A row is the whole, or a district, theme, kind of applicant, form of support or edition."),
        (("JSON", "/api/v1/numbers"),),
        (
            ("city", CITY),
            ("edition", _("key of the edition that was asked for; empty for all")),
            ("part", _("whole, district, theme, applicant, support or edition")),
            ("key", _("which district, theme and so on; empty where it is not known")),
            ("label", _("the same in words")),
            ("currency", CURRENCY),
            ("agreements", _("how many agreements")),
            ("awarded", AWARDED),
            ("average", _("the average of what was granted")),
            *FIGURES_OF_ONE[1:],
            ("residents", _("people who live there; empty where it is not known")),
            ("per_resident", _("granted for each of them")),
        ),
    ),
    Dataset(
        "practices",
        _("Practices"),
        _("A row is a practice everybody may read, good or bad. The whole record stands at its own address."),
        (("JSON", "/api/v1/practices"), ("CSV", "/api/v1/practices.csv")),
        (
            ("slug", _("practice: the part of its address")),
            ("title", TITLE),
            ("summary", _("what was done and what came of it, in a sentence or two")),
            ("verdict", _("worked, partly or did_not")),
            ("city", _("city it comes from; empty where none is named")),
            ("country", _("its country (two letters, ISO 3166)")),
            ("population", _("residents of that city")),
            ("themes", _("what it is about, keys with spaces between")),
            ("cost_from", _("cost, from; in its own currency, nothing is converted")),
            ("cost_to", _("cost, to; empty where no upper end is known")),
            ("currency", CURRENCY),
            ("months", _("months from start to result")),
            ("effort", _("1 little, 2 some, 3 much; empty where nobody said")),
            ("label", _("label it was given; empty without one")),
            ("labelled_on", _("day of the label")),
            ("validated", _("true: an editor and an expert accepted it")),
            ("version", _("number of the version everybody reads")),
            ("published_at", _("when that version was published (UTC)")),
            ("languages", _("languages it can be read in, the original first, with spaces between")),
            ("kits", _("kits one can open a call from: parts of their addresses, with spaces between")),
            ("organisation", _("organisation here that keeps it; empty for one received from elsewhere")),
            ("received_from", _("feed it was received from; empty for one kept here")),
            ("url", URL),
        ),
    ),
)
