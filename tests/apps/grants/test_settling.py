"""The end of the account: what it waits for, what is to come back, with interest by the city's own table."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from skwer.apps.grants.actions import paying, rating, reporting, settling, spending, working
from skwer.apps.grants.actions.book import BadValues
from skwer.apps.grants.models import InterestRate, Refund
from skwer.apps.grants.queries.money import account_of
from skwer.apps.grants.queries.owing import late_reports, open_refunds, owed
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed

from ...factories import AT
from ...grants_factories import CITY_ACCOUNT, active_agreement, expense
from .test_money_path import write_report

D = Decimal
DAY = timedelta(days=1)
SAMPLE = Path(__file__).parents[3] / "docs" / "methods" / "rates-sample.csv"


@pytest.fixture
def one(city, officer):
    """In force, the first instalment (4,800 zł) paid, the last one cancelled."""
    made = active_agreement(city, officer=officer)
    order = paying.order_payments(
        by=officer,
        organisation=city,
        instalments=made.instalments.filter(state="due"),
        from_account=CITY_ACCOUNT,
        pay_on=AT.date(),
        at=AT,
    )
    paying.confirm_paid(by=officer, order=order, paid_on=AT.date(), at=AT)
    paying.cancel_instalment(by=officer, instalment=made.instalments.get(state="planned"), why="Mniej.", at=AT)
    return made


@pytest.fixture
def settled(one, officer):
    """Settled: nothing was spent, 4,800 zł are to come back."""
    one.reports.update(state="accepted")
    settling.settle(by=officer, agreement=one, at=AT)
    return one


def ask(one, officer, principal="4800.00", kind="unspent", **fields) -> Refund:
    told = {"kind": kind, "principal": D(principal), "reason": "Niewydane.", **fields}
    return settling.ask_refund(by=officer, agreement=one, at=AT, **told)


def rates(city, officer, *rows):
    for since, percent in rows:
        rating.set_rate(
            by=officer,
            organisation=city,
            kind="tax",
            since=since,
            percent=percent,
            source="Zmyślone.",
            read_on="2026-01-01",
            at=AT,
        )


# --- what a settlement waits for


def test_each_thing_a_settlement_waits_for_is_named(city, officer):
    one = active_agreement(city, officer=officer)
    expense(one)
    working.log_delivery(
        by=one.party, pledge=one.pledges.get(), values={"on": AT.date(), "quantity": "4", "what": "Kopanie"}, at=AT
    )

    codes = {hindrance.code for hindrance in settling.figures(one).hindrances}
    assert codes == {"report", "expenses", "instalments", "work"}
    with pytest.raises(settling.CannotSettle):
        settling.settle(by=officer, agreement=one, at=AT)


def test_an_account_is_settled_once_and_then_takes_nothing_more(settled, officer):
    with pytest.raises(settling.CannotSettle) as refused:
        settling.settle(by=officer, agreement=settled, at=AT)
    assert refused.value.code == "settled"
    with pytest.raises(spending.CannotSpend):
        expense(settled)
    with pytest.raises(working.CannotLog):
        working.log_delivery(by=settled.party, pledge=settled.pledges.get(), values={}, at=AT)


def test_the_grant_pays_accepted_costs_up_to_what_was_paid(one, officer):
    spending.review_expense(by=officer, expense=expense(one, total="4400"), accepted=D("4400"), at=AT)
    other = expense(one, total="1000", line=one.lines.get(order=2))
    spending.review_expense(by=officer, expense=other, accepted=D("1000"), at=AT)
    one.reports.update(state="accepted")
    made = settling.settle(by=officer, agreement=one, note="Dziękujemy.", at=AT)

    assert (made.paid, made.accepted, made.due_back, made.note) == (D("4800"), D("4800"), D("0"), "Dziękujemy.")


def test_only_the_office_settles_and_asks_back(one, settled, stranger, auditor):
    for person in (settled.party, stranger, auditor):
        with pytest.raises(NotAllowed):
            settling.settle(by=person, agreement=settled, at=AT)
        with pytest.raises(NotAllowed):
            ask(settled, person)


# --- refunds


def test_no_more_is_asked_back_than_the_settlement_says(settled, officer):
    ask(settled, officer, "4000.00")
    with pytest.raises(settling.BadRefund) as refused:
        ask(settled, officer, "800.01", "ineligible")
    assert (refused.value.field, refused.value.code) == ("principal", "too_much")
    ask(settled, officer, "800.00", "ineligible")

    assert settling.may_ask_back(settled, "unspent") == 0
    assert settling.may_ask_back(settled, "misused") == 0


@pytest.mark.job("O7")
def test_a_late_refund_bears_interest_by_the_dated_table(settled, city, officer):
    rating.load_rates(by=officer, organisation=city, data=SAMPLE.read_bytes(), at=AT)
    rates(city, officer, ("2027-01-01", "10"))
    refund = ask(settled, officer)  # due 8 December; interest from the 9th
    on = date(2027, 1, 10)

    owing = open_refunds(city, on)[0]
    # 23 days at 11 % and 10 days at 10 %: 33.27 + 13.15 = 46.42, as for tax arrears 46 zł.
    assert [(span.days, span.percent) for span in owing.spans] == [(23, D("11.000")), (10, D("10.000"))]
    assert (owing.principal, owing.interest, owing.total, owing.late) == (D("4800"), D("46.00"), D("4846.00"), True)
    assert owed(refund, refund.due_on).interest == 0
    assert not owed(refund, refund.due_on).late


@pytest.mark.job("O7")
def test_late_reports_are_listed_the_longest_overdue_first(one, city, officer, other_city):
    report = one.reports.get(kind="final")

    assert list(late_reports(city, report.due_on)) == []
    assert list(late_reports(city, report.due_on + DAY)) == [report]
    assert list(late_reports(other_city, report.due_on + DAY)) == []
    one.reports.update(state="submitted")
    assert list(late_reports(city, report.due_on + DAY)) == []


def test_a_part_payment_is_split_and_the_rest_ends_the_refund(settled, city, officer):
    rates(city, officer, ("2026-01-01", "10"))
    refund = ask(settled, officer)
    at = AT + timedelta(days=88)
    on = at.date()
    before = owed(refund, on)
    half = settling.record_refund_payment(by=officer, refund=refund, on=on, amount=before.total / 2, at=at)
    assert half.principal + half.interest == before.total / 2
    assert half.principal == D("2400.00")
    assert refund.state == Refund.State.ASSESSED

    rest = owed(refund, on)
    settling.record_refund_payment(by=officer, refund=refund, on=on, amount=rest.total, document="WB 7", at=at)
    assert (refund.state, owed(refund, on).total) == (Refund.State.PAID, D("0"))
    account = account_of(settled)
    assert account.faults() == []
    assert (account.refunded, account.outstanding) == (D("4800"), D("0"))
    with pytest.raises(settling.RefundEnded):
        settling.record_refund_payment(by=officer, refund=refund, on=on, amount=D("1"), at=at)


@pytest.mark.parametrize(
    ("on", "amount", "field", "code"),
    [
        (AT.date() + DAY, "1", "on", "bad_refund"),
        (AT.date(), "0", "amount", "bad_refund"),
        (AT.date(), "4800.01", "amount", "too_much"),
    ],
)
def test_a_payment_with_a_slip_is_refused(settled, officer, on, amount, field, code):
    with pytest.raises(settling.BadRefund) as refused:
        settling.record_refund_payment(by=officer, refund=ask(settled, officer), on=on, amount=D(amount), at=AT)

    assert (refused.value.field, refused.value.code) == (field, code)


def test_without_a_rate_no_interest_is_guessed(settled, officer):
    refund = ask(settled, officer)
    late = AT + timedelta(days=40)
    assert owed(refund, late.date()).no_rate == refund.interest_from
    with pytest.raises(settling.BadRefund) as refused:
        settling.record_refund_payment(by=officer, refund=refund, on=late.date(), amount=D("1"), at=late)

    assert refused.value.code == "no_rate"


def test_payments_are_recorded_in_the_order_of_their_days(settled, officer):
    refund = ask(settled, officer)
    later = AT + 3 * DAY
    settling.record_refund_payment(by=officer, refund=refund, on=later.date(), amount=D("100"), at=later)
    with pytest.raises(settling.BadRefund) as refused:
        settling.record_refund_payment(by=officer, refund=refund, on=AT.date(), amount=D("100"), at=later)

    assert refused.value.code == "order"


def test_a_refund_is_waived_with_a_reason_and_enforced_only_when_late(settled, officer):
    refund = ask(settled, officer)
    with pytest.raises(settling.BadRefund):
        settling.enforce(by=officer, refund=refund, reason="Tytuł 1.", at=AT)
    with pytest.raises(settling.BadRefund):
        settling.waive(by=officer, refund=refund, reason=" ", at=AT)
    settling.enforce(by=officer, refund=refund, reason="Tytuł 1.", at=AT + timedelta(days=30))
    assert account_of(settled).outstanding == D("4800")
    settling.waive(by=officer, refund=refund, reason="Uchwała 9.", at=AT + timedelta(days=31))

    account = account_of(settled)
    assert (account.waived, account.outstanding) == (D("4800"), D("0"))
    assert JournalEntry.objects.filter(verb="refund_waived").exists()


def test_money_misused_after_the_settlement_can_be_asked_back(one, officer):
    spending.review_expense(by=officer, expense=expense(one, total="4400"), accepted=D("4400"), at=AT)
    one.reports.update(state="accepted")
    settling.settle(by=officer, agreement=one, at=AT)
    assert settling.may_ask_back(one, "misused") == D("4400")
    ask(one, officer, "4400", "misused", interest_from=AT.date())

    account = account_of(one)
    assert (account.due_back, account.faults()) == (D("4800"), [])


# --- reports


def test_a_report_is_corrected_and_accepted_and_the_last_instalment_fits_the_costs(city, officer):
    one = active_agreement(city, officer=officer)
    shown = expense(one, total="4400.00")
    other = expense(one, total="900.00", line=one.lines.get(order=2))
    report = write_report(one)
    reporting.ask_report_correction(by=officer, report=report, correction="Dopisz efekty.", at=AT)
    with pytest.raises(reporting.NotOpen):
        reporting.accept_report(by=officer, report=report, at=AT)
    reporting.submit_report(by=one.party, report=report, version=report.version, at=AT)
    with pytest.raises(reporting.NotReady) as refused:
        reporting.accept_report(by=officer, report=report, at=AT)
    assert refused.value.code == "unanswered"
    spending.review_expense(by=officer, expense=shown, accepted=D("4400"), at=AT)
    spending.review_expense(by=officer, expense=other, accepted=D("900"), at=AT)
    reporting.accept_report(by=officer, report=report, at=AT)

    # 5,300 accepted, 4,800 due by the signature: of the last 1,200 only 500 are paid.
    assert sorted(one.instalments.values_list("amount", "state")) == [
        (D("500"), "due"),
        (D("700"), "cancelled"),
        (D("4800"), "due"),
    ]
    assert account_of(one).faults() == []


def test_a_report_with_gaps_is_kept_and_not_sent(city, officer):
    one = active_agreement(city, officer=officer)
    report = one.reports.get(kind="final")
    reporting.begin_report(by=one.party, report=report, at=AT)
    assert report.results[0]["target"] == "40"
    reporting.save_report(by=one.party, report=report, answers={"what_was_done": "Trochę."}, version=0, at=AT)
    with pytest.raises(BadValues) as refused:
        reporting.submit_report(by=one.party, report=report, version=1, at=AT)
    assert "who_took_part" in {error.field for error in refused.value.errors}
    with pytest.raises(reporting.StaleReport):
        reporting.save_report(by=one.party, report=report, answers={}, version=0, at=AT)

    report.refresh_from_db()
    assert report.answers == {"what_was_done": "Trochę."}


def test_a_final_report_waits_for_documents_that_were_not_sent(city, officer):
    one = active_agreement(city, officer=officer)
    expense(one, claimed=False)
    with pytest.raises(reporting.NotReady) as refused:
        write_report(one)

    assert refused.value.code == "drafts"
    assert refused.value.paragraph.startswith("§")


# --- rates


def test_the_sample_table_says_in_every_row_that_it_is_invented(city, officer):
    rating.load_rates(by=officer, organisation=city, data=SAMPLE.read_bytes(), at=AT)

    assert InterestRate.objects.count() == 5
    assert all("INVENTED" in rate.source for rate in InterestRate.objects.all())
    assert rating.load_rates(by=officer, organisation=city, data=SAMPLE.read_bytes(), at=AT).same == 5


def test_other_cities_and_parties_keep_off_the_table(city, officer, stranger, auditor):
    for person in (stranger, auditor):
        with pytest.raises(NotAllowed):
            rating.load_rates(by=person, organisation=city, data=SAMPLE.read_bytes(), at=AT)
