"""Where a kit meets the law of the country that adopts it: each conflict has its source, its date and a way out."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.utils.translation import override

from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.calls.models import Scheme
from skwer.apps.practices.kits import elements, registry
from skwer.apps.practices.kits.law import VEHICLES, conflicts, knows, vehicle, vehicle_of, vehicles_of

pytestmark = pytest.mark.django_db


def kit(key: str = "micro-grant", *, applicants: list[str] | None = None, **scheme: Any) -> dict[str, Any]:
    document = preset(key)
    document["scheme"].update(scheme)
    if applicants is not None:
        document["call"]["applicants"] = applicants
    return document


def ostrava() -> dict[str, Any]:
    """As in Ostrava: money, in crowns, to private persons too, on the city's own programme."""
    document = kit("three-rounds", vehicle="other", support="cash", applicants=["person", "ngo", "cooperative"])
    document["call"]["currency"] = "CZK"
    return document


def codes(document: dict[str, Any], country: str = "PL", **given: Any) -> list[str]:
    return [conflict.code for conflict in conflicts(document, country, **given)]


def settings_of(document: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(stage for stage in document["stages"] if stage["kind"] == kind)["settings"]
    return found


def test_every_vehicle_of_a_scheme_is_known_and_every_key_once():
    assert {one.scheme for one in VEHICLES} == set(Scheme.Vehicle.values)
    assert len({one.key for one in VEHICLES}) == len(VEHICLES)
    assert all(one.demands and one.basis["pl"] and one.basis["en"] for one in VEHICLES)


def test_a_city_chooses_among_the_vehicles_of_its_country():
    assert [one.key for one in vehicles_of("NO")] == ["no_scheme", "other"]
    assert vehicle_of({"scheme": {"vehicle": "other"}}, "CZ").key == "cz_programme"
    assert vehicle_of({"scheme": {"vehicle": "other"}}, "SK").key == "other"
    assert vehicle_of({"scheme": {"vehicle": "small_grant"}}, "CZ").country == "PL"
    assert knows("PL")
    assert not knows("NO")


@pytest.mark.parametrize("key", ["micro-grant", "local-initiative", "small-grant", "participatory-budget"])
def test_the_polish_kits_that_are_shipped_meet_no_conflict_in_poland(key: str):
    assert codes(preset(key), population=100_000) == []


def test_money_to_persons_needs_a_vehicle_in_poland_and_none_in_czechia():
    assert codes(ostrava()) == ["currency", "cash_to_persons"]
    assert codes(ostrava(), "CZ") == []
    without = kit("three-rounds", vehicle="other", support="cash", applicants=["ngo"])
    assert codes(without) == ["cash_without_vehicle"]
    assert codes(kit("temporary-use")) == []  # a loan of space is no money


def test_each_conflict_names_law_source_date_and_a_way_out():
    for conflict in conflicts(ostrava(), "PL"):
        assert conflict.message
        assert "2026" in str(conflict.source)
        assert conflict.mends
        assert conflict.element in {element.key for element in elements.elements_of(ostrava())}
    with override("pl"):
        persons = conflicts(ostrava(), "PL")[1]
        assert "art. 11–18" in str(persons.source)
        assert "22 listopada 2026" in str(persons.source)


def test_a_ruling_takes_the_conflict_out_of_the_way():
    assert codes(ostrava(), ruled={"currency"}) == ["cash_to_persons"]
    assert codes(ostrava(), ruled={"currency", "cash_to_persons"}) == []


def test_a_vehicle_of_another_countrys_law_is_named_and_polish_rules_are_then_not_counted():
    found = conflicts(kit("small-grant"), "CZ")
    assert [conflict.code for conflict in found] == ["foreign_vehicle", "currency"]
    assert [mend.part["vehicle"] for mend in found[0].mends] == ["other", "other"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (kit("local-initiative", support="cash"), "initiative_money"),
        (kit("local-initiative", support="mixed"), "initiative_money"),
        (kit("local-initiative", applicants=["informal_group", "cooperative"]), "initiative_applicants"),
        (kit("small-grant", applicants=["ngo", "person"]), "small_grant_applicants"),
        (kit("small-grant", year_cap=None), "small_grant_year"),
        (kit("small-grant", year_cap="20001.00"), "small_grant_year"),
        (kit("participatory-budget", support="cash"), "budget_money"),
    ],
)
def test_one_rule_broken_is_one_conflict(document: dict[str, Any], code: str):
    assert codes(document, population=100_000) == [code]


def test_a_local_initiative_names_the_closed_list():
    document = kit("local-initiative")
    document["call"]["clauses"] = []
    assert codes(document) == ["initiative_scope"]


def test_a_local_initiative_weighs_voluntary_work_above_all():
    document = kit("local-initiative")
    rows = settings_of(document, "assess")["criteria"]
    rows[0]["weight"], rows[1]["weight"] = "35", "35"
    assert codes(document) == ["initiative_work"]
    mended = elements.replaced(document, "criteria", conflicts(document, "PL")[0].mends[0].part)
    weights = {row["key"]: int(row["weight"]) for row in settings_of(mended, "assess")["criteria"]}
    assert sum(weights.values()) == 100
    assert weights["social"] == 40
    assert max(weights.values()) == 40


@pytest.mark.parametrize(
    ("kind", "name", "value", "code"),
    [
        ("deliver", "max_days", 91, "small_grant_days"),
        ("deliver", "report_days", 31, "small_grant_report"),
        ("agree", "posting_days", 6, "small_grant_posting"),
    ],
)
def test_the_terms_of_a_small_grant(kind: str, name: str, value: int, code: str):
    document = kit("small-grant")
    settings_of(document, kind)[name] = value
    assert codes(document) == [code]


def test_a_small_grant_is_ten_thousand_at_most():
    document = kit("small-grant")
    document["call"]["request_max"] = "10000.01"
    assert codes(document) == ["small_grant_most"]
    mend = conflicts(document, "PL")[0].mends[0]
    assert mend.part["request_max"] == "10000.00"


def test_a_participatory_budget_votes_and_votes_decide():
    document = kit("participatory-budget")
    document["stages"] = [stage for stage in document["stages"] if stage["kind"] != "vote"]
    assert codes(document) == ["budget_vote"]
    mixed = kit("micro-grant", vehicle="participatory_budget", support="in_kind")
    assert codes(mixed) == ["budget_counting"]


def test_a_participatory_budget_asks_for_one_name_in_a_thousand_at_most():
    document = kit("participatory-budget")
    settings_of(document, "propose")["support"] = {"needed": 14, "age": 15, "days_kept": 90}
    assert codes(document, population=13_579) == ["budget_support"]
    assert codes(document, population=14_000) == []
    assert codes(document) == []  # nobody knows how many live there; the call's own check asks


def starting_points() -> list[tuple[str, dict[str, Any]]]:
    made = [(f"{key} in {country}", (preset(key), country)) for key in PRESETS for country in ("PL", "CZ", "NO")]
    for wanted in ("pl_operator", "pl_small_grant", "pl_local_initiative", "pl_participatory_budget"):
        document = ostrava()
        document["scheme"]["vehicle"] = vehicle(wanted).scheme
        made.append((f"Ostrava's as {wanted}", (document, "PL")))
    return made  # type: ignore[return-value]


@pytest.mark.parametrize("start", [pytest.param(start, id=name) for name, start in starting_points()])
def test_every_way_out_ends_its_conflict_and_leaves_a_kit_without_fault(start: Any):
    """From wherever one starts: the offered part mends the conflict it is offered for, and its element stays sound."""
    document, country = start
    before = deepcopy(document)
    for conflict in conflicts(document, country, population=100_000):
        for mend in conflict.mends:
            if mend.part is None:
                continue
            mended = elements.replaced(document, mend.element, mend.part)
            assert conflict.code not in codes(mended, country, population=100_000), (conflict.code, mend.label)
            assert [one for one in registry.faults(mended) if one.element == mend.element] == []
    assert document == before  # nothing is changed in place


@pytest.mark.parametrize("first", ["pl_operator", "pl_local_initiative", "pl_small_grant"])
def test_whichever_vehicle_is_chosen_the_ways_out_lead_to_an_end(first: str):
    """Ostrava's kit in Poland: choose a vehicle, take the first way out of what follows, and nothing is in the way."""
    document = preset("ostrava-space-grant")
    document["call"].update(currency="PLN", pot="90000.00", request_min="500.00", request_max="12000.00")
    wanted = vehicle(first).scheme
    mends = next(one for one in conflicts(document, "PL") if one.code == "cash_to_persons").mends
    chosen = next(mend for mend in mends if mend.part["vehicle"] == wanted)
    document = elements.replaced(document, chosen.element, chosen.part)
    for _step in range(12):
        found = conflicts(document, "PL", population=100_000)
        if not found:
            break
        mend = next(mend for mend in found[0].mends if mend.part is not None)
        document = elements.replaced(document, mend.element, mend.part)
    assert codes(document, population=100_000) == []
    assert document["scheme"]["vehicle"] == wanted
    assert registry.faults(document) == []
