"""The account of agreements: one set of aggregates for one, for a list, and for totals, so that all of them agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.db.models import F, Model, Q, QuerySet, Sum

from skwer.values.money import to_cents

from ..models import (
    Agreement,
    Delivery,
    Expense,
    Instalment,
    Pledge,
    Purchase,
    Refund,
    RefundPayment,
    Settlement,
)

NOUGHT = Decimal("0.00")


class MixedCurrenciesError(ValueError):
    """Sums in several currencies have no total; ask `totals_by_currency`."""


@dataclass(frozen=True)
class Account:
    """What became of the money and the hours, in one currency. Identities: `faults`.

    awarded: granted, in money and in kind; in_kind: the part the city buys or lends itself. Of the money: planned,
    due, ordered, paid, withheld, cancelled (never to be paid). Of the costs shown: pending (waits for an answer),
    accepted, refused. due_back: to be given back by settlement or for misuse; refunded and waived: of it, without
    interest; outstanding: what is left of it, counted once a refund is asked for or the account is settled.
    Hours: pledged, logged, verified, and the value of verified ones; things and own_money: the verified value of
    other pledges. bought: what the city ordered or bought; lent: the value of what it lends.
    """

    currency: str
    count: int = 0
    awarded: Decimal = NOUGHT
    in_kind: Decimal = NOUGHT
    planned: Decimal = NOUGHT
    due: Decimal = NOUGHT
    ordered: Decimal = NOUGHT
    paid: Decimal = NOUGHT
    withheld: Decimal = NOUGHT
    cancelled: Decimal = NOUGHT
    pending: Decimal = NOUGHT
    accepted: Decimal = NOUGHT
    refused: Decimal = NOUGHT
    settled: int = 0
    settled_paid: Decimal = NOUGHT
    settled_accepted: Decimal = NOUGHT
    settled_due_back: Decimal = NOUGHT
    due_back: Decimal = NOUGHT
    refunded: Decimal = NOUGHT
    waived: Decimal = NOUGHT
    interest_paid: Decimal = NOUGHT
    outstanding: Decimal = NOUGHT
    hours_pledged: Decimal = NOUGHT
    hours_logged: Decimal = NOUGHT
    hours_verified: Decimal = NOUGHT
    hours_value: Decimal = NOUGHT
    things: Decimal = NOUGHT
    own_money: Decimal = NOUGHT
    bought: Decimal = NOUGHT
    lent: Decimal = NOUGHT

    @property
    def granted_in_money(self) -> Decimal:
        """The part of the grant that is paid in instalments."""
        return self.awarded - self.in_kind

    @property
    def given(self) -> Decimal:
        """What the party itself gave, confirmed: hours at their rate, things, own money."""
        return self.hours_value + self.things + self.own_money

    def faults(self) -> list[str]:
        """The identities that do not hold; empty in a sound account."""
        money = (self.planned, self.due, self.ordered, self.paid, self.withheld, self.cancelled)
        found = []
        if self.awarded != sum(money, self.in_kind):
            found.append("awarded = planned + due + ordered + paid + withheld + cancelled + in kind")
        if self.settled_paid != self.settled_accepted + self.settled_due_back:
            found.append("paid = accepted + due back at settlement")
        if self.refunded + self.waived + self.outstanding != self.due_back:
            found.append("due back = refunded + waived + outstanding")
        if self.due_back > self.paid:
            found.append("due back is at most paid")
        if self.hours_verified > self.hours_logged:
            found.append("hours verified are at most logged")
        if any(getattr(self, field.name) < 0 for field in fields(self) if field.name != "currency"):
            found.append("nothing is negative")
        return found


def account_of(agreement: Agreement) -> Account:
    """The account of one agreement."""
    return accounts_of(Agreement.objects.filter(pk=agreement.pk))[agreement.pk]


def accounts_of(agreements: QuerySet[Agreement]) -> dict[int, Account]:
    """The account of each, by its key; the same number of queries for one and for a thousand."""
    return {key[0]: account for key, account in _gather(agreements, ("pk",)).items()}


def totals(agreements: QuerySet[Agreement], currency: str = "") -> Account:
    """The account of all together. Raises MixedCurrenciesError; of none it is empty, in `currency`."""
    found = totals_by_currency(agreements)
    if len(found) > 1:
        raise MixedCurrenciesError(", ".join(sorted(found)))
    return next(iter(found.values()), Account(currency))


def totals_by_currency(agreements: QuerySet[Agreement]) -> dict[str, Account]:
    """The account of all together, currency by currency."""
    return {account.currency: account for account in _gather(agreements, ()).values()}


def totals_by(agreements: QuerySet[Agreement], *names: str) -> dict[tuple[Any, ...], Account]:
    """Accounts by values of fields ("district", "category", "edition__name"): (value…, currency) → account."""
    return _gather(agreements, names)


def added(accounts: Iterable[Account], currency: str = "") -> Account:
    """Accounts of one currency together, as the totals count them. Raises MixedCurrenciesError."""
    total: Account | None = None
    for account in accounts:
        if total is None:
            total = account
            continue
        if account.currency != total.currency:
            raise MixedCurrenciesError(f"{total.currency}, {account.currency}")
        total = replace(
            total,
            **{
                field.name: getattr(total, field.name) + getattr(account, field.name)
                for field in fields(Account)
                if field.name != "currency"
            },
        )
    return total or Account(currency)


# --- the set of aggregates

_STATES = Instalment.State
_HOURS = Q(pledge__kind=Pledge.Kind.HOURS)
_VERIFIED = Q(state=Delivery.State.VERIFIED)
_MISUSED = Q(kind=Refund.Kind.MISUSED)
_BOUGHT = (
    Purchase.State.ORDERED,
    Purchase.State.DELIVERED,
    Purchase.State.HANDED_OVER,
    Purchase.State.GIVEN_BACK,
)

# (model, how it points at the agreement, {name of the sum: aggregate}). Each is one query.
_SUMS: tuple[tuple[type[Model], str, Mapping[str, Sum]], ...] = (
    (
        Instalment,
        "agreement",
        {
            **{state.value: Sum("amount", filter=Q(state=state)) for state in _STATES},
            "in_instalments": Sum("amount"),
        },
    ),
    (
        Expense,
        "agreement",
        {
            "pending": Sum("claimed", filter=Q(state__in=(Expense.State.CLAIMED, Expense.State.QUERIED))),
            "accepted": Sum("accepted"),
            "refused": Sum(
                F("claimed") - F("accepted"), filter=Q(state__in=(Expense.State.PARTLY, Expense.State.REFUSED))
            ),
        },
    ),
    (
        Settlement,
        "agreement",
        {"settled_paid": Sum("paid"), "settled_accepted": Sum("accepted"), "settled_due_back": Sum("due_back")},
    ),
    (
        Refund,
        "agreement",
        {
            "misused": Sum("principal", filter=_MISUSED),
            "waived_principal": Sum("principal", filter=Q(state=Refund.State.WAIVED)),
        },
    ),
    (
        RefundPayment,
        "refund__agreement",
        {
            "refunded": Sum("principal"),
            "interest_paid": Sum("interest"),
            "refunded_of_waived": Sum("principal", filter=Q(refund__state=Refund.State.WAIVED)),
        },
    ),
    (Pledge, "agreement", {"hours_pledged": Sum("quantity", filter=Q(kind=Pledge.Kind.HOURS))}),
    (
        Delivery,
        "pledge__agreement",
        {
            "hours_logged": Sum("quantity", filter=_HOURS),
            "hours_verified": Sum("quantity", filter=_HOURS & _VERIFIED),
            "hours_value": Sum("value", filter=_HOURS & _VERIFIED),
            "things": Sum("value", filter=Q(pledge__kind=Pledge.Kind.THING) & _VERIFIED),
            "own_money": Sum("value", filter=Q(pledge__kind=Pledge.Kind.MONEY) & _VERIFIED),
        },
    ),
    (
        Purchase,
        "agreement",
        {
            "bought": Sum("cost", filter=Q(kind=Purchase.Kind.BUY, state__in=_BOUGHT)),
            "lent": Sum("cost", filter=Q(kind=Purchase.Kind.LEND, state__in=_BOUGHT)),
        },
    ),
)
_DERIVED = ("in_instalments", "misused", "waived_principal", "refunded_of_waived")


def _gather(agreements: QuerySet[Agreement], names: tuple[str, ...]) -> dict[tuple[Any, ...], Account]:
    """Accounts by (values of `names`…, currency), or by key alone when `names` is ("pk",)."""
    wanted = Agreement.objects.filter(pk__in=agreements.order_by().values("pk"))
    columns = (*names, "currency")
    sums: dict[tuple[Any, ...], dict[str, Any]] = {}
    own = wanted.order_by().values(*columns).annotate(_sum=Sum("amount"), _count=_count())
    for row in own:
        sums[tuple(row[name] for name in columns)] = {"awarded": row["_sum"], "count": row["_count"]}
    for model, path, aggregates in _SUMS:
        keys = [f"{path}__{name}" for name in columns]
        marked = {f"_{name}": aggregate for name, aggregate in aggregates.items()}
        rows = model._default_manager.filter(**{f"{path}__in": wanted}).order_by().values(*keys)
        if model is Settlement:
            marked["_settled"] = _count()
        for row in rows.annotate(**marked):
            held = sums[tuple(row[key] for key in keys)]
            held.update({name.removeprefix("_"): value for name, value in row.items() if name.startswith("_")})
    return {key: _account(key[-1], held) for key, held in sums.items()}


def _count() -> Any:
    from django.db.models import Count

    return Count("pk")


def _account(currency: str, held: Mapping[str, Any]) -> Account:
    values = {
        name: value if name in ("count", "settled") else to_cents(value if value is not None else NOUGHT)
        for name, value in held.items()
    }
    derived = {name: values.pop(name, NOUGHT) for name in _DERIVED}
    account = Account(currency, **values)
    due_back = account.settled_due_back + derived["misused"]
    waived = derived["waived_principal"] - derived["refunded_of_waived"]
    return replace(
        account,
        in_kind=account.awarded - derived["in_instalments"],
        due_back=due_back,
        waived=waived,
        outstanding=due_back - account.refunded - waived,
    )
