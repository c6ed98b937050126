"""Whatever officers and parties do, in whatever order: the account adds up to the grosz after every step."""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from skwer.apps.files.models import Upload
from skwer.apps.grants import actions
from skwer.apps.grants.actions import buying, ending, paying, rating, reporting, settling, spending, working
from skwer.apps.grants.models import Agreement, Delivery, Expense, Instalment, PaymentOrder, Pledge, Refund
from skwer.apps.grants.queries import money
from skwer.apps.grants.queries.owing import owed
from skwer.apps.people.refusals import Refusal

from ...factories import AT
from ...grants_factories import CITY_ACCOUNT, active_agreement, decided_call, sign_both

D = Decimal
REPORT = {"what_was_done": "Ławki stoją.", "who_took_part": "Dwunastu sąsiadów."}
sums = st.integers(1, 400_000).map(lambda n: D(n) / 100)
picks = st.integers(0, 10**6)
COSTS = [
    {"name": "Ławki", "quantity": "2 szt.", "amount": "4000.03", "source": "grant"},
    {"name": "Drzewa", "quantity": "3 szt.", "amount": "1999.98", "source": "grant"},
    {"name": "Praca sąsiadów", "quantity": "40 godzin", "amount": "1200.00", "source": "volunteer"},
    {"name": "Narzędzia", "quantity": "", "amount": "300.00", "source": "in_kind"},
]
PARTS = [{"share": "33", "after": "signed"}, {"share": "33", "after": "signed"}, {"share": "34", "after": "final"}]


ROWS = (
    "lines",
    "instalments",
    "expenses",
    "settlement",
    "refunds__payments",
    "pledges__deliveries",
    "purchases",
)


def recount(agreement: Agreement) -> dict[str, D]:
    """The account counted once more, row by row in Python; the rows (ROWS) were fetched with it."""
    found: dict[str, D] = defaultdict(D)
    found["awarded"] = agreement.amount
    found["in_kind"] = sum((line.amount for line in agreement.lines.all() if line.source == "city"), D(0))
    for row in agreement.instalments.all():
        found[row.state] += row.amount
    for row in agreement.expenses.all():
        if row.state in ("claimed", "queried"):
            found["pending"] += row.claimed
        elif row.accepted is not None:
            found["accepted"] += row.accepted
            found["refused"] += row.claimed - row.accepted
    settlement = getattr(agreement, "settlement", None)
    if settlement is not None:
        assert settlement.paid == settlement.accepted + settlement.due_back == found["paid"]
        assert settlement.awarded == found["paid"] + found["cancelled"]
        found["due_back"] = settlement.due_back
    for refund in agreement.refunds.all():
        back = sum((payment.principal for payment in refund.payments.all()), D(0))
        assert all(p.principal + p.interest == p.amount for p in refund.payments.all())
        assert (back == refund.principal) == (refund.state == Refund.State.PAID)
        assert back <= refund.principal
        found["refunded"] += back
        found["interest_paid"] += sum((payment.interest for payment in refund.payments.all()), D(0))
        if refund.kind == Refund.Kind.MISUSED:
            found["due_back"] += refund.principal
        if refund.state == Refund.State.WAIVED:
            found["waived"] += refund.principal - back
    found["outstanding"] = found["due_back"] - found["refunded"] - found["waived"]
    for pledge in agreement.pledges.all():
        hours = pledge.kind == Pledge.Kind.HOURS
        found["hours_pledged"] += pledge.quantity if hours else 0
        for row in pledge.deliveries.all():
            verified = row.state == Delivery.State.VERIFIED
            if hours:
                found["hours_logged"] += row.quantity
                found["hours_verified"] += row.quantity if verified else 0
                found["hours_value"] += (row.quantity * agreement.hour_rate).quantize(D("0.01")) if verified else 0
            elif verified:
                found["things"] += row.value
    for row in agreement.purchases.all():
        if row.state not in ("wanted", "dropped"):
            found["bought" if row.kind == "buy" else "lent"] += row.cost
    return found


class Money(RuleBasedStateMachine):
    """Two agreements in złoty (one of them mixed) and one in crowns; every rule tries, and may be refused."""

    officer = None
    keys: tuple[int, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at = AT
        self.done: set[str] = set()

    @initialize(pick=picks, total=sums, share=st.integers(85, 99))
    def begin(self, pick, total, share):
        """Every sequence starts with a little of everything, so that even few of them reach the end of an account."""
        planned = self.any(self.one(pick).instalments, 2)
        self.attempt(paying.withhold, by=self.officer, instalment=planned, why="Kontrola.")
        self.attempt(paying.release, by=self.officer, instalment=planned)
        given_up = self.any(self.one(pick + 1).instalments, 2)
        self.attempt(paying.cancel_instalment, by=self.officer, instalment=given_up, why="Mniej.")
        self.amend(pick * 10 + 1, share)
        self.pay(pick)
        self.show(pick * 4 + 1, total, 100)
        self.review(0, 33)
        self.give(pick, total, verdict=True)

    def teardown(self) -> None:
        """The three accounts come to their end, whatever happened before; then everything is counted in other ways."""
        for number in range(3):
            self.bring_to_its_end(number)
            self.ask_back(number, "unspent", D("1.00"))
            self.pay_back(number, D("0.51"), whole=False)
            self.pay_back(number, D("0.51"), whole=True)
            self.accounts_add_up()
        self.other_ways_of_counting_agree()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- tools

    def one(self, pick: int) -> Agreement:
        return Agreement.objects.get(pk=self.keys[pick % len(self.keys)])

    def any(self, rows, pick: int):
        rows = list(rows.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def attempt(self, action, **told):
        """Try; None when it is refused."""
        try:
            made = action(at=self.at, **told)
        except Refusal:
            return None
        self.done.add(action.__name__)
        return made

    # --- the office pays

    @rule(pick=picks, mask=picks)
    def order(self, pick, mask):
        due = Instalment.objects.filter(agreement__currency=("PLN", "CZK")[pick % 2]).order_by("pk")
        rows = [row for number, row in enumerate(due) if mask >> number & 1]
        self.attempt(
            paying.order_payments,
            by=self.officer,
            organisation=self.officer.memberships.get().organisation,
            instalments=rows,
            from_account=CITY_ACCOUNT,
            pay_on=self.at.date(),
        )

    @rule(pick=picks)
    def pay(self, pick):
        for row in Instalment.objects.filter(state="due", agreement=self.one(pick)):
            self.attempt(
                paying.order_payments,
                by=self.officer,
                organisation=row.agreement.organisation,
                instalments=[row],
                from_account=CITY_ACCOUNT,
                pay_on=self.at.date(),
            )
        for row in Instalment.objects.filter(state="ordered", agreement=self.one(pick)):
            self.attempt(paying.confirm_paid, by=self.officer, order=row.payment, paid_on=self.at.date())

    @rule(pick=picks, what=st.sampled_from(["withhold", "release", "cancel_instalment", "bank_refused"]))
    def hold(self, pick, what):
        row = self.any(Instalment.objects.all(), pick)
        told = {} if what == "release" else {"why": "Powód."}
        self.attempt(getattr(paying, what), by=self.officer, instalment=row, **told)

    # --- the party spends and works

    @rule(pick=picks, total=sums, share=st.integers(0, 100))
    def show(self, pick, total, share):
        one = self.one(pick)
        line = self.any(one.lines.filter(source="grant"), pick)
        claimed = (total * share / 100).quantize(D("0.01"))
        made = self.attempt(
            spending.add_expense,
            by=one.party,
            agreement=one,
            values={
                "line": line,
                "document": f"FV/{pick}",
                "what": "Deski",
                "issued_on": self.at.date(),
                "total": total,
                "claimed": claimed,
                "shares": [{"source": "own", "amount": total - claimed}],
            },
        )
        if made is not None:
            Upload.objects.create(
                organisation=one.organisation,
                kind="document",
                holder_kind="grant_expense",
                holder_key=str(made.pk),
                original_name="f.pdf",
                size=1,
                sha256=f"{made.pk:064x}",
                uploaded_at=self.at,
            )
            if pick % 4:
                self.attempt(spending.claim_expenses, by=one.party, agreement=one)

    @rule(pick=picks, share=st.sampled_from([0, 33, 100, 100, 120]))
    def review(self, pick, share):
        row = self.any(Expense.objects.all(), pick)
        if row is not None:
            accepted = (row.claimed * share / 100).quantize(D("0.01"))
            self.attempt(
                spending.review_expense, by=self.officer, expense=row, accepted=accepted, reason="Nie wszystko."
            )

    @rule(pick=picks)
    def query(self, pick):
        row = self.any(Expense.objects.filter(state="claimed"), pick)
        if row is not None:
            self.attempt(spending.query_expense, by=self.officer, expense=row, reason="Brak daty.")

    @rule(pick=picks, quantity=sums, verdict=st.sampled_from([True, True, False, None]))
    def give(self, pick, quantity, verdict):
        one = self.one(pick)
        pledge = self.any(one.pledges, pick)
        values = {"on": self.at.date(), "quantity": quantity % 24 + 1, "what": "Kopanie"}
        entry = self.attempt(working.log_delivery, by=one.party, pledge=pledge, values=values)
        if entry is not None and verdict is not None:
            self.attempt(working.verify_delivery, by=self.officer, delivery=entry, yes=verdict, why="Nie było.")

    @rule(pick=picks, cost=sums, kind=st.sampled_from(["buy", "lend"]))
    def buy(self, pick, cost, kind):
        one = self.one(pick)
        told = {"kind": kind, "what": "Ławka", "cost": cost, "back_by": self.at.date()}
        made = self.attempt(buying.add_purchase, by=self.officer, agreement=one, values=told)
        if made is not None and pick % 3:
            state = ("delivered", "dropped")[pick % 2]
            self.attempt(buying.move_purchase, by=self.officer, purchase=made, state=state, on=self.at.date())

    # --- both change the agreement

    @rule(pick=picks, share=st.integers(50, 110))
    def amend(self, pick, share):
        one = self.one(pick)
        rows = [
            {
                "order": line.order,
                "name": line.name,
                "source": line.source,
                "payer": line.payer,
                "amount": (line.amount * share / 100).quantize(D("0.01"))
                if line.order == 1 + pick % 2
                else line.amount,
            }
            for line in one.lines.order_by("order")
        ]
        asked = self.attempt(
            actions.ask_amendment, by=one.party, agreement=one, kinds=["budget"], changes={"lines": rows}, why="Taniej."
        )
        if asked is None:
            return
        agreed = self.attempt(
            actions.answer_amendment, by=self.officer, amendment=asked, agree=bool(pick % 5), answer="Nie."
        )
        if agreed is None or agreed.state != "agreed":
            self.attempt(actions.withdraw_amendment, by=one.party, amendment=asked)
            return
        try:
            with transaction.atomic():
                sign_both(self.officer, agreed.version, on=self.at.date(), at=self.at)
        except Refusal:
            self.attempt(actions.withdraw_amendment, by=one.party, amendment=asked)
        else:
            self.done.add("amended")

    # --- the end

    @rule(pick=picks, accept=st.booleans())
    def report(self, pick, accept):
        one = self.one(pick)
        row = one.reports.get(kind="final")
        self.attempt(reporting.begin_report, by=one.party, report=row)
        rows = [{**result, "reached": "40"} for result in row.results]
        self.attempt(reporting.save_report, by=one.party, report=row, answers=REPORT, results=rows, version=row.version)
        self.attempt(reporting.submit_report, by=one.party, report=row, version=row.version)
        if accept:
            self.attempt(reporting.accept_report, by=self.officer, report=row)
        else:
            self.attempt(reporting.ask_report_correction, by=self.officer, report=row, correction="Popraw.")

    @rule(pick=picks)
    def answer_all(self, pick):
        """What a diligent officer does before she settles."""
        one = self.one(pick)
        for row in one.expenses.filter(state__in=("claimed", "queried")):
            for accepted in (row.claimed, D(0)):
                if self.attempt(
                    spending.review_expense, by=self.officer, expense=row, accepted=accepted, reason="Nie."
                ):
                    break
        for row in Delivery.objects.filter(pledge__agreement=one, state="logged"):
            self.attempt(working.verify_delivery, by=self.officer, delivery=row, yes=True)
        for row in one.purchases.filter(state="wanted"):
            self.attempt(buying.move_purchase, by=self.officer, purchase=row, state="dropped", on=self.at.date())

    @rule(pick=picks)
    def bring_to_its_end(self, pick):
        """Everything that must be done before an account can be settled, and the settlement."""
        one = self.one(pick)
        self.attempt(spending.claim_expenses, by=one.party, agreement=one)
        self.report(pick, accept=False)
        self.answer_all(pick)
        self.report(pick, accept=True)
        self.pay(pick)
        one = self.one(pick)
        for row in one.instalments.filter(state__in=("planned", "due", "withheld")):
            self.attempt(paying.cancel_instalment, by=self.officer, instalment=row, why="Koniec.")
        self.settle(pick)

    @rule(pick=picks)
    def settle(self, pick):
        one = self.one(pick)
        self.attempt(settling.settle, by=self.officer, agreement=one)

    @rule(pick=picks)
    def terminate(self, pick):
        if pick % 7 == 0:
            self.attempt(ending.terminate, by=self.officer, agreement=self.one(pick), reason="Nie zaczęto.")

    @rule(pick=picks, kind=st.sampled_from(["unspent", "ineligible", "misused"]), principal=sums)
    def ask_back(self, pick, kind, principal):
        one = self.one(pick)
        most = settling.may_ask_back(one, kind)
        wanted = principal if pick % 3 else most
        self.attempt(settling.ask_refund, by=self.officer, agreement=one, kind=kind, principal=wanted, reason="Zwrot.")

    @rule(pick=picks, amount=sums, whole=st.booleans())
    def pay_back(self, pick, amount, whole):
        row = self.any(Refund.objects.filter(state__in=("assessed", "enforced")), pick)
        if row is not None:
            paid = owed(row, self.at.date()).total if whole else amount
            self.attempt(settling.record_refund_payment, by=self.officer, refund=row, on=self.at.date(), amount=paid)

    @rule(pick=picks, what=st.sampled_from(["waive", "enforce"]))
    def end_refund(self, pick, what):
        row = self.any(Refund.objects.all(), pick)
        if row is not None and pick % 4 == 0:
            self.attempt(getattr(settling, what), by=self.officer, refund=row, reason="Uchwała 1.")

    @rule(days=st.integers(1, 60))
    def wait(self, days):
        self.at += timedelta(days=days)

    # --- what always holds

    @invariant()
    def accounts_add_up(self):
        all_of_them = Agreement.objects.filter(pk__in=self.keys)
        accounts = money.accounts_of(all_of_them)
        for one in all_of_them.prefetch_related(*ROWS):
            account = accounts[one.pk]
            assert account.faults() == [], account
            for name, value in recount(one).items():
                assert getattr(account, name) == value, (name, account)
            assert account.refunded <= account.due_back <= account.paid <= account.granted_in_money
            assert account.accepted <= account.granted_in_money or "amended" in self.done
            assert account.bought <= account.awarded

    def other_ways_of_counting_agree(self):
        all_of_them = Agreement.objects.filter(pk__in=self.keys)
        accounts = money.accounts_of(all_of_them)
        for one in all_of_them:
            assert money.account_of(one) == accounts[one.pk]
        assert money.totals(all_of_them.filter(currency="CZK")) == money.totals_by_currency(all_of_them)["CZK"]
        with pytest.raises(money.MixedCurrenciesError):
            money.totals(all_of_them)
        by_currency = money.totals_by_currency(all_of_them)
        assert set(by_currency) == {"PLN", "CZK"}
        for currency, total in by_currency.items():
            assert total == money.added(a for a in accounts.values() if a.currency == currency)
            assert total.faults() == []
        grouped = money.totals_by(all_of_them, "organisation", "support")
        assert sum(total.awarded for total in grouped.values()) == sum(a.awarded for a in accounts.values())
        for order in PaymentOrder.objects.all():
            assert order.total == sum((row.amount for row in order.instalments.all()), D(0))


@pytest.fixture
def three(city, officer):
    """Agreements in force: money alone, money and purchases, and one in crowns; and a rate of interest."""
    terms = {"deliver": {"instalments": PARTS}}
    plain = active_agreement(city, officer=officer, answers={"costs": COSTS}, **terms)
    mixed_costs = [*COSTS, {"name": "Lampa", "quantity": "1", "amount": "900.00", "source": "city"}]
    mixed = active_agreement(
        city, officer=officer, support="mixed", amount="6900.01", answers={"costs": mixed_costs}, **terms
    )
    crowns = active_agreement(
        city, officer=officer, call=decided_call(city, currency="CZK", **terms), answers={"costs": COSTS}
    )
    for kind in ("tax", "statutory"):
        rating.set_rate(
            by=officer,
            organisation=city,
            kind=kind,
            since="2026-01-01",
            percent="13.5",
            source="Zmyślone.",
            read_on="2026-01-02",
            at=AT,
        )
    return plain, mixed, crowns


def test_the_identities_hold_for_any_sequence(three, officer):
    class Bound(Money):
        pass

    Bound.officer, Bound.keys = officer, tuple(one.pk for one in three)
    seen: set[str] = set()
    teardown = Money.teardown

    def remember(self):
        teardown(self)
        seen.update(self.done)

    Bound.teardown = remember
    run_state_machine_as_test(
        Bound,
        settings=settings(
            max_examples=int(os.environ.get("SKWER_EXAMPLES", "5")),
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # The sequences must really reach what they are to prove.
    assert {"order_payments", "confirm_paid", "review_expense", "verify_delivery", "amended"} <= seen
    assert {"withhold", "release", "cancel_instalment", "accept_report", "settle"} <= seen
    assert {"ask_refund", "record_refund_payment"} <= seen
