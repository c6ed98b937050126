"""A city's numbers and a place's story: only what is public."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from skwer.apps.calls.models import Call, Decision, DecisionLine, Proposal
from skwer.apps.places.models import Place
from skwer.overview.city import city_numbers
from skwer.overview.story import story

from ..apps.voting.elections import make_vote
from ..factories import AT

pytestmark = pytest.mark.django_db


def _decide(call: Call, *, spent: str, published: bool = True) -> Decision:
    return Decision.objects.create(
        call=call, method="votes", inputs={}, inputs_hash="", outcome={}, outcome_hash="", voters=100,
        pot=call.pot, spent=Decimal(spent), decided_at=AT, published_at=AT if published else None,
    )  # fmt: skip


def test_before_the_first_result_the_sums_are_those_of_running_calls(city):
    make_vote(city, ideas=2)
    numbers = city_numbers(city)

    assert (numbers.running, numbers.decided, numbers.granted) == (1, 0, None)
    assert (numbers.pot, numbers.asked, numbers.currency) == (Decimal(30000), Decimal(18000), "PLN")


def test_afterwards_granted_pot_and_asked_belong_to_the_same_decided_calls(city):
    make_vote(city, ideas=5)
    call = make_vote(city, ideas=3).call
    Call.objects.filter(pk=call.pk).update(state=Call.State.DECIDED)
    _decide(call, spent="27000")
    numbers = city_numbers(city)

    assert (numbers.running, numbers.decided, numbers.since) == (1, 1, 2026)
    assert (numbers.granted, numbers.pot, numbers.asked) == (Decimal(27000), Decimal(30000), Decimal(27000))


def test_a_decision_that_is_not_published_changes_no_number(city):
    call = make_vote(city).call
    before = city_numbers(city)
    _decide(call, spent="9000", published=False)
    assert city_numbers(city) == before


def test_drafts_other_cities_and_imported_elections_are_not_added(city, other_city):
    Call.objects.filter(pk=make_vote(city).call_id).update(state=Call.State.DRAFT)
    make_vote(other_city)
    archived = make_vote(city).call
    Call.objects.filter(pk=archived.pk).update(state=Call.State.ARCHIVED, archived_election={"unit": "X"})
    _decide(Call.objects.get(pk=archived.pk), spent="9000")
    numbers = city_numbers(city)

    assert (numbers.running, numbers.decided, numbers.pot, numbers.asked) == (0, 0, 0, 0)


def test_only_published_places_count(city):
    for published in (AT, None):
        Place.objects.create(organisation=city, title="Skwer", category="bench", published_at=published)
    assert city_numbers(city).places == 1


def test_the_numbers_need_four_queries(city, django_assert_num_queries):
    make_vote(city)
    with django_assert_num_queries(4):
        city_numbers(city)


@pytest.fixture
def place(city) -> Place:
    return Place.objects.create(
        organisation=city,
        title="Skwer",
        category="bench",
        state="cared",
        published_at=AT,
        ready_date=date(2027, 5, 1),
        work_hours=120,
    )


def test_a_place_tells_its_idea_its_choice_and_its_opening(place, city):
    call = make_vote(city, ideas=1).call
    idea = call.proposals.get()
    Proposal.objects.filter(pk=idea.pk).update(state=Proposal.State.CHOSEN, place=place)
    DecisionLine.objects.create(
        decision=_decide(call, spent="9000"), proposal=idea, order=1, result="funded", amount=9000, votes=588, points=82
    )
    told = story(place)

    assert [chapter.kind for chapter in told.chapters] == ["opened", "chosen", "idea"]
    assert told.chapters[1].facts == {"amount": 9000, "points": 82, "votes": 588, "order": 1, "of": 1}
    assert told.proposal == idea


def test_a_decision_that_is_not_published_is_no_chapter(place, city):
    call = make_vote(city, ideas=1).call
    idea = call.proposals.get()
    Proposal.objects.filter(pk=idea.pk).update(state=Proposal.State.CHOSEN, place=place)
    decision = _decide(call, spent="9000", published=False)
    DecisionLine.objects.create(decision=decision, proposal=idea, order=1, result="funded", amount=9000, votes=588)

    assert [chapter.kind for chapter in story(place).chapters] == ["opened", "idea"]


def test_a_place_without_a_proposal_has_a_story_too(place):
    assert [chapter.kind for chapter in story(place).chapters] == ["opened"]
