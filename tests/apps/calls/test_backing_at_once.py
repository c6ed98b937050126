"""Many sign at once: the list takes no more names than it may. On a SQLite file and on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from skwer.apps.calls.actions import needing, supporting
from skwer.apps.calls.models import Need
from skwer.apps.people.refusals import Refusal
from tests.backing_factories import asking_call, draft, need_of, reread, sign
from tests.factories import AT, make_person

from .test_concurrency import all_at_once


@pytest.fixture
def proposal(transactional_db, city, officer):
    return draft(asking_call(city, officer, needed=3))


def test_a_list_that_takes_six_names_takes_six_of_twelve_at_once(proposal):
    people = [make_person() for _ in range(12)]
    raised = all_at_once(*(lambda p=person: sign(proposal, p) for person in people))
    assert proposal.supporters.count() == 6
    assert [type(error) for error in raised if error] == [supporting.ListClosed] * 6


def test_one_person_signing_many_times_at_once_stands_once_on_the_list(proposal, resident):
    raised = all_at_once(*(lambda: sign(proposal, resident) for _ in range(6)))
    assert raised == [None] * 6
    assert proposal.supporters.count() == 1


def test_without_the_lock_a_list_would_take_too_many(proposal, monkeypatch):
    """The guard removed: the last place is counted free by two before either has signed."""
    for _ in range(5):
        sign(proposal)
    count, there = supporting.support_of, supporting.support_of(reread(proposal))
    monkeypatch.setattr(supporting, "lock", lambda row: row)
    monkeypatch.setattr(supporting, "support_of", lambda _proposal: there)  # what both read without a lock
    sign(proposal)
    sign(proposal)
    assert count(reread(proposal)).together == 7


def test_without_the_lock_one_person_could_try_to_stand_twice(proposal, resident, monkeypatch):
    """Should two requests of one person ever pass each other, the database still keeps one."""
    sign(proposal, resident)
    monkeypatch.setattr(supporting, "lock", lambda row: row)
    with pytest.raises(IntegrityError):
        proposal.supporters.create(person=resident, name="A B", street="C", at=AT, expires_on=AT.date())


def test_a_guardian_and_a_new_link_at_once_end_in_one_state(transactional_db, city, officer, resident):
    call = asking_call(city, officer, consent="before_sending")
    need = need_of(draft(call, resident, owner="other"), "owner")
    token = need.token
    raised = all_at_once(
        lambda: needing.answer_by_link(token=token, agree=True, who="Jan Właściciel", states=True, by=None, at=AT),
        lambda: needing.renew_link(by=resident, need=Need.objects.get(pk=need.pk), at=AT),
    )
    assert all(error is None or isinstance(error, Refusal) for error in raised)
    kept = Need.objects.get(pk=need.pk)
    # Either the answer came first and stays, or the old link was already dead.
    assert (kept.state, bool(kept.who)) in [("given", True), ("open", False)]
    assert kept.token != token
