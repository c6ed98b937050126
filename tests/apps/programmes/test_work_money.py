"""Budget against spent, support and experts' days: sums per currency, caps, and what no combination may break."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import ExpertContract, ExpertDay, Spending, Use
from skwer.apps.programmes.queries.sums import Balance, money_of, spent_on, together
from skwer.apps.programmes.queries.support import ledgers, support_of
from tests.factories import make_person
from tests.work_factories import (
    make_allowance,
    make_contract,
    make_line,
    make_network,
    make_spending,
)

cents = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False)
balances = st.builds(Balance, st.sampled_from(["EUR", "PLN", "NOK"]), cents, cents)


# --- sums


@given(st.lists(balances))
def test_sums_are_exact_by_currency_and_none_goes_across(lines):
    found = {one.currency: one for one in together(lines)}
    assert set(found) == {line.currency for line in lines}
    for currency, one in found.items():
        mine = [line for line in lines if line.currency == currency]
        assert one.planned == sum(line.planned for line in mine)
        assert one.spent == sum(line.spent for line in mine)
        assert one.left == one.planned - one.spent
        assert one.over == (one.spent > one.planned)


@given(st.lists(balances), st.lists(balances))
def test_the_order_and_the_grouping_of_lines_change_no_sum(first, second):
    def sums(lines):
        return {one.currency: (one.planned, one.spent) for one in together(lines)}

    assert sums([*first, *second]) == sums([*second, *first]) == sums([*together(first), *together(second)])


@pytest.fixture
def network(city, officer):
    return make_network(city, officer, partners=2)


@pytest.mark.django_db
def test_budget_against_spent_by_partner_and_currency_over_the_plan_is_shown(
    network, officer, at, django_assert_num_queries
):
    project, rows, (_lead, partner, _other) = network
    travel = make_line(officer, rows[1], "1000.00")
    staff = make_line(officer, rows[1], "20000.00", category="staff", currency="PLN")
    make_line(officer, rows[2], "500.00")
    make_spending(partner, travel, "700.00")
    make_spending(partner, travel, "400.50")
    make_spending(partner, staff, "1234.56", hours=Decimal("12.5"))

    with django_assert_num_queries(1):
        found = money_of(project)
    assert [one.partnership for one in found.partners] == [rows[1], rows[2]]
    assert [(one.currency, one.planned, one.spent, one.left, one.over) for one in found.totals] == [
        ("EUR", Decimal("1500.00"), Decimal("1100.50"), Decimal("399.50"), False),
        ("PLN", Decimal("20000.00"), Decimal("1234.56"), Decimal("18765.44"), False),
    ]
    assert [(one.line, one.left) for one in found.overspent] == [(travel, Decimal("-100.50"))]


@pytest.mark.django_db
def test_a_cost_paid_in_kroner_stands_with_its_rate_and_must_be_what_the_rate_makes_of_it(network, officer, at):
    _project, rows, (_lead, partner, other) = network
    line = make_line(officer, rows[1], "1000.00", category="staff")
    paid = {"paid": Decimal("4000.00"), "paid_currency": "NOK", "rate": Decimal("0.085512"), "hours": Decimal(8)}
    paid |= {"rate_source": "Norges Bank", "rate_on": date(2026, 11, 20)}
    with pytest.raises(actions.BadValue) as refusal:
        make_spending(partner, line, "342.00", **paid)
    assert (refusal.value.field, refusal.value.code) == ("amount", "rate")
    assert "342,05" in str(refusal.value)
    spending = make_spending(partner, line, "342.05", **paid)
    assert (spending.paid, spending.rate_source) == (Decimal("4000.00"), "Norges Bank")
    for missing in ("rate", "rate_source", "rate_on", "paid"):
        with pytest.raises(actions.BadValue) as refusal:
            make_spending(partner, line, "342.05", **{k: v for k, v in paid.items() if k != missing})
        assert refusal.value.field == missing
    with pytest.raises(actions.BadValue) as refusal:
        make_spending(partner, line, "342.05", **paid | {"paid_currency": "EUR"})
    assert refusal.value.field == "paid_currency"
    with pytest.raises(NotAllowed):
        make_spending(other, line, "1.00")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": "0.00"}, "amount"),
        ({"amount": "-0.01"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"document": ""}, "document"),
        ({"on": date(2026, 12, 24)}, "on"),
        ({"hours": Decimal(-1)}, "hours"),
    ],
)
def test_an_impossible_spending_names_its_field(network, officer, values, field):
    _project, rows, _officers = network
    line = make_line(officer, rows[1])
    with pytest.raises(actions.BadValue) as refusal:
        make_spending(officer, line, **{"amount": "1.00", **values})
    assert refusal.value.field == field
    assert not Spending.objects.exists()


@pytest.mark.django_db
def test_a_correction_has_a_minus_and_cannot_take_more_than_was_spent(network, officer, at):
    _project, rows, _officers = network
    line = make_line(officer, rows[1])
    make_spending(officer, line, "100.00")
    make_spending(officer, line, "-40.00")
    with pytest.raises(actions.BadValue):
        make_spending(officer, line, "-60.01")
    make_spending(officer, line, "-60.00")
    assert spent_on(line) == 0
    with pytest.raises(actions.NotNow):
        actions.remove_budget_line(by=officer, line=line, at=at)


@pytest.mark.django_db
def test_planning_a_line_again_changes_its_sum_and_adds_none(network, officer):
    _project, rows, _officers = network
    first, again = make_line(officer, rows[1], "10.00"), make_line(officer, rows[1], "25.00")
    assert first.pk == again.pk
    assert again.planned == Decimal("25.00")


# --- support: M5


@pytest.mark.django_db
@pytest.mark.job("M5")
def test_support_is_planned_and_who_used_how_many_is_known(network, officer, at, django_assert_num_queries):
    """Visits for one city, places for whoever comes first, expert days booked by the expert's own ledger."""
    project, rows, (lead, partner, other) = network
    visits = make_allowance(lead, project, "visits", "2", partnership=rows[1])
    places = make_allowance(lead, project, "places", "10")
    make_allowance(lead, project, "expert_days", "1.5", partnership=rows[1])
    expert = make_person("Ekspertka")
    contract = make_contract(lead, project, expert)

    def book(by, allowance, row, quantity):
        return actions.book_use(
            by=by, allowance=allowance, partnership=row, on=date(2026, 12, 1), quantity=Decimal(quantity), at=at
        )

    book(partner, visits, rows[1], 1)
    book(partner, places, rows[1], 4)
    book(other, places, rows[2], 5)
    for day, quantity in ((2, "1"), (3, "0.5")):
        actions.log_expert_day(
            by=expert, contract=contract, on=date(2026, 11, day), days=Decimal(quantity), what="Warsztat",
            partnership=rows[1], at=at,
        )  # fmt: skip

    with django_assert_num_queries(2):
        found = {
            (one.allowance.kind, one.allowance.partnership): (one.used, one.left, one.by_partner)
            for one in support_of(project)
        }
    assert found == {
        ("visits", rows[1]): (1, 1, [("Partner 1", 1)]),
        ("places", None): (9, 1, [("Partner 1", 4), ("Partner 2", 5)]),
        ("expert_days", rows[1]): (Decimal("1.5"), 0, [("Partner 1", Decimal("1.5"))]),
    }


@pytest.mark.django_db
@pytest.mark.job("M5")
def test_never_more_than_was_offered_and_the_refusal_says_what_is_left(network, at):
    project, rows, (lead, partner, _other) = network
    places = make_allowance(lead, project, "places", "3")
    use = _book(partner, places, rows[1], 2, at)
    with pytest.raises(actions.UsedUp) as refusal:
        _book(partner, places, rows[1], 2, at)
    assert (refusal.value.status, refusal.value.field) == (409, "quantity")
    assert ": 1." in str(refusal.value)
    with pytest.raises(actions.BadValue) as refusal:
        make_allowance(lead, project, "places", "1")
    assert refusal.value.field == "offered"
    actions.cancel_use(by=partner, use=use, at=at)
    _book(partner, places, rows[1], 3, at)


def _book(by, allowance, row, quantity, at):
    return actions.book_use(
        by=by, allowance=allowance, partnership=row, on=at.date(), quantity=Decimal(quantity), at=at
    )


@pytest.mark.django_db
def test_an_allowance_is_used_by_whom_it_was_offered_to_and_booked_by_her_own_officers(network, stranger, at):
    project, rows, (lead, partner, other) = network
    visits = make_allowance(lead, project, "visits", "2", partnership=rows[1])
    with pytest.raises(actions.BadValue):
        _book(lead, visits, rows[2], 1, at)
    for person in (other, stranger):
        with pytest.raises(NotAllowed):
            _book(person, visits, rows[1], 1, at)
    with pytest.raises(NotAllowed):
        make_allowance(partner, project, "places", "1")
    for quantity in ("0.5", "-1", "0"):
        with pytest.raises(actions.BadValue):
            _book(partner, visits, rows[1], quantity, at)
    days = make_allowance(lead, project, "expert_days", "2")
    with pytest.raises(actions.BadValue) as refusal:
        _book(partner, days, rows[1], 1, at)
    assert refusal.value.field == "kind"
    assert not Use.objects.exists()


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_is_tried_no_allowance_is_used_beyond_its_offer(data):
    """Random bookings and cancellations in random order on one allowance."""
    from django.db import transaction

    from skwer.apps.people.models import Organisation
    from tests.factories import AT, make_city, make_member

    with transaction.atomic():
        lead = make_person()
        city = Organisation.objects.filter(slug="hipoteza").first() or make_city("hipoteza")
        make_member(lead, city)
        project, rows, _officers = make_network(city, lead, partners=0)
        offered = data.draw(st.integers(1, 6))
        allowance = make_allowance(lead, project, "places", str(offered))
        for _step in range(data.draw(st.integers(1, 8))):
            uses = list(allowance.uses.all())
            if uses and data.draw(st.booleans()):
                actions.cancel_use(by=lead, use=data.draw(st.sampled_from(uses)), at=AT)
                continue
            quantity = data.draw(st.integers(1, 4))
            left = offered - sum(use.quantity for use in allowance.uses.all())
            if quantity > left:
                with pytest.raises(actions.UsedUp):
                    _book(lead, allowance, rows[0], quantity, AT)
            else:
                _book(lead, allowance, rows[0], quantity, AT)
            assert sum(use.quantity for use in allowance.uses.all()) <= offered
        transaction.set_rollback(True)


# --- experts: E4


@pytest.fixture
def expert(db):
    return make_person("Ekspertka", email="ekspertka@example.org")


def log(expert, contract, day, days="1", at=None, **values):
    given = {"what": "Warsztat", "partnership": None, **values}
    return actions.log_expert_day(
        by=expert, contract=contract, on=date(2026, 11, day), days=Decimal(days), at=at, **given
    )


@pytest.mark.django_db
@pytest.mark.job("E4")
def test_days_are_billed_against_the_contract_and_its_cap_holds(network, expert, at):
    """Half-days count, the cap holds, billed days stay, and the ledger tells worked, billed, left and their worth."""
    project, _rows, (lead, *_rest) = network
    contract = make_contract(lead, project, expert, "2.5", day_rate=Decimal("400.00"), currency="EUR")
    log(expert, contract, 3, "1", at)
    log(expert, contract, 4, "0.5", at)
    assert actions.bill_days(by=expert, contract=contract, until=date(2026, 11, 3), at=at) == 1
    half = log(expert, contract, 5, "0.5", at)
    with pytest.raises(actions.NoDaysLeft) as refusal:
        log(expert, contract, 6, "1", at)
    assert (refusal.value.status, refusal.value.field) == (409, "days")
    assert "0,5" in str(refusal.value)

    (ledger,) = ledgers(ExpertContract.objects.filter(person=expert))
    assert (ledger.worked, ledger.billed, ledger.unbilled, ledger.left) == (
        Decimal("2.0"), Decimal("1.0"), Decimal("1.0"), Decimal("0.5"),
    )  # fmt: skip
    assert ledger.worth(ledger.unbilled) == Decimal("400.00")

    billed = contract.days.get(on=date(2026, 11, 3))
    with pytest.raises(actions.NotNow):
        actions.remove_expert_day(by=expert, day=billed, at=at)
    actions.remove_expert_day(by=expert, day=half, at=at)
    log(expert, contract, 6, "1", at)
    with pytest.raises(actions.BadValue):
        actions.bill_days(by=expert, contract=contract, until=date(2026, 11, 3), at=at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"days": "0.25"}, "days"),
        ({"days": "2"}, "days"),
        ({"day": 30}, "on"),
        ({"what": ""}, "what"),
    ],
)
def test_an_impossible_day_names_its_field(network, expert, values, field, at):
    project, _rows, (lead, *_rest) = network
    contract = make_contract(lead, project, expert)
    with pytest.raises(actions.BadValue) as refusal:
        log(expert, contract, **{"day": 3, **values}, at=at)
    assert refusal.value.field == field
    assert not ExpertDay.objects.exists()


@pytest.mark.django_db
def test_a_day_has_no_more_than_one_day_and_lies_in_the_contract(network, expert, at):
    project, _rows, (lead, *_rest) = network
    contract = make_contract(lead, project, expert, starts_on=date(2026, 11, 2))
    log(expert, contract, 3, "0.5", at)
    log(expert, contract, 3, "0.5", at)
    with pytest.raises(actions.BadValue) as refusal:
        log(expert, contract, 3, "0.5", at)
    assert refusal.value.field == "on"
    with pytest.raises(actions.BadValue) as refusal:
        log(expert, contract, 1, "0.5", at)
    assert refusal.value.field == "on"


@pytest.mark.django_db
def test_only_the_expert_and_the_keeper_write_in_her_ledger(network, expert, resident, at):
    project, _rows, (lead, partner, _other) = network
    contract = make_contract(lead, project, expert)
    log(lead, contract, 3, at=at)
    for person in (partner, resident):
        with pytest.raises(NotAllowed):
            log(person, contract, 4, at=at)
    actions.end_contract(by=lead, contract=contract, at=at)
    with pytest.raises(NotAllowed):
        log(expert, contract, 4, at=at)
    with pytest.raises(actions.NotNow):
        log(lead, contract, 4, at=at)


@pytest.mark.django_db
def test_a_citys_expert_days_are_capped_by_what_was_offered_to_it(network, expert, at):
    project, rows, (lead, *_rest) = network
    contract = make_contract(lead, project, expert)
    make_allowance(lead, project, "expert_days", "10")
    own = make_allowance(lead, project, "expert_days", "1", partnership=rows[1])
    day = log(expert, contract, 3, at=at, partnership=rows[1])
    with pytest.raises(actions.UsedUp):
        log(expert, contract, 4, at=at, partnership=rows[1])
    assert contract.days.count() == 1  # the refused day is in no ledger either
    log(expert, contract, 4, at=at, partnership=rows[2])  # from what all may use
    with pytest.raises(actions.NotNow):
        actions.cancel_use(by=lead, use=day.use, at=at)
    actions.remove_expert_day(by=expert, day=day, at=at)
    assert not own.uses.exists()


@pytest.mark.django_db
def test_a_contract_is_never_cut_below_the_days_worked(network, expert, at):
    project, _rows, (lead, _partner, _other) = network
    contract = make_contract(lead, project, expert)
    for day in (3, 4):
        log(expert, contract, day, at=at)
    with pytest.raises(actions.BadValue) as refusal:
        actions.change_contract(by=lead, contract=contract, values={"days_agreed": Decimal("1.5")}, at=at)
    assert refusal.value.field == "days_agreed"
    with pytest.raises(NotAllowed):
        actions.change_contract(by=expert, contract=contract, values={"days_agreed": Decimal(9)}, at=at)
    actions.change_contract(by=lead, contract=contract, values={"days_agreed": Decimal(2)}, at=at)
    assert JournalEntry.objects.filter(verb="contract_changed").count() == 1
