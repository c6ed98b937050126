"""Agreements put into the database row by row, with whatever became of them, so that sums can be counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from skwer.apps.calls.models import Edition, Scheme
from skwer.apps.grants.models import (
    Agreement,
    BudgetLine,
    Delivery,
    Expense,
    Instalment,
    Pledge,
    Purchase,
    Refund,
    RefundPayment,
    Settlement,
)
from skwer.apps.people.models import Organisation

from .factories import AT

_serial = count(1)
DAY = date(2026, 3, 2)


def make_edition(city: Organisation, name: str = "2026", **scheme: Any) -> Edition:
    """An edition of a scheme of its own."""
    scheme = {"vehicle": "micro_grant", "support": "cash", "name": "Mikrodotacje", **scheme}
    return Edition.objects.create(scheme=Scheme.objects.create(organisation=city, **scheme), name=name)


def make_agreement(
    edition: Edition,
    amount: str | Decimal = "6000.00",
    *,
    paid: Sequence[str | Decimal] = (),
    waiting: Sequence[tuple[str | Decimal, str]] = (),
    expenses: Sequence[tuple[str | Decimal, str | Decimal | None, str]] = (),
    settled: tuple[str | Decimal, str | Decimal] | None = None,
    refunded: str | Decimal = 0,
    hours: tuple[int, int] | None = None,
    bought: str | Decimal | None = None,
    state: str = "active",
    **fields: Any,
) -> Agreement:
    """An agreement in force. paid: sums of paid instalments; waiting: (sum, state) of others; expenses: (claimed,
    accepted, state); settled: (accepted, due back), with a refund of the latter and `refunded` come in of it; hours:
    (pledged, verified) at 30 an hour; bought: what the city bought.
    """
    city = edition.scheme.organisation
    one = Agreement.objects.create(
        **{
            "organisation": city,
            "edition": edition,
            "number": f"W.{next(_serial)}.2026",
            "state": state,
            "support": "cash",
            "title": "Ławka pod lipą",
            "category": "bench",
            "applicant_kind": "person",
            "party_name": "Zofia Tajemnicza",
            "currency": "PLN",
            "amount": Decimal(amount),
            "starts_on": DAY,
            "ends_on": DAY + timedelta(days=180),
            "report_due_on": DAY + timedelta(days=210),
            "drafted_at": AT - timedelta(days=200),
            "active_at": AT - timedelta(days=190),
            **fields,
        }
    )
    line = BudgetLine.objects.create(agreement=one, order=1, name="Wszystko", source="grant", amount=one.amount)
    rows = [(sum_, "paid") for sum_ in paid] + list(waiting)
    for order, (sum_, of) in enumerate(rows, 1):
        day = DAY if of == "paid" else None
        Instalment.objects.create(agreement=one, order=order, amount=Decimal(sum_), state=of, paid_on=day)
    for number, (claimed, accepted, of) in enumerate(expenses, 1):
        Expense.objects.create(
            agreement=one, line=line, number=number, document=f"FV {number}", what="Deski", issued_on=DAY,
            total=Decimal(claimed) or 1, claimed=Decimal(claimed), state=of, added_at=AT,
            accepted=None if accepted is None else Decimal(accepted),
        )  # fmt: skip
    if settled is not None:
        accepted_, back = Decimal(settled[0]), Decimal(settled[1])
        Settlement.objects.create(
            agreement=one, awarded=one.amount, paid=accepted_ + back, accepted=accepted_, refused=0, due_back=back,
            settled_on=DAY,
        )  # fmt: skip
        if back:
            refund = Refund.objects.create(
                agreement=one, number=1, kind="unspent", principal=back, due_on=DAY, interest_from=DAY,
                rate_kind="tax", reason="Nie wydano.",
            )  # fmt: skip
            if Decimal(refunded):
                RefundPayment.objects.create(
                    refund=refund, on=DAY, amount=Decimal(refunded) + 1, principal=Decimal(refunded), interest=1
                )
    if hours is not None:
        pledge = Pledge.objects.create(
            agreement=one, kind="hours", what="Praca", quantity=hours[0], value=hours[0] * 30
        )
        if hours[1]:
            Delivery.objects.create(
                pledge=pledge, on=DAY, quantity=hours[1], what="Sadzenie", state="verified", value=hours[1] * 30,
                logged_at=AT,
            )  # fmt: skip
    if bought is not None:
        Purchase.objects.create(agreement=one, kind="buy", what="Deski", state="delivered", cost=Decimal(bought))
    return one
