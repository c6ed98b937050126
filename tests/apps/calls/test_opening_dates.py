"""A kit's days on a city's calendar: nothing ends on a day on which nobody works, and the order of stages holds."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.calls.opening_dates import laid, why_closed

MONDAY = date(2027, 3, 1)


def stage(kind: str, opens: int | None, closes: int | None, *hours: str) -> dict[str, Any]:
    at = dict(zip(("opens_hour", "closes_hour"), hours or ("09:00", "20:00"), strict=True))
    return {"kind": kind, "opens_day": opens, "closes_day": closes, "settings": {}, **at}


def days(document: dict[str, Any]) -> list[tuple[int | None, int | None]]:
    return [(one.get("opens_day"), one.get("closes_day")) for one in document["stages"]]


def test_days_on_which_the_office_works_stay_as_the_kit_says():
    document = {"stages": [stage("propose", 0, 4), stage("check", 4, 11, "20:00", "16:00")]}
    found = laid(document, MONDAY, "PL")
    assert days(found.document) == [(0, 4), (4, 11)]
    assert found.moves == []


@pytest.mark.parametrize(
    ("closes", "to", "why"),
    [
        (5, 7, "saturday"),  # 6 March
        (6, 7, "sunday"),
        (28, 29, "holiday"),  # Easter Monday, 29 March
        (63, 64, "holiday"),  # 3 May is a Monday
    ],
)
def test_a_stage_ends_on_the_next_day_on_which_the_office_works(closes: int, to: int, why: str):
    found = laid({"stages": [stage("propose", 0, closes)]}, MONDAY, "PL")
    assert days(found.document) == [(0, to)]
    assert [(move.end, move.why, (move.to - move.was).days) for move in found.moves] == [("closes", why, to - closes)]


def test_the_citys_own_closed_days_count_and_so_does_its_country():
    document = {"stages": [stage("propose", 0, 4)]}
    assert days(laid(document, MONDAY, "PL", ["2027-03-05"]).document) == [(0, 7)]
    saint_wenceslas = {"stages": [stage("propose", 0, 1)]}
    assert days(laid(saint_wenceslas, date(2027, 9, 27), "CZ").document) == [(0, 2)]
    assert days(laid(saint_wenceslas, date(2027, 9, 27), "PL").document) == [(0, 1)]


def test_what_follows_a_moved_stage_is_pushed_and_keeps_its_length():
    check, decide = stage("check", 6, 10, "20:00", "16:00"), stage("decide", 10, 17, "16:00", "20:00")
    document = {"stages": [stage("propose", 0, 6), check, decide]}
    found = laid(document, MONDAY, "PL")
    assert days(found.document) == [(0, 7), (7, 11), (11, 18)]
    assert [move.why for move in found.moves] == ["sunday", "after", "after", "after", "after"]


def test_the_decision_does_not_begin_on_a_sunday():
    found = laid({"stages": [stage("propose", 0, 4), stage("decide", 6, 11)]}, MONDAY, "PL")
    assert days(found.document) == [(0, 4), (7, 14)]  # 12 March is a Friday, one day later a Saturday


def test_what_follows_the_decision_has_no_days():
    found = laid({"stages": [stage("decide", 0, 4), {"kind": "agree", "settings": {}}]}, MONDAY, "PL")
    assert days(found.document) == [(0, 4), (None, None)]


def test_a_country_the_calendar_does_not_know_still_has_sundays():
    assert why_closed(date(2027, 3, 7), "XX") == "sunday"
    assert why_closed(date(2027, 3, 8), "XX") == ""


def test_each_move_is_said_in_words_and_a_holiday_by_name_in_the_readers_language_or_not_at_all():
    with override("pl"):
        move = laid({"stages": [stage("propose", 0, 28)]}, MONDAY, "PL").moves[0]
        assert "Wielkanoc" in str(move)
    with override("en"):
        move = laid({"stages": [stage("propose", 0, 28)]}, MONDAY, "PL").moves[0]
        assert "Easter Monday" in str(move)
    with override("pl"):
        move = laid({"stages": [stage("propose", 0, 1)]}, date(2027, 9, 27), "CZ").moves[0]
        assert move.holiday == ""


@pytest.mark.parametrize("key", PRESETS)
@pytest.mark.django_db
def test_no_shipped_kit_loses_its_order_or_ends_a_stage_on_a_free_day(key: str):
    check_calendar(preset(key), MONDAY)


def moment(first: date, day: int, hour: str) -> tuple[date, str]:
    return first + timedelta(days=day), hour


def check_calendar(document: dict[str, Any], first: date, closed: list[str] | None = None) -> None:
    made = laid(document, first, "PL", closed or []).document
    for was, now in zip(document["stages"], made["stages"], strict=True):
        if now.get("closes_day") is not None:
            assert why_closed(first + timedelta(days=now["closes_day"]), "PL", closed or []) == ""
            if was.get("opens_day") is not None:  # nobody gets less time than the kit gives
                assert now["closes_day"] - now["opens_day"] >= was["closes_day"] - was["opens_day"]
    timed = [(a, b) for a, b in zip(document["stages"], made["stages"], strict=True) if a.get("opens_day") is not None]
    for (was_a, now_a), (was_b, now_b) in pairwise(timed):

        def end(one: dict[str, Any], name: str) -> tuple[int, str]:
            return one[f"{name}_day"], one.get(f"{name}_hour") or {"opens": "09:00", "closes": "20:00"}[name]

        for name in ("opens", "closes"):
            if was_a.get(f"{name}_day") is not None and end(was_a, name) <= end(was_b, "opens"):
                assert end(now_a, name) <= end(now_b, "opens")


@st.composite
def calendars(draw: Any) -> dict[str, Any]:
    stages, day = [], 0
    for kind in draw(st.lists(st.sampled_from(["propose", "check", "assess", "vote"]), min_size=1, max_size=5)):
        opens = day + draw(st.integers(0, 9))
        closes = opens + draw(st.integers(1, 30))
        stages.append(stage(kind, opens, closes, draw(st.sampled_from(["09:00", "20:00"])), "20:00"))
        day = draw(st.sampled_from([opens, closes]))
    return {"stages": [*stages, stage("decide", max(one["closes_day"] for one in stages) + 1, 400)]}


@given(calendars(), st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.sets(st.integers(0, 200), max_size=8))
def test_whatever_the_kit_and_the_first_day_order_and_length_hold(document: Any, first: date, free: set[int]):
    check_calendar(document, first, [(first + timedelta(days=day)).isoformat() for day in free])
