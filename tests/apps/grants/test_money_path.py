"""From the signed agreement to the last grosz: the way money takes, in one go."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from skwer.apps.grants.actions import paying, reporting, settling, spending, working
from skwer.apps.grants.models import Agreement, Instalment, Refund
from skwer.apps.grants.queries.money import account_of

from ...factories import AT
from ...grants_factories import CITY_ACCOUNT, active_agreement, expense

D = Decimal
ANSWERS = {"what_was_done": "Ławki stoją.", "who_took_part": "Dwunastu sąsiadów."}


def write_report(agreement: Agreement, at=AT):
    report = agreement.reports.get(kind="final")
    by = agreement.party
    reporting.begin_report(by=by, report=report, at=at)
    rows = [{**row, "reached": row["reached"] or row["target"], "how": "liczyliśmy"} for row in report.results]
    assert reporting.save_report(by=by, report=report, answers=ANSWERS, results=rows, version=0, at=at) == []
    return reporting.submit_report(by=by, report=report, version=1, at=at)


def test_from_the_first_instalment_to_the_settled_account(city, officer):
    one = active_agreement(city, officer=officer)
    by = one.party
    first, last = one.instalments.order_by("order")
    assert (first.state, last.state) == ("due", "planned")

    order = paying.order_payments(
        by=officer, organisation=city, instalments=[first], from_account=CITY_ACCOUNT, pay_on=AT.date(), at=AT
    )
    paying.confirm_paid(by=officer, order=order, paid_on=AT.date(), at=AT)
    good = expense(one, total="4000.00")
    bad = expense(one, total="500.00", line=one.lines.get(order=2))
    spending.review_expense(by=officer, expense=good, accepted=D("4000.00"), at=AT)
    spending.review_expense(by=officer, expense=bad, accepted=D("0"), reason="Poczęstunek.", paragraph="§ 7", at=AT)
    entry = working.log_delivery(
        by=by,
        pledge=one.pledges.get(),
        values={"on": AT.date(), "quantity": "40", "people": 4, "what": "Kopanie"},
        at=AT,
    )
    working.verify_delivery(by=officer, delivery=entry, yes=True, at=AT)
    reporting.accept_report(by=officer, report=write_report(one), at=AT)

    last.refresh_from_db()
    assert last.state == Instalment.State.CANCELLED  # 4,800 paid, 4,000 accepted: nothing more is paid
    settlement = settling.settle(by=officer, agreement=one, at=AT)
    assert (settlement.paid, settlement.accepted, settlement.due_back) == (D("4800"), D("4000"), D("800"))
    one.refresh_from_db()
    assert one.state == Agreement.State.PERFORMED
    refund = settling.ask_refund(
        by=officer, agreement=one, kind="unspent", principal=D("800"), reason="Niewydane.", at=AT
    )
    later = AT + timedelta(days=3)
    settling.record_refund_payment(by=officer, refund=refund, on=later.date(), amount=D("800"), at=later)
    refund.refresh_from_db()

    account = account_of(one)
    assert refund.state == Refund.State.PAID
    assert account.faults() == []
    assert (account.awarded, account.paid, account.cancelled) == (D("6000"), D("4800"), D("1200"))
    assert (account.accepted, account.refused, account.pending) == (D("4000"), D("500"), D("0"))
    assert (account.due_back, account.refunded, account.outstanding) == (D("800"), D("800"), D("0"))
    assert (account.hours_pledged, account.hours_verified, account.hours_value) == (D("40"), D("40"), D("1200"))
