"""Support in kind: what the city buys or lends, step by step, within what it granted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.words import money, say
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal
from skwer.values.money import to_cents

from ..models import Agreement, BudgetLine, Instalment, Purchase
from .book import BadValues, Reader, as_office, is_settled, locked, note

State = Purchase.State
Kind = Purchase.Kind
# What may come next, and the day each step is known by.
NEXT: Mapping[str, tuple[str, ...]] = {
    State.WANTED: (State.ORDERED, State.DELIVERED, State.DROPPED),
    State.ORDERED: (State.DELIVERED, State.DROPPED),
    State.DELIVERED: (State.HANDED_OVER,),
    State.HANDED_OVER: (State.GIVEN_BACK,),
    State.GIVEN_BACK: (),
    State.DROPPED: (),
}
DAYS = {
    State.ORDERED: "ordered_on",
    State.DELIVERED: "delivered_on",
    State.HANDED_OVER: "handed_over_on",
    State.GIVEN_BACK: "given_back_on",
}


class CannotBuy(Refusal):
    """The agreement takes no purchases, or this one is not where this step can follow."""

    code = "cannot_buy"
    status = 409


@transaction.atomic
def add_purchase(*, by: Person, agreement: Agreement, values: Mapping[str, Any], at: datetime) -> Purchase:
    """Something the city will buy or lend.

    values: kind (buy, lend), what, cost (or value of the thing lent), line (BudgetLine or its `order`) and back_by if
    any. What is bought fits into the grant beside its instalments. Raises NotAllowed, CannotBuy, BadValues.
    """
    _start(by, agreement)
    purchase = Purchase(agreement=agreement)
    _fill(purchase, values)
    purchase.save()
    _note("purchase_added", purchase, by, at)
    return purchase


@transaction.atomic
def change_purchase(*, by: Person, purchase: Purchase, values: Mapping[str, Any], at: datetime) -> Purchase:
    """Other values (the real cost, the invoice's number, its condition); what is not named stays.

    Raises NotAllowed, CannotBuy, BadValues.
    """
    _again(by, purchase)
    if purchase.state in (State.DROPPED, State.GIVEN_BACK):
        raise CannotBuy(_("This is ended and stays as it is."), code="ended")
    held = {
        name: getattr(purchase, name) for name in ("kind", "what", "cost", "line", "document", "back_by", "condition")
    }
    before = {"cost": purchase.cost}
    _fill(purchase, {**held, **values})
    purchase.save()
    _note("purchase_changed", purchase, by, at, before=before)
    return purchase


@transaction.atomic
def move_purchase(*, by: Person, purchase: Purchase, state: str, on: date, at: datetime) -> Purchase:
    """The next step, with its day: ordered, delivered, handed over, given back (only what is lent), or dropped.

    Raises NotAllowed, CannotBuy, BadValues.
    """
    _again(by, purchase)
    if state not in NEXT[purchase.state] or (state == State.GIVEN_BACK and purchase.kind != Kind.LEND):
        raise CannotBuy(
            say(
                _("“%(what)s” is %(state)s now: this step cannot follow."),
                what=purchase.what,
                state=State(purchase.state).label,
            ),
            code="order",
        )
    read = Reader({"on": on})
    day = read.day("on", needed=_("Write the day."))
    if day is not None and day > timezone.localdate(at):
        read.wrong("on", "future", _("This day is still to come."))
    read.done()
    before = {"state": purchase.state}
    purchase.state = state
    fields = ["state"]
    if state in DAYS:
        setattr(purchase, DAYS[State(state)], day)
        fields.append(DAYS[State(state)])
    purchase.save(update_fields=fields)
    _note("purchase_moved", purchase, by, at, before=before)
    return purchase


def room_to_buy(agreement: Agreement, besides: Purchase | None = None) -> Decimal:
    """What of the grant is neither paid in instalments nor bought: the most another purchase may cost."""
    paid = agreement.instalments.exclude(state=Instalment.State.CANCELLED).aggregate(all=Sum("amount"))["all"]
    bought = agreement.purchases.filter(kind=Kind.BUY).exclude(state=State.DROPPED)
    if besides is not None and besides.pk:
        bought = bought.exclude(pk=besides.pk)
    spent = bought.aggregate(all=Sum("cost"))["all"]
    nought = Decimal("0.00")
    return agreement.amount - to_cents(paid or nought) - to_cents(spent or nought)


def _fill(purchase: Purchase, values: Mapping[str, Any]) -> None:
    agreement, read = purchase.agreement, Reader(values)
    kind = str(values.get("kind") or Kind.BUY)
    if kind not in Kind.values:
        read.wrong("kind", "missing", _("Choose whether the city buys or lends it."))
    purchase.what = read.text("what", 200, needed=_("Write what it is."))
    purchase.document = read.text("document", 80)
    purchase.condition = read.text("condition", 200)
    cost = read.sum("cost", needed=_("Write what it costs, or what it is worth."))
    back_by = read.day("back_by")
    if kind == Kind.LEND and back_by is None:
        read.wrong("back_by", "missing", _("Write until when it is lent."))
    line = values.get("line")
    if line not in (None, "") and not isinstance(line, BudgetLine):
        line = agreement.lines.filter(order=line).first() if str(line).isdecimal() else None
        if line is None:
            read.wrong("line", "unknown", _("Choose a line of the budget."))
    if cost is not None and kind == Kind.BUY and cost > (room := room_to_buy(agreement, purchase)):
        read.wrong(
            "cost",
            "too_much",
            say(
                _("Of the grant %(room)s is left for purchases. Lower the cost, or agree an amendment."),
                room=money(max(room, Decimal(0)), agreement.currency),
            ),
        )
    if read.errors or cost is None:
        raise BadValues(read.errors)
    purchase.kind, purchase.cost, purchase.back_by = kind, cost, back_by
    purchase.line = line or None


def _start(by: Person, agreement: Agreement) -> None:
    locked(agreement)
    as_office(by, agreement)
    if agreement.state not in (Agreement.State.ACTIVE, Agreement.State.TERMINATED) or is_settled(agreement):
        raise CannotBuy(
            _("The city buys and lends only while the agreement is in force and not settled."), code="state"
        )


def _again(by: Person, purchase: Purchase) -> None:
    """What is lent comes back when it comes back: after the settlement, too."""
    agreement = locked(purchase.agreement)
    as_office(by, agreement)
    purchase.refresh_from_db()
    purchase.agreement = agreement
    if purchase.kind != Kind.LEND and is_settled(agreement):
        raise CannotBuy(_("The account is settled: its purchases stay as they are."), code="settled")


def _note(verb: str, purchase: Purchase, by: Person, at: datetime, before: Any = None) -> None:
    note(
        verb,
        "purchase",
        purchase.pk,
        by,
        at,
        organisation=purchase.agreement.organisation,
        before=before,
        after={
            "agreement": purchase.agreement_id,
            "kind": purchase.kind,
            "state": purchase.state,
            "cost": purchase.cost,
        },
    )


__all__ = ["BadValues", "CannotBuy", "add_purchase", "change_purchase", "move_purchase", "room_to_buy"]
