"""Letters about consents and support: whom they reach, what they say, and what they keep to themselves."""

from __future__ import annotations

import pytest

from skwer.apps.calls import actions
from skwer.apps.calls.actions import needing, supporting
from tests.backing_factories import asking_call, draft, need_of, reread, scan, sign
from tests.factories import AT

from .conftest import written
from .test_letters import compare, well_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(city, officer):
    return asking_call(city, officer, needed=2, consent="before_agreement", age_min=13, guardian_age=18)


@pytest.fixture(params=["pl", "en"])
def author(request, resident):
    resident.language = request.param
    resident.save()
    return resident


def sent(call, author):
    proposal = draft(call, author, owner="other")
    sign(proposal)
    sign(proposal)
    proposal = reread(proposal)
    return actions.submit_proposal(by=author, proposal=proposal, at=AT)


def test_an_answer_by_the_link_reaches_the_author(call, author):
    need = need_of(draft(call, author, owner="other"), "owner")
    needing.answer_by_link(token=need.token, agree=True, who="Jan Zarządca", states=True, by=None, at=AT)
    (letter,) = written("need_given", need.pk)
    assert letter.to == [author.email]
    assert "Jan Zarządca" in letter.body
    well_made(letter, author.language)
    compare(f"need_given.{author.language}", letter)


def test_a_paper_the_author_handed_in_herself_is_no_news(call, author):
    need = need_of(draft(call, author, owner="other"), "owner")
    needing.give_need(by=author, need=need, who="Jan Zarządca", file=scan(), at=AT)
    assert written("need_given", need.pk) == []


def test_what_the_office_found_is_told_with_its_words_and_the_day(call, officer, author):
    need = need_of(sent(call, author), "owner")
    needing.settle_need(by=officer, need=need, state="refused", note="Brakuje podpisu zarządcy.", at=AT)
    (letter,) = written("need_settled", need.pk)
    assert "Brakuje podpisu zarządcy." in letter.body
    assert f"/proposals/{need.proposal.uid}/needs/" in letter.body
    well_made(letter, author.language)
    compare(f"need_settled.{author.language}", letter)


def test_enough_names_are_told_once_they_are_there(call, author):
    proposal = draft(call, author)
    first = sign(proposal).person
    sign(proposal)
    (letter,) = written("support_complete", proposal.pk)
    assert "Anna Nowak" not in letter.body  # nobody's name leaves the list
    well_made(letter, author.language)
    compare(f"support_complete.{author.language}", letter)
    supporting.withdraw_support(by=first, proposal=reread(proposal), at=AT)
    assert written("support_complete", proposal.pk) == []


def test_a_counted_list_is_told_in_numbers(call, officer, author):
    proposal = sent(call, author)
    sheet = supporting.count_sheet(by=officer, proposal=proposal, valid=1, struck=1, why="nieczytelne", at=AT)
    (letter,) = written("sheet_counted", sheet.pk)
    assert "nieczytelne" in letter.body
    well_made(letter, author.language)
    compare(f"sheet_counted.{author.language}", letter)
