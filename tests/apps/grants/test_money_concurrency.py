"""Two at once on the same money: one of them is told that somebody was faster, and the account stays whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from skwer.apps.grants.actions import paying, settling, spending
from skwer.apps.grants.models import Expense, Instalment, PaymentOrder, RefundPayment, Settlement
from skwer.apps.grants.queries.money import account_of
from skwer.apps.people.refusals import Refusal

from ...factories import AT, make_member, make_person
from ...grants_factories import CITY_ACCOUNT, active_agreement, expense
from ..voting.test_concurrency import all_at_once

D = Decimal


@pytest.fixture
def one(transactional_db, city, officer):
    return active_agreement(city, officer=officer)


@pytest.fixture
def colleague(city):
    person = make_person("Ola Druga", second_factor=True)
    make_member(person, city)
    return person


def stale(row: Instalment) -> Instalment:
    """The row as a page read it a moment ago: each request has its own object."""
    return Instalment.objects.select_related("agreement__organisation").get(pk=row.pk)


def ordering(by, row: Instalment):
    mine = stale(row)
    return lambda: paying.order_payments(
        by=by,
        organisation=mine.agreement.organisation,
        instalments=[mine],
        from_account=CITY_ACCOUNT,
        pay_on=AT.date(),
        at=AT,
    )


def one_refused(raised) -> bool:
    assert all(error is None or isinstance(error, Refusal) for error in raised), raised
    return sum(error is not None for error in raised) == len(raised) - 1


def test_two_officers_order_the_same_instalment(one, officer, colleague):
    row = one.instalments.get(state="due")
    raised = all_at_once(ordering(officer, row), ordering(colleague, row))

    assert one_refused(raised)
    assert PaymentOrder.objects.count() == 1
    assert PaymentOrder.objects.get().total == row.amount


def test_two_officers_order_different_instalments_under_different_numbers(one, city, officer, colleague):
    other = active_agreement(city, officer=officer)
    rows = [agreement.instalments.get(state="due") for agreement in (one, other)]
    raised = all_at_once(*(ordering(by, row) for by, row in zip((officer, colleague), rows, strict=True)))

    assert raised == [None, None]
    assert sorted(PaymentOrder.objects.values_list("number", flat=True)) == [1, 2]


def test_ordering_and_withholding_at_once(one, officer, colleague):
    row = one.instalments.get(state="due")
    mine = stale(row)
    raised = all_at_once(
        ordering(officer, row), lambda: paying.withhold(by=colleague, instalment=mine, why="Kontrola.", at=AT)
    )

    assert one_refused(raised)
    row.refresh_from_db()
    assert (row.state == "ordered") == PaymentOrder.objects.exists()
    assert row.state in ("ordered", "withheld")
    assert account_of(one).faults() == []


def test_paying_and_the_banks_refusal_at_once(one, officer, colleague):
    order = ordering(officer, one.instalments.get(state="due"))()
    mine = stale(order.instalments.get())
    raised = all_at_once(
        lambda: paying.confirm_paid(by=officer, order=order, paid_on=AT.date(), at=AT),
        lambda: paying.bank_refused(by=colleague, instalment=mine, why="Zamknięty.", at=AT),
    )

    assert one_refused(raised)
    assert account_of(one).faults() == []


def test_two_answers_never_accept_more_than_the_line_takes(one, officer, colleague):
    shown = [expense(one, total="4000.00") for _number in range(2)]  # the line: 4,000 and a tenth of it
    mine = [Expense.objects.select_related("agreement__organisation", "line").get(pk=row.pk) for row in shown]
    all_at_once(
        *(
            lambda by=by, row=row: spending.review_expense(by=by, expense=row, accepted=D("4000.00"), at=AT)
            for by, row in zip((officer, colleague), mine, strict=True)
        )
    )

    assert account_of(one).accepted == D("4000.00")


def test_an_account_is_settled_once_and_a_refund_paid_once(one, officer, colleague):
    order = ordering(officer, one.instalments.get(state="due"))()
    paying.confirm_paid(by=officer, order=order, paid_on=AT.date(), at=AT)
    paying.cancel_instalment(by=officer, instalment=one.instalments.get(state="planned"), why="Koniec.", at=AT)
    one.reports.update(state="accepted")
    two = [type(one).objects.get(pk=one.pk) for _number in range(2)]
    raised = all_at_once(
        *(
            lambda by=by, row=row: settling.settle(by=by, agreement=row, at=AT)
            for by, row in zip((officer, colleague), two, strict=True)
        )
    )
    assert one_refused(raised)
    assert Settlement.objects.get().due_back == D("4800.00")

    refund = settling.ask_refund(
        by=officer, agreement=two[0], kind="unspent", principal=D("4800.00"), reason="Niewydane.", at=AT
    )
    copies = [type(refund).objects.get(pk=refund.pk) for _number in range(2)]
    raised = all_at_once(
        *(
            lambda row=row: settling.record_refund_payment(
                by=officer, refund=row, on=AT.date(), amount=D("4800.00"), at=AT
            )
            for row in copies
        )
    )
    assert one_refused(raised)
    assert RefundPayment.objects.get().principal == D("4800.00")
