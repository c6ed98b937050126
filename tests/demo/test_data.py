"""The invented city's data are whole: they lie where they say, add up, refer to each other and speak two languages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from skwer.demo.data import HERE, read, text
from skwer.demo.data.votes import approvals, ballots

Point = tuple[float, float]

CATEGORIES = {"bench", "garden", "courtyard", "playground", "tree", "bicycle", "mural", "meadow", "path", "water"}
THEMES = {"lipa", "struga", "cegla", "sliwa", "blawatek", "bursztyn"}
LAYERS = {"city", "district", "block", "green", "river", "street", "railway", "tree", "square"}
SOURCES = {"grant", "own", "in_kind"}
# Numbers, titles, districts and sums drawn on the call's page in the design.
DRAWN = [
    ("Podwórko przy Młyńskiej 12", "stare-miasto", 12000),
    ("Łąka za szkołą nr 4", "zatorze", 6500),
    ("Ławki na skarpie nad Strugą", "nadrzecze", 9000),
    ("Ogród pokoleń", "zatorze", 12000),
    ("Ściana pani Heleny", "stare-miasto", 10500),
    ("Pompka i stojaki przy bibliotece", "srodmiescie", 7500),
    ("Zakątek malucha na Lipowej", "podgorze", 12000),
    ("Pięć jabłoni dla Kolejowej", "zatorze", 5000),
    ("Na skróty do przychodni", "podgorze", 11500),
    ("Pomost dla kaczek i ludzi", "nadrzecze", 12000),
    ("Zielony przystanek", "srodmiescie", 8000),
    ("Kwietne podwórze „Zorzy”", "podgorze", 12000),
    ("Warzywnik przy świetlicy", "laki", 8500),
    ("Szachy i bule w parku", "srodmiescie", 9500),
]

MAP = read("lipowiec.geojson")
CITIES = read("city.json")["cities"]
PEOPLE = read("people.json")["people"]
ORGANISATIONS = read("people.json")["organisations"]
CALLS = {c["key"]: c for c in read("proposals.json")["calls"]}
PROPOSALS = read("proposals.json")["proposals"]
ASSESSMENT = read("assessment.json")
PLACES = read("places.json")["places"]


def layer(name: str) -> list[dict]:
    return [f for f in MAP["features"] if f["properties"]["layer"] == name]


def ring(feature: dict) -> list[Point]:
    return [tuple(point) for point in feature["geometry"]["coordinates"][0]]


def inside(point: Point, outline: list[Point]) -> bool:
    """Even-odd rule: a ray to the east crosses the outline an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in pairwise(outline):
        if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
            crossed = not crossed
    return crossed


def area(outline: list[Point]) -> float:
    """Twice the signed area, positive when the outline runs counter-clockwise (shoelace)."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(outline))


DISTRICTS = {f["properties"]["code"]: ring(f) for f in layer("district")}
CITY = ring(layer("city")[0])


def unique(values: list) -> bool:
    return len(set(values)) == len(values)


# Geography


def test_the_map_is_small_and_its_layers_are_known() -> None:
    assert (HERE / "lipowiec.geojson").stat().st_size <= 120_000
    assert {f["properties"]["layer"] for f in MAP["features"]} == LAYERS
    assert "invented" in MAP["note"]
    assert unique([f["id"] for f in MAP["features"]])


def test_outlines_are_closed_and_counter_clockwise() -> None:
    for feature in MAP["features"]:
        if feature["geometry"]["type"] == "Polygon":
            assert ring(feature)[0] == ring(feature)[-1], feature["properties"]
            assert area(ring(feature)) > 0, feature["properties"]


def test_eight_districts_tile_the_city() -> None:
    assert len(DISTRICTS) == 8
    assert sum(area(outline) for outline in DISTRICTS.values()) == pytest.approx(area(CITY), rel=0.005)


def test_every_spot_of_the_city_lies_in_exactly_one_district() -> None:
    west, south, east, north = MAP["bbox"]
    for i in range(60):
        for j in range(60):
            spot = (west + (east - west) * (i + 0.4567) / 60, south + (north - south) * (j + 0.4567) / 60)
            assert sum(inside(spot, outline) for outline in DISTRICTS.values()) == inside(spot, CITY), spot


def test_districts_meet_point_by_point() -> None:
    """Neighbours share the very same vertices, so that no sliver shows when they are filled."""
    edges = Counter()
    for outline in [*DISTRICTS.values(), CITY]:
        edges.update(frozenset(edge) for edge in pairwise(outline))
    assert set(edges.values()) == {2}


def test_residents_of_the_districts_are_the_city() -> None:
    assert sum(f["properties"]["residents"] for f in layer("district")) == 60_000 == CITIES[0]["population"]


def test_streets_are_drawn_and_named() -> None:
    streets = layer("street")
    assert {f["properties"]["width"] for f in streets} == {3, 8}
    assert unique([f["properties"]["name"] for f in streets])
    assert len(streets) >= 25
    assert layer("river")[0]["properties"]["name"] == "Struga"
    assert layer("square")[0]["properties"]["name"] == "Rynek"


def test_the_plan_leads_back_to_the_drawing() -> None:
    """The Rynek of the drawing is the square (344, 146)-(400, 192)."""
    svg = MAP["plan_view"]["svg"]
    corners = {
        (
            round((lon - svg["origin"][0]) / svg["per_unit"][0], 1),
            round((lat - svg["origin"][1]) / svg["per_unit"][1], 1),
        )
        for lon, lat in ring(layer("square")[0])
    }
    assert corners == {(344.0, 146.0), (400.0, 146.0), (400.0, 192.0), (344.0, 192.0)}


@pytest.mark.parametrize("what", [*PROPOSALS, *PLACES], ids=lambda what: what["key"])
def test_every_point_lies_in_its_district(what: dict) -> None:
    spot = (what["lon"], what["lat"])
    assert inside(spot, DISTRICTS[what["district"]])
    assert spot == (round(spot[0], 6), round(spot[1], 6))


@pytest.mark.parametrize("what", [*PROPOSALS, *PLACES], ids=lambda what: what["key"])
def test_streets_in_addresses_are_on_the_map(what: dict) -> None:
    streets = {f["properties"]["name"] for f in layer("street")}
    for word in re.findall(r"\bul\. (\w+)", what["address"]):
        # An address may stand in any case: "przy ul. Rybackiej" is on Rybacka.
        assert any(word.startswith(street[:-1]) for street in streets), word


# Cities and people


def test_cities() -> None:
    assert [c["slug"] for c in CITIES] == ["lipowiec", "brzezina"]
    for city in CITIES:
        assert city["theme"] in THEMES
        assert re.fullmatch(r"99\d{5}", city["teryt"]), "no real code begins with 99"
        assert city["source"] == "demo: invented"
        assert city["contact"]["email"].endswith(".example")
        assert city["about"]
        assert city["about_en"]
        assert city["genitive"]
        assert city["locative"]
    assert all(not c["geography"] or (HERE / c["geography"]).exists() for c in CITIES)


def test_people_are_many_distinct_and_unreachable() -> None:
    assert unique([p["key"] for p in PEOPLE])
    assert unique([p["email"] for p in PEOPLE])
    assert all(p["email"].endswith(".example") and p["email"].isascii() for p in PEOPLE)
    roles = Counter(role for p in PEOPLE for role in p["roles"])
    assert roles["resident"] >= 60
    assert roles["assessor"] == 5
    assert roles["officer"] >= 2
    assert roles["auditor"] == roles["operator"] == 1
    assert all(p["field"] and p["field_en"] for p in PEOPLE if "assessor" in p["roles"])
    assert {p["city"] for p in PEOPLE} == {c["slug"] for c in CITIES}
    assert all(p["district"] in DISTRICTS for p in PEOPLE if "district" in p)


def test_organisations_and_their_members() -> None:
    keys = {p["key"] for p in PEOPLE}
    kinds = Counter(o["kind"] for o in ORGANISATIONS)
    assert kinds["ngo"] == 2
    assert kinds["cooperative"] == 1
    assert kinds["informal_group"] >= 3
    assert unique([o["key"] for o in ORGANISATIONS])
    for organisation in ORGANISATIONS:
        assert len(organisation["members"]) >= 3
        assert {m["person"] for m in organisation["members"]} <= keys
        assert organisation["members"][0]["role"] == "coordinator"
        assert organisation["about"]
        assert organisation["about_en"]
        assert organisation.get("patron", "fundacja-sasiedzi") == "fundacja-sasiedzi"


# Proposals


def test_fifty_proposals_in_three_calls() -> None:
    assert Counter(p["call"] for p in PROPOSALS) == {"lawki": 16, "podworka": 18, "skwery": 16}
    assert unique([p["key"] for p in PROPOSALS])
    assert unique([p["title"] for p in PROPOSALS])
    for key in CALLS:
        numbers = [p["number"] for p in PROPOSALS if p["call"] == key]
        assert numbers == list(range(1, len(numbers) + 1))


def test_states_show_every_way_a_proposal_can_go() -> None:
    states = defaultdict(Counter)
    for p in PROPOSALS:
        states[p["call"]][p["state"]] += 1
    assert states["lawki"] == {"submitted": 12, "draft": 2, "withdrawn": 1, "correction": 1}
    assert states["podworka"] == {"admitted": 14, "rejected": 2, "withdrawn": 1, "draft": 1}
    assert states["skwery"] == {"admitted": 16}
    assert [p["call"] for p in PROPOSALS if p["channel"] == "paper"] == ["lawki"]


def test_the_ballot_is_the_one_drawn_in_the_design() -> None:
    on_ballot = [p for p in PROPOSALS if p["call"] == "podworka" and p["state"] == "admitted"]
    assert [(p["title"], p["district"], Decimal(p["requested"])) for p in on_ballot] == DRAWN
    assert sum(Decimal(p["requested"]) for p in on_ballot) == 136_000


@pytest.mark.parametrize("p", PROPOSALS, ids=lambda p: p["key"])
def test_proposal(p: dict) -> None:
    done = p["state"] != "draft"
    assert p["category"] in CATEGORIES
    assert p["title_en"]
    assert p["title_en"] != p["title"]
    assert 0 < len(p["summary"]) <= 200
    assert 0 < len(p["summary_en"]) <= 200
    assert len(p["title"]) <= 80
    assert p["address"]
    assert p["owner"]

    grant = sum((Decimal(c["amount"]) for c in p["costs"] if c["source"] == "grant"), Decimal(0))
    assert Decimal(p["requested"]) == grant <= Decimal(CALLS[p["call"]]["request_max"])
    for cost in p["costs"]:
        assert cost["source"] in SOURCES
        assert re.fullmatch(r"\d+\.\d\d", cost["amount"])
        assert cost["name"]
        assert cost["quantity"]

    people = {person["key"]: person for person in PEOPLE}
    organisations = {o["key"]: o for o in ORGANISATIONS}
    assert people[p["author"]]["city"] == "lipowiec"
    assert set(p["coauthors"]) <= set(people) - {p["author"]}
    kind, organisation = p["applicant"]["kind"], p["applicant"]["organisation"]
    if kind == "person":
        assert not organisation
    else:
        assert organisations[organisation]["kind"] == kind
        assert p["author"] in {m["person"] for m in organisations[organisation]["members"]}
        assert kind != "informal_group" or {p["author"], *p["coauthors"]} <= {
            m["person"] for m in organisations[organisation]["members"]
        }
    if done:
        answers = p["answers"]
        assert answers["why"].count("\n\n") == 1
        assert len(answers["why"]) > 150
        assert all(len(answers[key]) > 30 for key in ("what", "who_cares", "access"))
        assert answers["work_hours"] > 0
        assert grant > 0
    if p["state"] in ("rejected", "withdrawn"):
        assert p["reason"]
        assert p["reason_en"]
    if p["state"] == "rejected":
        assert p["paragraph"].startswith("§ ")
    if p["state"] == "correction":
        assert p["correction"]["fields"]
        assert p["correction"]["message"]
        assert p["correction"]["message_en"]


def test_every_group_of_residents_in_the_micro_grants_has_three_people() -> None:
    for p in PROPOSALS:
        if p["call"] in ("podworka", "skwery") and p["applicant"]["kind"] == "person" and p["state"] != "draft":
            assert len({p["author"], *p["coauthors"]}) >= 3, p["key"]


def test_sums_are_written_with_no_break_spaces() -> None:
    for name in ("proposals.json", "places.json", "assessment.json", "people.json", "city.json"):
        text = (HERE / name).read_text(encoding="utf-8")
        assert not re.search(r"\d zł|\d \d{3}\b(?!\d)", text), name


# Assessment and votes


def test_assessment_refers_to_what_is_there() -> None:
    proposals = {p["key"]: p for p in PROPOSALS}
    assessors = {p["key"] for p in PEOPLE if "assessor" in p["roles"]}
    limits = {c["key"]: c["max"] for c in ASSESSMENT["criteria"]}
    assert limits == {"usefulness": 20, "quality": 15, "care": 15, "social": 10}
    assert unique([(s["proposal"], s["assessor"]) for s in ASSESSMENT["sheets"]])
    for sheet in ASSESSMENT["sheets"]:
        assert proposals[sheet["proposal"]]["call"] == sheet["call"]
        assert sheet["assessor"] in assessors
        if sheet["state"] == "submitted":
            assert set(sheet["scores"]) == set(limits)
            assert all(score["reason"] for score in sheet["scores"].values())
        assert all(0 <= int(score["points"]) <= limits[key] for key, score in sheet["scores"].items())
    conflicts = {(c["proposal"], c["assessor"]) for c in ASSESSMENT["conflicts"]}
    assert conflicts
    assert not conflicts & {(s["proposal"], s["assessor"]) for s in ASSESSMENT["sheets"]}


def test_every_proposal_of_the_decided_call_has_two_or_three_sheets_and_no_assessor_much_more_than_another() -> None:
    sheets = [s for s in ASSESSMENT["sheets"] if s["call"] == "skwery"]
    count = Counter(s["proposal"] for s in sheets)
    assert set(count) == {p["key"] for p in PROPOSALS if p["call"] == "skwery"}
    assert set(count.values()) == {2, 3}
    load = Counter(s["assessor"] for s in sheets)
    assert max(load.values()) - min(load.values()) <= 1


def test_checks_cover_what_was_sent_and_failures_name_their_item() -> None:
    expected = {p["key"]: p for p in PROPOSALS if p["call"] != "lawki" and p["state"] in ("admitted", "rejected")}
    checks = {c["proposal"]: c for c in ASSESSMENT["checks"]}
    assert set(checks) == set(expected)
    items = {item["key"] for item in ASSESSMENT["items"]}
    officers = {p["key"] for p in PEOPLE if "officer" in p["roles"]}
    for key, check in checks.items():
        assert set(check["answers"]) == items
        assert check["by"] in officers
        no = [a for a in check["answers"].values() if a["answer"] == "no"]
        assert check["passed"] == (not no) == (expected[key]["state"] == "admitted")
        assert all(a["note"] for a in no)


def test_ballots_are_the_same_every_time_and_approve_up_to_three() -> None:
    cast = ballots()
    assert len(cast) == 1240
    assert cast == ballots()
    assert cast[:100] == ballots(100)
    assert ballots(100, seed="another") != cast[:100]
    assert {len(b) for b in cast} == {1, 2, 3}
    assert all(unique(b) for b in cast)
    assert {key for b in cast for key in b} == {p["key"] for p in PROPOSALS if p["call"] == "skwery"}


def test_the_decided_call_funds_the_places_that_stand_in_the_city() -> None:
    """Committee's mean of 60 points + votes as a share of the most, times 40; the best first, while the money lasts."""
    points = defaultdict(list)
    for sheet in ASSESSMENT["sheets"]:
        if sheet["call"] == "skwery":
            points[sheet["proposal"]].append(sum(int(score["points"]) for score in sheet["scores"].values()))
    votes = approvals()
    score = {k: Fraction(sum(v), len(v)) + Fraction(40 * votes[k], max(votes.values())) for k, v in points.items()}
    assert unique(list(score.values()))
    cost = {p["key"]: Decimal(p["requested"]) for p in PROPOSALS}
    left = Decimal(CALLS["skwery"]["pot"])
    funded = []
    for key in sorted(score, key=lambda k: -score[k]):
        if cost[key] <= left:
            funded.append(key)
            left -= cost[key]
    assert left == 2100
    assert {p["proposal"] for p in PLACES if p["proposal"]} == set(funded)
    last = min(score[key] for key in funded)
    assert all(score[key] < last - 1 for key in score if key not in funded), "the cut should not hang on a hair"


# Places


def test_places() -> None:
    assert len(PLACES) == 38
    assert unique([p["key"] for p in PLACES])
    assert unique([p["title"] for p in PLACES])
    assert {p["district"] for p in PLACES} == set(DISTRICTS)
    assert {p["state"] for p in PLACES} == {"cared", "needs_repair", "building"}
    proposals = {p["key"]: p for p in PROPOSALS}
    for place in PLACES:
        assert place["category"] in CATEGORIES
        assert place["title_en"]
        assert place["summary"]
        assert place["summary_en"]
        assert place["keepers"]
        assert ("repair" in place) == (place["state"] == "needs_repair")
        assert 0 < Decimal(place["granted"]) <= 12_000
        assert place["edition"] <= place["year"]
        if place["proposal"]:
            proposal = proposals[place["proposal"]]
            assert place["granted"] == proposal["requested"]
            assert place["work_hours"] == proposal["answers"]["work_hours"]
            for key in ("lon", "lat", "district", "category"):
                assert place[key] == proposal[key], place["key"]


def test_the_city_page_s_figures_come_out() -> None:
    """391 500 zł granted and 9 140 hours of work, as the city's page in the design says."""
    assert sum(Decimal(p["granted"]) for p in PLACES) == 391_500
    assert sum(p["work_hours"] for p in PLACES) == 9_140


@pytest.mark.parametrize(
    ("title", "district", "state"),
    [
        ("Skwer przy Wodnej", "nadrzecze", "cared"),
        ("Sad za remizą", "podgorze", "cared"),
        ("Podwórko Garncarska 7", "stare-miasto", "needs_repair"),
        ("Rowerownia", "srodmiescie", "building"),
    ],
)
def test_the_four_places_of_the_design(title: str, district: str, state: str) -> None:
    place = next(p for p in PLACES if p["title"] == title)
    assert (place["district"], place["state"]) == (district, state)


# Networks

NETWORKS = HERE / "networks"
ORGANISED = read("networks/organisations.json")
REAL = {"koszalin", "krakow", "mazowsze", "ministerstwo-programy-pomocowe", "ks"}
EVENTS = read("networks/events.json")
NETWORK = read("networks/network.json")


def told(value: object) -> list[str]:
    """Every text in the data, however deep."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inside for text in told(one)]


def both_languages(value: object) -> list[dict]:
    """Every {"pl": …, "en": …} in the data."""
    if isinstance(value, dict):
        if {"pl", "en"} <= set(value) and all(isinstance(value[code], str) for code in ("pl", "en")):
            return [value]
        return [pair for one in value.values() for pair in both_languages(one)]
    return [pair for one in value for pair in both_languages(one)] if isinstance(value, list) else []


# Where the facts of Ostrava's practice are published.
PUBLISHED = {"urbact.eu", "tvorimeprostor.cz", "egc.ostrava.cz"}


@pytest.mark.parametrize("path", sorted(NETWORKS.glob("*.json")), ids=lambda path: path.name)
def test_networks_name_no_address_outside_the_examples_and_the_sources_of_facts(path: Path) -> None:
    for words in told(read(f"networks/{path.name}")):
        for host in re.findall(r"(?:https?://|@)([^/\s\")]+)", words):
            assert host.endswith(".example") or host in PUBLISHED, host


@pytest.mark.parametrize("path", sorted(NETWORKS.glob("*.json")), ids=lambda path: path.name)
def test_what_networks_say_is_said_in_both_languages(path: Path) -> None:
    for pair in both_languages(read(f"networks/{path.name}")):
        assert bool(pair["pl"]) == bool(pair["en"]), pair


def test_five_organisations_exist_and_say_so_and_all_others_are_invented() -> None:
    organisations = {one["key"]: one for one in ORGANISED["organisations"]}
    assert {key for key, one in organisations.items() if one["real"]} == REAL
    for key, one in organisations.items():
        assert one["theme"] in THEMES
        if key in REAL:
            assert "demo" in one["about_en"]
            assert "pokazie" in one["about"]
        else:
            assert "invented" in one["about_en"]
            assert "ymyślon" in one["about"]


def test_nobody_in_the_networks_exists_but_the_two_named_speakers() -> None:
    """Officers and guests have names from plants, waters and bridges; a real organisation has a desk, no person."""
    speakers = {name for session in EVENTS["lille"]["sessions"] for name, _whose in session.get("speakers", [])}
    assert speakers == {"Lucie Renou", "Sophie Cottier"}
    for who in ORGANISED["people"]:
        if set(who["roles"]) & REAL:
            assert who["name"] == "Redakcja kart"
    assert not {one["organisation"] for one in EVENTS["lille"]["people"]} & REAL
    assert not {one["organisation"] for one in EVENTS["lille"]["interests"]} & REAL
    assert "invented" in EVENTS["lille"]["description"]["en"]
    assert "wymyślone" in EVENTS["lille"]["description"]["pl"]


def test_real_cards_leave_empty_what_is_not_known() -> None:
    projects = {one["slug"]: one for one in read("networks/projects.json")["projects"]}
    assert set(projects) == {
        "we-create-space", "urban-policy-capacity", "user", "urb-inclusion", "impetus", "local-development",
    }  # fmt: skip
    assert projects["urban-policy-capacity"]["programme"] is None
    assert [one["role"] for one in projects["impetus"]["partnerships"]] == ["partner"]
    assert not projects["impetus"]["amounts"]
    assert {kind for kind, _currency, _sum in projects["urban-policy-capacity"]["amounts"]} == {"total", "eu_grant"}


def test_the_network_reports_in_three_currencies_and_misses_some_figures() -> None:
    assert {currency for _kind, currency, _sum in NETWORK["project"]["amounts"]} == {"EUR", "PLN", "NOK"}
    assert {one["currency"] for one in NETWORK["budget"]} == {"EUR", "PLN", "NOK"}
    for measure in NETWORK["measures"]:
        assert len(measure["readings"]) >= 6
        figures = [value for values in measure["readings"].values() for value in values]
        assert all(len(values) == 3 for values in measure["readings"].values())
        assert None in figures
        assert any(figures)


def test_the_common_method_points_at_cases_that_are_there() -> None:
    practices = read("networks/practices.json")
    cases = practices["comparison"]["cases"]
    assert Counter(case["verdict"] for case in cases) == {"good": 2, "bad": 1, "mixed": 1}
    for version in practices["method"]["versions"]:
        numbers = {code: set(re.findall(r"\[(\d)\]", version[code])) for code in ("pl", "en")}
        assert numbers["pl"] == numbers["en"] <= {str(n) for n in range(1, len(cases) + 1)}


# Lessons

LESSONS = read("learning/modules.json")
CAPACITY = read("learning/capacity.json")


@pytest.mark.parametrize("module", LESSONS["modules"], ids=lambda module: module["slug"])
def test_a_lesson_has_its_text_in_both_languages_and_questions_that_can_be_answered(module: dict) -> None:
    assert both_languages(module)
    assert all(pair["pl"] and pair["en"] for pair in both_languages(module))
    for code in ("pl", "en"):
        assert len(text(f"learning/{module['slug']}.{code}.md")) > 1000
    assert len(module["questions"]) >= 3
    for question in module["questions"]:
        right = [option for option in question["options"] if option["right"]]
        assert len(right) == 1 if question["kind"] == "single" else right
        assert all(option["feedback"]["pl"] for option in question["options"])


def test_paths_and_the_form_lead_to_lessons_that_are_there() -> None:
    slugs = {module["slug"] for module in LESSONS["modules"]}
    assert {slug for path in LESSONS["paths"] for slug in path["modules"]} == slugs
    assert set(LESSONS["beside"]) <= slugs
    assert {slug for area in CAPACITY["areas"] for slug in area["modules"]} <= slugs


def test_the_town_judged_itself_before_and_after_by_the_same_words() -> None:
    for area in CAPACITY["areas"]:
        assert len(area["anchors"]) == 5
        assert all(anchor["pl"] and anchor["en"] for anchor in area["anchors"])
    before, after = CAPACITY["before"], CAPACITY["after"]
    assert before["closed"] < after["opened"] < after["closed"] < 0
    for moment in (before, after):
        assert all(len(sheet) == len(CAPACITY["areas"]) for sheet in moment["sheets"])
        assert {score for sheet in moment["sheets"] for score in sheet} <= {1, 2, 3, 4, 5, None}
