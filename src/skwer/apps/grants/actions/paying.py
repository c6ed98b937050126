"""Paying out: instalments fall due, an officer orders them, the bank pays, or they are withheld or cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.actions.locking import lock
from skwer.apps.calls.words import money, say
from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run
from skwer.values.money import to_cents

from ..accounts import AccountProblem, clean_account
from ..models import Agreement, Instalment, PaymentOrder
from ..payments.sealing import hash_of
from ..signals import announce, instalment_withheld, payments_made
from .book import as_office, is_settled, locked, note

State = Instalment.State
WHY_LENGTH = 1000
# In these states of an agreement its instalments are paid; a terminated one is settled with what was paid.
PAYING = (Agreement.State.ACTIVE, Agreement.State.PERFORMED, Agreement.State.IN_CARE)


class CannotOrder(Refusal):
    """The list cannot be made: nothing chosen, mixed currencies, a wrong account, no account of a party."""

    code = "cannot_order"

    def __init__(self, message: Any, field: str = "", *, code: str | None = None) -> None:
        self.field = field
        super().__init__(message, code=code)


class NotDue(Refusal):
    """Somebody was faster: the instalment is not in the state in which this can be done."""

    code = "not_due"
    status = 409


class WhyMissing(Refusal):
    message = _("Say why in a sentence: the party reads it.")
    code = "why_missing"
    field = "why"


@transaction.atomic
def order_payments(
    *,
    by: Person,
    organisation: Organisation,
    instalments: Iterable[Instalment],
    from_account: str,
    pay_on: date,
    at: datetime,
) -> PaymentOrder:
    """Put due instalments of one currency on a numbered list for the bank, all or none.

    from_account: the city's account, as IBAN or 26 digits. Raises NotAllowed, CannotOrder (`field`: instalments,
    from_account, pay_on), NotDue when one of them is not due any more.
    """
    if not may_run(by, organisation):
        raise NotAllowed
    keys = sorted({instalment.pk for instalment in instalments})
    if not keys:
        raise CannotOrder(_("Choose at least one instalment."), "instalments", code="nothing")
    lock(organisation)  # orders are numbered in the city
    held = Agreement.objects.filter(instalments__in=keys).distinct().values_list("pk", flat=True)
    # Agreements in the order of their keys: two officers with overlapping lists wait and do not block each other.
    agreements = {
        agreement.pk: agreement
        for agreement in Agreement.objects.select_for_update().filter(pk__in=list(held)).order_by("pk")
    }
    rows = list(Instalment.objects.filter(pk__in=keys).order_by("agreement__number", "order"))
    if any(agreement.organisation_id != organisation.pk for agreement in agreements.values()) or len(rows) != len(keys):
        raise NotAllowed
    for row in rows:
        row.agreement = agreements[row.agreement_id]
    ours = _may_be_paid(rows, from_account, pay_on, at)
    last = PaymentOrder.objects.filter(organisation=organisation).order_by("-number").first()
    order = PaymentOrder.objects.create(
        organisation=organisation,
        number=last.number + 1 if last else 1,
        currency=rows[0].agreement.currency,
        from_account=ours,
        pay_on=pay_on,
        made_by=by,
        made_at=at,
        total=sum((row.amount for row in rows), Decimal(0)),
        hash="",
    )
    for row in rows:
        row.state, row.payment = State.ORDERED, order
        row.save(update_fields=["state", "payment"])
    order.hash = hash_of(order, rows)
    order.save(update_fields=["hash"])
    note(
        "payments_ordered",
        "payment_order",
        order.pk,
        by,
        at,
        organisation=organisation,
        after={"number": order.number, "total": order.total, "currency": order.currency, "instalments": keys},
    )
    return order


def _may_be_paid(rows: Sequence[Instalment], from_account: str, pay_on: date, at: datetime) -> str:
    """The city's account, once everything about the list is right."""
    for row in rows:
        if row.state != State.DUE or row.agreement.state not in PAYING:
            raise NotDue(
                say(
                    _("Instalment %(number)s of agreement %(agreement)s is not due any more. Load the list again."),
                    number=row.order,
                    agreement=row.agreement.number,
                )
            )
    if len({row.agreement.currency for row in rows}) > 1:
        raise CannotOrder(
            _("Choose instalments of one currency: a list has one total."), "instalments", code="currencies"
        )
    if pay_on < timezone.localdate(at):
        raise CannotOrder(_("The day of payment is past. Choose today or later."), "pay_on", code="past")
    try:
        ours = clean_account(from_account)
    except AccountProblem as problem:
        raise CannotOrder(problem.message, "from_account", code="account") from problem
    for row in rows:
        try:
            clean_account(row.agreement.account)
        except AccountProblem as problem:
            raise CannotOrder(
                say(
                    _("Agreement %(agreement)s: %(problem)s Change it in the agreement first."),
                    agreement=row.agreement.number,
                    problem=problem.message,
                ),
                "instalments",
                code="party_account",
            ) from problem
    return ours


@transaction.atomic
def confirm_paid(*, by: Person, order: PaymentOrder, paid_on: date, at: datetime) -> PaymentOrder:
    """The bank paid the list on a day: its ordered instalments are paid. Raises NotAllowed, NotDue, CannotOrder."""
    if not may_run(by, order.organisation):
        raise NotAllowed
    if paid_on > timezone.localdate(at):
        raise CannotOrder(_("This day is still to come. Write the day on the bank's statement."), "paid_on")
    keys = order.instalments.values_list("agreement", flat=True)
    list(Agreement.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk"))
    rows = list(order.instalments.filter(state=State.ORDERED).select_related("agreement"))
    if not rows:
        raise NotDue(_("Nothing on this list still waits for the bank."), code="nothing")
    for row in rows:
        row.state, row.paid_on = State.PAID, paid_on
        row.save(update_fields=["state", "paid_on"])
    note(
        "payments_confirmed",
        "payment_order",
        order.pk,
        by,
        at,
        organisation=order.organisation,
        after={"paid_on": paid_on, "total": sum((row.amount for row in rows), Decimal(0))},
    )
    announce(payments_made, PaymentOrder, order=order, instalments=rows, at=at)
    return order


@transaction.atomic
def bank_refused(*, by: Person, instalment: Instalment, why: str, at: datetime) -> Instalment:
    """The bank did not pay this line of the list: it is due again. Raises NotAllowed, NotDue, WhyMissing."""
    words = _start(by, instalment, (State.ORDERED,), why)
    order = instalment.payment
    _move(instalment, State.DUE, by, at, why=words, payment=None)
    if order is not None:
        _shrink(order)
    return instalment


def _shrink(order: PaymentOrder) -> None:
    """A line left the order: total and fingerprint are those of what remains."""
    rows = list(order.instalments.select_related("agreement").order_by("agreement__number", "order"))
    order.total = sum((row.amount for row in rows), Decimal(0))
    order.hash = hash_of(order, rows)
    order.save(update_fields=["total", "hash"])


@transaction.atomic
def withhold(*, by: Person, instalment: Instalment, why: str, at: datetime) -> Instalment:
    """Hold back an instalment that is planned or due; the party reads why. Raises NotAllowed, NotDue, WhyMissing."""
    words = _start(by, instalment, (State.PLANNED, State.DUE), why)
    _move(instalment, State.WITHHELD, by, at, why=words)
    announce(instalment_withheld, Instalment, instalment=instalment, agreement=instalment.agreement, at=at)
    return instalment


@transaction.atomic
def release(*, by: Person, instalment: Instalment, at: datetime) -> Instalment:
    """Let a withheld instalment go, or take a cancellation back before the account is settled: it is planned again,
    and due if its condition holds. After the final report it follows the costs accepted, as the others did.

    Raises NotAllowed, NotDue.
    """
    _start(by, instalment, (State.WITHHELD, State.CANCELLED))
    agreement = instalment.agreement
    if is_settled(agreement) or agreement.state not in PAYING:
        raise NotDue(_("This agreement pays nothing out any more."), code="settled")
    _move(instalment, State.PLANNED, by, at, why="")
    if agreement.reports.filter(state="accepted", kind="final").exists():
        fit_to_costs(agreement, accepted_costs(agreement), by, at)
    make_due(agreement, at, by)
    instalment.refresh_from_db()
    return instalment


@transaction.atomic
def cancel_instalment(*, by: Person, instalment: Instalment, why: str, at: datetime) -> Instalment:
    """Say that an instalment will never be paid; it stays in the account as granted and not paid.

    Raises NotAllowed, NotDue, WhyMissing.
    """
    words = _start(by, instalment, (State.PLANNED, State.DUE, State.WITHHELD), why)
    return _move(instalment, State.CANCELLED, by, at, why=words)


def _start(by: Person, instalment: Instalment, states: Sequence[str], why: str | None = None) -> str:
    """Lock, and check who, from which state, and that there are words. The words, cleaned."""
    agreement = locked(instalment.agreement)
    as_office(by, agreement)
    instalment.refresh_from_db()
    instalment.agreement = agreement
    if instalment.state not in states:
        raise NotDue(
            say(
                _("Instalment %(number)s is %(state)s now. Load the page again to see what can be done."),
                number=instalment.order,
                state=State(instalment.state).label,
            )
        )
    words = clean_text(why or "").strip()[:WHY_LENGTH]
    if why is not None and not words:
        raise WhyMissing
    return words


def _move(instalment: Instalment, state: str, by: Person | None, at: datetime, **fields: Any) -> Instalment:
    before = instalment.state
    instalment.state = state
    for name, value in fields.items():
        setattr(instalment, name, value)
    instalment.save(update_fields=["state", *fields])
    note(
        f"instalment_{state}",
        "instalment",
        instalment.pk,
        by,
        at,
        organisation=instalment.agreement.organisation,
        before={"state": before},
        after={"state": state, "amount": instalment.amount, "agreement": instalment.agreement_id},
    )
    return instalment


# --- what falls due by itself


def condition_holds(instalment: Instalment, at: datetime) -> bool:
    """Does the condition of the instalment hold? Asked with the agreement's lock held."""
    agreement = instalment.agreement
    if agreement.state not in PAYING:
        return False
    if instalment.after == Instalment.After.SIGNED:
        return True
    if instalment.after == Instalment.After.DATE:
        return instalment.due_on is not None and instalment.due_on <= timezone.localdate(at)
    accepted = agreement.reports.filter(state="accepted", kind=instalment.after).count()
    if instalment.after == Instalment.After.FINAL:
        return accepted > 0
    before = agreement.instalments.filter(after=instalment.after, order__lt=instalment.order).count()
    return accepted > before


def make_due(agreement: Agreement, at: datetime, by: Person | None = None) -> list[Instalment]:
    """Planned instalments whose condition holds become due. Called where conditions come true (the agreement in
    force, a report accepted, a new day), inside that action's transaction and lock.
    """
    found = []
    for instalment in agreement.instalments.filter(state=State.PLANNED):
        instalment.agreement = agreement
        if condition_holds(instalment, at):
            found.append(_move(instalment, State.DUE, by, at))
    return found


def make_due_by_day(at: datetime) -> int:
    """For the clock: instalments with a day, whose day has come. Doing it twice changes nothing."""
    waiting = Agreement.objects.filter(
        state__in=PAYING,
        instalments__state=State.PLANNED,
        instalments__after=Instalment.After.DATE,
        instalments__due_on__lte=timezone.localdate(at),
    )
    changed = 0
    for agreement in waiting.distinct():
        with transaction.atomic():
            changed += len(make_due(locked(agreement), at))
    return changed


def accepted_costs(agreement: Agreement) -> Decimal:
    """What is accepted on the agreement's documents by now."""
    return to_cents(agreement.expenses.aggregate(all=Sum("accepted"))["all"] or Decimal(0))


def fit_to_costs(agreement: Agreement, accepted: Decimal, by: Person | None, at: datetime) -> None:
    """Cut what is still planned down to the costs accepted: the rest is cancelled and says so. Lock held.

    The last instalment is paid against the final report; nobody pays what was not spent only to ask for it back.
    """
    rows = list(agreement.instalments.exclude(state=State.CANCELLED).order_by("order"))
    left = accepted - sum((row.amount for row in rows if row.state != State.PLANNED), Decimal(0))
    why = say(_("Accepted costs are %(sum)s; more is not paid out."), sum=money(accepted, agreement.currency))
    for row in (row for row in rows if row.state == State.PLANNED):
        row.agreement = agreement
        payable = min(max(left, Decimal(0)), row.amount)
        left -= payable
        if payable == row.amount:
            continue
        if payable:
            last = agreement.instalments.order_by("-order").values_list("order", flat=True)[0]
            rest = Instalment(
                agreement=agreement,
                order=last + 1,
                amount=row.amount - payable,
                after=row.after,
                due_on=row.due_on,
                state=State.PLANNED,
            )
            row.amount = payable
            row.save(update_fields=["amount"])
            rest.save()
            row = rest
        _move(row, State.CANCELLED, by, at, why=str(why))
