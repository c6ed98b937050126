"""Many at once: caps hold, a claim moves once, a note is published once. On a SQLite file and on PostgreSQL."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from skwer.apps.people.journal import broken_links
from skwer.apps.programmes import actions
from skwer.apps.programmes.actions import claims, experts, support, visits
from skwer.apps.programmes.models import Allowance, Claim, ExpertContract, Task, VisitNote
from tests.apps.calls.test_concurrency import all_at_once
from tests.factories import AT, make_person
from tests.work_factories import make_allowance, make_claim, make_contract, make_network, make_note

THREADS = 8


@pytest.fixture
def network(transactional_db, city, officer):
    return make_network(city, officer, partners=1)


def _book(by, allowance, row):
    return actions.book_use(
        by=by,
        allowance=Allowance.objects.get(pk=allowance.pk),
        partnership=row,
        on=AT.date(),
        quantity=Decimal(1),
        at=AT,
    )


def _log(expert, contract, day):
    return actions.log_expert_day(
        by=expert,
        contract=ExpertContract.objects.get(pk=contract.pk),
        on=date(2026, 11, 1) + timedelta(days=day),
        days=Decimal(1),
        what="Warsztat",
        at=AT,
    )


def test_bookings_at_once_never_take_more_than_was_offered(network):
    project, rows, (lead, _partner) = network
    allowance = make_allowance(lead, project, "places", "3")
    raised = all_at_once(*(lambda: _book(lead, allowance, rows[0]) for _ in range(THREADS)))
    assert [type(error) for error in raised if error] == [actions.UsedUp] * (THREADS - 3)
    assert support.used_of(allowance) == 3
    assert list(broken_links()) == []


def test_without_the_lock_two_bookings_that_read_together_would_both_be_taken(network, monkeypatch):
    """The guard removed: both requests counted the uses before either wrote."""
    project, rows, (lead, _partner) = network
    allowance = make_allowance(lead, project, "places", "1")
    monkeypatch.setattr(support, "lock", lambda row: row)
    monkeypatch.setattr(support, "used_of", lambda _allowance: Decimal(0))
    _book(lead, allowance, rows[0])
    _book(lead, allowance, rows[0])
    monkeypatch.undo()
    assert support.used_of(allowance) == 2


def test_days_at_once_never_exceed_the_contract(network):
    project, _rows, (lead, _partner) = network
    expert = make_person("Ekspertka")
    contract = make_contract(lead, project, expert, "3")
    raised = all_at_once(*(lambda n=n: _log(expert, contract, n) for n in range(THREADS)))
    assert [type(error) for error in raised if error] == [actions.NoDaysLeft] * (THREADS - 3)
    assert experts.days_of(contract) == 3


def test_a_claim_approved_and_returned_at_once_goes_one_way(network):
    _project, rows, (lead, partner) = network
    claim = make_claim(partner, rows[1])

    def fresh():
        return Claim.objects.select_related("partnership__project__organisation").get(pk=claim.pk)

    raised = all_at_once(
        *(lambda: actions.approve_claim(by=lead, claim=fresh(), at=AT) for _ in range(4)),
        *(lambda: actions.resubmit_claim(by=partner, claim=fresh(), values={}, at=AT) for _ in range(2)),
    )
    assert [type(error) for error in raised if error] == [actions.NotNow] * 5
    assert claim.steps.count() == 2
    assert fresh().state == "approved"


def test_without_the_lock_a_stale_claim_would_move_twice(network, monkeypatch):
    _project, rows, (lead, partner) = network
    claim = make_claim(partner, rows[1])
    first, second = (Claim.objects.select_related("partnership__project__organisation").get(pk=claim.pk) for _ in "ab")
    actions.approve_claim(by=lead, claim=first, at=AT)
    with pytest.raises(actions.NotNow):
        claims.pay_claim(by=lead, claim=make_claim(partner, rows[1]), paid_on=AT.date(), at=AT)
    monkeypatch.setattr(claims, "lock", lambda row: row)
    actions.return_claim(by=lead, claim=second, why="za późno", at=AT)  # it still says "submitted"
    assert claim.steps.count() == 3


def test_numbers_of_claims_sent_at_once_have_no_gaps(network):
    _project, rows, (_lead, partner) = network
    assert all_at_once(*(lambda: make_claim(partner, rows[1]) for _ in range(THREADS))) == [None] * THREADS
    assert sorted(rows[1].claims.values_list("number", flat=True)) == list(range(1, THREADS + 1))


def test_a_note_published_twice_at_once_makes_its_tasks_once(network):
    project, rows, (lead, _partner) = network
    expert = make_person("Ekspertka")
    visit = make_note(expert, make_contract(lead, project, expert), rows[1])

    def publish():
        fresh = VisitNote.objects.select_related("contract__project__organisation").get(pk=visit.pk)
        return visits.publish_visit_note(by=expert, visit=fresh, at=AT)

    raised = all_at_once(*(publish for _ in range(4)))
    assert [type(error) for error in raised if error] == [actions.NotNow] * 3
    assert Task.objects.count() == 2
