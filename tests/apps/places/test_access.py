"""What a place offers to whom: never more than somebody saw, and never less than one thing that is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.calls.kits import preset
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.places import access, findable
from skwer.apps.places.actions import BadAccess, set_access
from skwer.apps.places.models import Place
from tests.places_factories import make_place

GOOD = {item: {"is": "yes"} for item in access.ITEMS}
ITEM = st.sampled_from(["yes", "partly", "no", None])
LISTS = st.fixed_dictionaries(dict.fromkeys(access.ITEMS, ITEM)).map(
    lambda said: {item: {"is": answer} for item, answer in said.items() if answer}
)


def answers(data) -> dict[str, str]:
    return {one.need.key: one.answer for one in access.verdicts(data)}


# --- verdicts


def test_a_place_where_everything_is_there_suits_everybody() -> None:
    assert answers(GOOD) == {"wheelchair": "yes", "low_sight": "yes", "little_breath": "yes"}


def test_of_a_place_nobody_looked_at_nothing_is_known() -> None:
    assert set(answers({}).values()) == {"unknown"}
    assert set(answers(None).values()) == {"unknown"}


@pytest.mark.parametrize(
    ("missing", "whom"),
    [
        ("route", {"wheelchair", "low_sight"}),
        ("surface", {"wheelchair", "low_sight"}),
        ("slope", {"wheelchair", "little_breath"}),
        ("seating", {"little_breath"}),
        ("contrast", {"low_sight"}),
        ("toilet", set()),
        ("shade", set()),
        ("lighting", set()),
        ("signs", set()),
    ],
)
def test_one_thing_that_is_missing_closes_the_place_to_those_who_need_it(missing, whom) -> None:
    found = answers({**GOOD, missing: {"is": "no"}})
    assert {need for need, answer in found.items() if answer == "no"} == whom


def test_what_helps_is_told_and_does_not_decide() -> None:
    found = access.for_wheelchair({**GOOD, "toilet": {"is": "no", "note": "350 m"}})
    assert found.answer == "yes"
    assert [(row.row.key, row.is_key) for row in found.besides] == [("seating", "yes"), ("toilet", "no")]


def test_the_reasons_are_what_decided() -> None:
    found = access.for_wheelchair({**GOOD, "slope": {"is": "partly", "note": "od północy"}})
    assert (found.answer, [row.row.key for row in found.reasons]) == ("partly", ["slope"])
    found = access.for_low_sight({"route": {"is": "yes"}, "contrast": {"is": "partly", "note": "słupki"}})
    assert (found.answer, len(found.missing)) == ("unknown", 1)
    assert [row.row.key for row in found.reasons] == ["contrast"]


@given(LISTS)
def test_a_verdict_is_never_kinder_than_what_was_seen(data) -> None:
    for one in access.verdicts(data):
        said = [data.get(item, {}).get("is") for item in one.need.must]
        assert (one.answer == "yes") == all(answer == "yes" for answer in said)
        assert (one.answer == "no") == ("no" in said)
        assert bool(one.missing) == (None in said)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.lists(LISTS, max_size=4))
def test_the_filter_of_lists_and_the_verdict_are_one_rule(data) -> None:
    from skwer.apps.people.models import Organisation

    city = Organisation.objects.get_or_create(slug="miasto", defaults={"name": "Miasto", "kind": "city"})[0]
    Place.objects.filter(organisation=city).delete()
    made = [Place.objects.create(organisation=city, title="x", category="bench", access=one) for one in data]
    for need in access.NEEDS:
        expected = {place.pk for place in made if access.verdict(place.access, need).answer == "yes"}
        found = Place.objects.filter(access.suits(need.key), organisation=city)
        assert set(found.values_list("pk", flat=True)) == expected


# --- the list


def test_the_list_is_clean_or_says_why() -> None:
    odd = {"route": {"is": "yes", "value": "szeroko"}, "slope": {"is": "partly"}, "lift": {"is": "yes"}}
    assert [(e.row, e.part) for e in access.problems(odd)] == [(0, "value")]
    assert access.clean(odd) == {"route": {"is": "yes"}, "slope": {"is": "partly"}}
    assert access.as_typed(odd)["route"]["value"] == "szeroko"
    assert access.clean("text") == {}
    assert [(e.row, e.part) for e in access.problems({"slope": {"is": "partly"}})] == [(2, "note")]


@pytest.mark.parametrize("kit", ["micro-grant", "three-rounds", "participatory-budget", "local-initiative"])
def test_kits_ask_the_same_list(kit) -> None:
    asked = [
        question
        for stage in preset(kit)["stages"]
        for step in stage["settings"].get("form", {}).get("steps", [])
        for question in step["questions"]
        if question["key"] == access.PLANNED
    ]
    assert asked == [access.for_forms()]


def test_a_proposal_plans_what_its_list_says() -> None:
    assert access.planned({access.PLANNED: GOOD, "access": "Bez progu."}) == GOOD
    assert access.planned({"access": "Bez progu."}) == {}


# --- at the desk


@pytest.fixture
def place(city, officer) -> Place:
    return make_place(city, officer)


def put(place, by, at, *, on=None, **items):
    return set_access(by=by, place=place, access=items or GOOD, on=on, at=at)


@pytest.mark.django_db
def test_the_office_writes_down_what_it_saw(place, officer, at) -> None:
    day = timezone.localdate(at)
    put(place, officer, at, on=day, route={"is": "yes", "value": "140", "note": "od Wodnej"})
    kept = Place.objects.get(pk=place.pk)
    assert (kept.access, kept.access_on) == ({"route": {"is": "yes", "value": "140", "note": "od Wodnej"}}, day)
    entry = JournalEntry.objects.get(verb="place_access_set")
    assert entry.after["access"] == {"route": "yes"}
    assert "Wodnej" not in str(entry.after)  # free text stays out of the journal


@pytest.mark.django_db
def test_saving_the_same_again_is_no_event(place, officer, at) -> None:
    put(place, officer, at)
    put(place, officer, at)
    assert JournalEntry.objects.filter(verb="place_access_set").count() == 1


@pytest.mark.django_db
def test_only_the_citys_office_writes(place, resident, stranger, auditor, at) -> None:
    for person in (resident, stranger, auditor):
        with pytest.raises(NotAllowed):
            put(place, person, at)


@pytest.mark.django_db
def test_an_older_look_or_a_plan_does_not_replace_a_newer_one(place, officer, at) -> None:
    day = timezone.localdate(at)
    put(place, officer, at, on=day)
    for older in (day - timedelta(days=1), None):
        with pytest.raises(BadAccess):
            put(place, officer, at, on=older, route={"is": "no"})
    assert Place.objects.get(pk=place.pk).access == GOOD
    put(place, officer, at, on=day, route={"is": "no"})  # the same day again: a correction


@pytest.mark.django_db
def test_nobody_has_seen_tomorrow(place, officer, at) -> None:
    with pytest.raises(BadAccess):
        put(place, officer, at, on=timezone.localdate(at) + timedelta(days=1))


@pytest.mark.django_db
def test_partly_without_a_word_is_refused_with_its_row(place, officer, at) -> None:
    with pytest.raises(BadAccess) as refusal:
        put(place, officer, at, slope={"is": "partly"})
    assert [(error.row, error.part) for error in refusal.value.errors] == [(2, "note")]


@pytest.mark.django_db
def test_the_search_finds_toilets_and_places_for_a_wheelchair(place, officer, at) -> None:
    assert "Toaleta" not in findable.entries(place)[0].text
    put(place, officer, at)
    with translation.override("pl"):
        told = {entry.language: entry.text for entry in findable.entries(place)}
    assert "Toaleta" in told["pl"]
    assert "wózku" in told["pl"]
    assert "wheelchair" in told["en"]
