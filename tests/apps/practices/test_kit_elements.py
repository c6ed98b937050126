"""A kit cut in elements: each rule in one of them, taken out and put back, and nothing changed in place."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.practices.kits import registry
from skwer.apps.practices.kits.elements import ELEMENTS, element_of_path, elements_of, part, replaced, without

from ...kit_strategies import documents

DROPPED = [element.key for element in ELEMENTS if not element.required]


def stage(document, kind):
    return next((one for one in document["stages"] if one["kind"] == kind), None)


def days(document):
    return [(one["kind"], one.get("opens_day"), one.get("closes_day")) for one in document["stages"]]


@given(document=documents(), key=st.sampled_from([element.key for element in ELEMENTS]))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_part_put_back_in_its_place_changes_nothing(document, key):
    before = deepcopy(document)
    found = part(document, key)
    if found is not None:
        assert part(replaced(document, key, found), key) == found
    if key in DROPPED:
        dropped = without(document, key)
        # Committees meet and people apply in stages that cannot be dropped with an element.
        assert part(dropped, key) is None
    assert document == before


@pytest.mark.parametrize(
    ("name", "key"), [(name, one.key) for name in PRESETS for one in elements_of(preset(name)) if not one.required]
)
def test_an_element_that_was_dropped_comes_back_as_it_was(name, key):
    document = preset(name)
    back = replaced(without(document, key), key, part(document, key), like=document)
    for lost in ("delivery", "durability"):  # what follows from the element, and is dropped with it
        if part(back, lost) is None and part(document, lost) is not None:
            back = replaced(back, lost, part(document, lost), like=document)
    back["to_decide"] = document.get("to_decide", [])
    assert back == {**document, "to_decide": document.get("to_decide", [])}


@pytest.mark.parametrize("name", PRESETS)
def test_every_rule_of_a_shipped_kit_belongs_to_one_element(name):
    document = preset(name)
    told = [
        path
        for path in paths({key: document[key] for key in ("scheme", "call", "stages")})
        if not path.startswith(("call.summary", "call.description"))
    ]
    assert [path for path in told if not element_of_path(path, document)] == []


def paths(value, path=""):
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from paths(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from paths(inner, f"{path}.{index}")
    else:
        yield path


def test_a_change_of_one_element_is_seen_in_no_other():
    document = preset("three-rounds")
    other = preset("micro-grant")
    for element in elements_of(document):
        # Which stages there are says how many days and forms there are.
        if element.key == "stages" or part(other, element.key) is None:
            continue
        changed = replaced(document, element.key, part(other, element.key))
        moved = [one.key for one in ELEMENTS if part(changed, one.key) != part(document, one.key)]
        assert moved in ([element.key], []), element.key


def test_what_every_kit_must_have_cannot_be_dropped():
    for element in ELEMENTS:
        if element.required:
            with pytest.raises(ValueError, match=element.key):
                without(preset("micro-grant"), element.key)
    with pytest.raises(KeyError):
        part(preset("micro-grant"), "weather")


def test_without_an_agreement_there_is_neither_work_nor_care():
    document = without(preset("micro-grant"), "agreement")
    assert {one["kind"] for one in document["stages"]} & {"agree", "deliver", "upkeep"} == set()
    assert document["scheme"]["durability_months"] == 0
    assert registry.faults(document) == []


def test_a_vote_put_into_a_kit_without_one_gets_its_fortnight_and_the_rest_moves_on():
    document = preset("local-initiative")
    ballot = part(preset("micro-grant"), "ballot")
    made = replaced(document, "ballot", ballot)
    assert days(made)[:5] == [
        ("propose", 0, 30),
        ("check", 30, 51),
        ("assess", 51, 72),
        ("vote", 72, 86),
        ("decide", 86, 100),
    ]
    assert registry.faults(made) == []


def test_full_applications_take_the_form_of_a_kit_with_one_round():
    rounds, one = preset("three-rounds"), preset("micro-grant")
    made = replaced(rounds, "form", part(one, "form"))
    first, last = (found["settings"]["form"] for found in made["stages"] if found["kind"] == "propose")
    assert first == rounds["stages"][0]["settings"]["form"]
    assert last == one["stages"][0]["settings"]["form"]


def test_stages_keep_their_settings_when_others_go():
    document = preset("three-rounds")
    once = [row for row in part(document, "stages") if row["kind"] != "meet" and row.get("round") != "idea"]
    once[0]["round"] = ""
    made = replaced(document, "stages", once)
    kinds = [one["kind"] for one in made["stages"]]
    assert kinds == ["propose", "check", "assess", "decide", "agree", "deliver", "upkeep"]
    assert stage(made, "assess") == stage(document, "assess")
    full = document["stages"][2]["settings"]
    assert stage(made, "propose")["settings"] == {**full, "round": ""}


def test_whoever_changes_or_drops_an_element_has_decided_what_was_open_in_it():
    document = preset("ostrava-space-grant")
    assert "criteria" in {point["element"] for point in document["to_decide"]}
    same = replaced(document, "criteria", part(document, "criteria"))
    assert same == document
    changed = replaced(document, "criteria", {**part(document, "criteria"), "assessors": 3})
    assert "criteria" not in {point["element"] for point in changed["to_decide"]}
    assert "backing" not in {point["element"] for point in without(document, "backing")["to_decide"]}


@pytest.mark.parametrize("key", [element.key for element in ELEMENTS])
def test_a_part_of_the_wrong_kind_is_refused_or_said_to_be_wrong(key):
    for wrong in ("words", 7, [1], None, [{"kind": 3}]):
        try:
            made = replaced(preset("micro-grant"), key, wrong)
        except ValueError:
            continue
        registry.problems(made)  # says what is wrong, and does not fail


def test_elements_stand_in_the_order_in_which_a_kit_is_read():
    found = [element.key for element in elements_of(preset("participatory-budget"))]
    assert found == [element.key for element in ELEMENTS if element.key in found]
    assert found[:4] == ["vehicle", "support", "applicants", "money"]
