"""What a city says of itself: who may, what stands, what the journal keeps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from skwer.apps.people.actions import WrongValue
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions
from skwer.apps.practices.models import CityProfile
from tests.factories import AT, make_member, make_person

pytestmark = pytest.mark.django_db
SAID = {"challenges": ["trust", "ageing"], "vehicles": ["pl_small_grant"], "closed_days": [date(2026, 12, 24)]}


def test_officers_say_it_and_the_journal_keeps_keys_and_days(city, officer) -> None:
    profile = actions.describe_city(by=officer, organisation=city, at=AT, **SAID)
    assert profile.challenges == ["ageing", "trust"], "in the order of the list"
    assert profile.closed_days == ["2026-12-24"]
    entry = JournalEntry.objects.get(verb="city_described")
    assert entry.after == {
        "challenges": ["ageing", "trust"],
        "vehicles": ["pl_small_grant"],
        "closed_days": ["2026-12-24"],
    }


def test_saying_the_same_twice_is_no_change(city, officer) -> None:
    for _again in range(2):
        actions.describe_city(by=officer, organisation=city, at=AT, **SAID)
    assert CityProfile.objects.count() == JournalEntry.objects.filter(verb="city_described").count() == 1


@pytest.mark.parametrize("role", ["auditor", "member", None])
def test_others_may_not(city, role) -> None:
    person = make_person("Obca", second_factor=True)
    if role:
        make_member(person, city, role)
    with pytest.raises(NotAllowed):
        actions.describe_city(by=person, organisation=city, at=AT, **SAID)


def test_another_city_s_officer_may_not(city, other_city) -> None:
    person = make_person("Obca", second_factor=True)
    make_member(person, other_city, "officer")
    with pytest.raises(NotAllowed):
        actions.describe_city(by=person, organisation=city, at=AT, **SAID)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("challenges", ["nonsense"]),
        ("vehicles", ["nonsense"]),
        ("closed_days", [date(2026, 1, 1) + timedelta(days=n) for n in range(201)]),
    ],
)
def test_what_cannot_stand_names_its_field_and_changes_nothing(city, officer, field, value) -> None:
    with pytest.raises(actions.BadProfile) as refusal:
        actions.describe_city(by=officer, organisation=city, at=AT, **{**SAID, field: value})
    assert refusal.value.field == field
    assert not CityProfile.objects.exists()


def test_the_country_is_the_administrator_s_and_nothing_stands_by_halves(city, officer, admin) -> None:
    with pytest.raises(NotAllowed):
        actions.describe_city(by=officer, organisation=city, at=AT, country="CZ", **SAID)
    assert not CityProfile.objects.exists()
    with pytest.raises(WrongValue) as refusal:
        actions.describe_city(by=admin, organisation=city, at=AT, country="Polska", **SAID)
    assert refusal.value.field == "country"
    city.refresh_from_db()
    actions.describe_city(by=admin, organisation=city, at=AT, country="CZ", **SAID)
    city.refresh_from_db()
    assert city.country == "CZ"
    assert JournalEntry.objects.get(kind="organisation", verb="change").after == {"country": "CZ"}
