"""May I apply? Every answer comes from the call's own rules and cites a paragraph that exists."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.calls.applicants import APPLICANTS, GROUP, PERSON
from skwer.apps.calls.may_i import Case, MayI, may_i
from skwer.apps.calls.models import Call
from skwer.apps.calls.regulations import frozen_or_made
from tests.backing_factories import asking_call
from tests.factories import AT


@pytest.fixture
def call(city, officer) -> Call:
    return asking_call(city, officer, needed=15, consent="before_agreement", age_min=13, guardian_age=18)


def topics(answer: MayI) -> dict[str, bool | None]:
    return {one.topic: one.yes for one in answer.findings}


@pytest.mark.job("R1")
def test_three_neighbours_without_legal_form_learn_that_they_may_how_much_and_by_when(call):
    answer = may_i(call, Case(kind=GROUP, people=3, age=40, sum=Decimal(9000), land="unknown"), AT)

    assert answer.yes is True
    assert answer.up_to == call.request_max == Decimal("12000.00")
    assert answer.until == call.stages.get(kind="propose").closes_at
    assert topics(answer)["group"] is True
    headings = {one["number"] for one in frozen_or_made(call)}
    for finding in answer.findings:
        assert finding.paragraph.startswith("§"), finding
        assert int(finding.paragraph[2:]) in headings
    group = next(one for one in answer.findings if one.topic == "group")
    paragraph = next(one for one in frozen_or_made(call) if one["number"] == int(group.paragraph[2:]))
    assert any("3" in clause["text"]["pl"] for clause in paragraph["clauses"] if clause["topic"] == "group")


def test_two_are_too_few_for_a_group(call):
    answer = may_i(call, Case(kind=GROUP, people=2), AT)
    assert answer.yes is False
    assert [one.topic for one in answer.against] == ["group"]


def test_a_kind_the_call_does_not_take_is_told_no(call):
    call.applicants = [PERSON]
    assert may_i(call, Case(kind="ngo"), AT).yes is False
    assert may_i(call, Case(kind=PERSON), AT).yes is True


@pytest.mark.parametrize(("age", "yes", "topic"), [(12, False, "age"), (13, None, "guardian"), (17, None, "guardian"),
                                                   (18, True, "age")])  # fmt: skip
def test_the_age_decides_between_no_a_guardian_and_yes(call, age, yes, topic):
    answer = may_i(call, Case(kind=PERSON, age=age), AT)
    assert topics(answer)[topic] is yes
    assert answer.yes is (yes is not False)


def test_an_organisation_is_not_asked_for_an_age(call):
    assert may_i(call, Case(kind="ngo", age=12), AT).yes is True


@pytest.mark.parametrize(("wanted", "yes"), [("499.99", False), ("500", True), ("12000", True), ("12000.01", False)])
def test_the_sum_is_held_against_the_limits(call, wanted, yes):
    assert may_i(call, Case(kind=PERSON, sum=Decimal(wanted)), AT).yes is yes


def test_before_and_after_the_hours_the_answer_is_no_and_says_when(call):
    stage = call.stages.get(kind="propose")
    late = may_i(call, Case(kind=PERSON), stage.closes_at + timedelta(seconds=1))
    assert late.yes is False
    assert [one.topic for one in late.against] == ["deadline"]
    assert late.against[0].paragraph


def test_somebody_elses_land_and_neighbours_support_are_things_to_do(call):
    answer = may_i(call, Case(kind=PERSON, land="other"), AT)
    assert (topics(answer)["consent"], topics(answer)["support"]) == (None, None)
    assert topics(may_i(call, Case(kind=PERSON, land="city"), AT))["consent"] is True


def test_who_does_not_say_who_asks_gets_no_yes(call):
    assert may_i(call, Case(), AT).yes is None


@given(
    kind=st.sampled_from(["", *APPLICANTS]),
    people=st.none() | st.integers(1, 500),
    age=st.none() | st.integers(1, 120),
    wanted=st.none() | st.decimals(0, 10**7, places=2),
    land=st.sampled_from(["", "city", "other", "unknown"]),
)
@settings(max_examples=60, deadline=None)
def test_no_case_is_answered_with_a_paragraph_that_does_not_exist(kind, people, age, wanted, land):
    call = _CALL["call"]
    answer = may_i(call, Case(kind, people, age, wanted, land), AT)
    numbers = {f"§\u00a0{one['number']}" for one in _CALL["rules"]}
    assert all(one.paragraph in numbers for one in answer.findings)
    assert (answer.yes is False) == bool(answer.against)


_CALL: dict = {}


@pytest.fixture(autouse=True)
def _shared(call):
    _CALL.update(call=call, rules=frozen_or_made(call))
