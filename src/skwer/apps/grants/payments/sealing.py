"""The fingerprint of a payment order: what a bank would be told."""

from __future__ import annotations

from collections.abc import Iterable

from skwer.values.canonical import fingerprint

from ..models import Instalment, PaymentOrder


def hash_of(order: PaymentOrder, rows: Iterable[Instalment]) -> str:
    """From which account, on which day, whom, how much: any later change of it is seen."""
    return fingerprint(
        {
            "number": order.number,
            "currency": order.currency,
            "from": order.from_account,
            "pay_on": order.pay_on,
            "total": order.total,
            "lines": [
                [row.agreement.number, row.order, row.agreement.party_name, row.agreement.account, row.amount]
                for row in rows
            ],
        }
    )
