"""The lines of an order as it was given, read once for every kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from skwer.apps.people.refusals import Refusal

from ..models import Instalment, PaymentOrder
from .sealing import hash_of


class OrderChanged(Refusal):
    """What the list would pay is not what was ordered: an account or sum changed since."""

    message = gettext_lazy(
        "An account or a sum changed after this list was ordered, so no file is made from it. Take its lines back as"
        " not paid by the bank, and order them again."
    )
    code = "order_changed"
    status = 409


@dataclass(frozen=True)
class Transfer:
    """One line: to whom, on which account, how much, under which title. `reference` is unique in the city."""

    name: str
    address: str
    account: str
    amount: Decimal
    title: str
    reference: str
    agreement: str
    instalment: int


def rows_of(order: PaymentOrder) -> list[Instalment]:
    """The instalments of the order, in the order of its files."""
    rows = order.instalments.select_related("agreement", "agreement__party_organisation")
    return list(rows.order_by("agreement__number", "order"))


def transfers(order: PaymentOrder) -> list[Transfer]:
    """The lines of the order, exactly as ordered. Raises OrderChanged."""
    rows = rows_of(order)
    if hash_of(order, rows) != order.hash:
        raise OrderChanged
    found = []
    with override(settings.LANGUAGE_CODE):
        for row in rows:
            agreement = row.agreement
            facts = {"agreement": agreement.number, "number": row.order}
            found.append(
                Transfer(
                    name=agreement.party_name,
                    address=agreement.party_address,
                    account=agreement.account,
                    amount=row.amount,
                    title=_("Agreement %(agreement)s, instalment %(number)s") % facts,
                    reference=f"SKW-{order.number}-{row.pk}",
                    agreement=agreement.number,
                    instalment=row.order,
                )
            )
    return found
