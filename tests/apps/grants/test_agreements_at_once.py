"""Two at the same time: one agreement a proposal, numbers without gap or double, one signature, one change, one end."""

from __future__ import annotations

from datetime import date

import pytest

from skwer.apps.grants import actions
from skwer.apps.grants.models import Agreement, Amendment, Signature
from skwer.apps.people.refusals import Refusal

from ...factories import AT, make_member, make_person
from ...grants_factories import active_agreement, agreement, chosen_proposal, decided_call
from ..voting.test_concurrency import all_at_once

THREADS = 6


@pytest.fixture
def world(transactional_db, city):
    officers = [make_person(f"Urzędniczka {n}", second_factor=True) for n in range(THREADS)]
    for one in officers:
        make_member(one, city)
    return city, officers


def outcomes(raised):
    assert all(error is None or isinstance(error, Refusal) for error in raised), raised
    return raised.count(None)


def test_one_agreement_a_proposal_whoever_presses_first(world):
    city, officers = world
    proposal = chosen_proposal(decided_call(city))
    raised = all_at_once(
        *(lambda by=by: actions.draft_agreement(by=by, proposal=proposal, values={}, at=AT) for by in officers)
    )
    assert outcomes(raised) == 1
    assert Agreement.objects.count() == 1


def test_numbers_of_a_city_are_given_once(world):
    city, officers = world
    proposals = [chosen_proposal(decided_call(city)) for _by in officers]
    raised = all_at_once(
        *(
            lambda by=by, one=one: actions.draft_agreement(by=by, proposal=one, values={}, at=AT)
            for by, one in zip(officers, proposals, strict=True)
        )
    )
    assert raised == [None] * THREADS
    assert sorted(Agreement.objects.values_list("number", flat=True)) == [f"{n}/2026" for n in range(1, THREADS + 1)]


def test_two_officers_register_the_same_signature(world):
    city, officers = world
    made = agreement(city)
    version = actions.send_agreement(by=officers[0], agreement=made, at=AT)

    def sign(by):
        actions.register_signature(
            by=by,
            version=version.__class__.objects.select_related("agreement").get(pk=version.pk),
            side="party",
            how="paper",
            name="Jan",
            signed_on=date(2026, 11, 23),
            upload=None,
            at=AT,
        )

    assert outcomes(all_at_once(*(lambda by=by: sign(by) for by in officers))) == 1
    assert Signature.objects.count() == 1


def test_one_change_is_open_at_a_time(world):
    city, officers = world
    made = active_agreement(city)

    def ask(by, n):
        actions.ask_amendment(
            by=by,
            agreement=Agreement.objects.get(pk=made.pk),
            kinds=["scope"],
            changes={"scope": f"Zmiana {n}"},
            why="bo",
            at=AT,
        )

    assert outcomes(all_at_once(*(lambda by=by, n=n: ask(by, n) for n, by in enumerate(officers)))) == 1
    assert Amendment.objects.count() == 1


def test_a_change_is_answered_once(world):
    city, officers = world
    made = active_agreement(city)
    amendment = actions.ask_amendment(
        by=officers[0], agreement=made, kinds=["scope"], changes={"scope": "Inaczej"}, why="bo", at=AT
    )

    def answer(by, yes):
        actions.answer_amendment(
            by=by, amendment=Amendment.objects.get(pk=amendment.pk), agree=yes, answer="nie", at=AT
        )

    assert outcomes(all_at_once(*(lambda by=by, n=n: answer(by, n % 2 == 0) for n, by in enumerate(officers)))) == 1
    state = Amendment.objects.get().state
    assert made.versions.count() == (2 if state == "agreed" else 1)
