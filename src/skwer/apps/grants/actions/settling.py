"""The account closes: settlement, what is to be given back, and money that comes back with interest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.words import money, say
from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal
from skwer.methods.settling import split_payment
from skwer.values.money import to_cents

from ..building import finish_building
from ..citing import cite
from ..models import Agreement, Delivery, Expense, Instalment, Purchase, Refund, RefundPayment, Report, Settlement
from ..queries.money import account_of
from ..queries.owing import owed
from ..signals import account_settled, agreement_performed, announce, refund_asked, refund_ended
from ..terms import terms_of
from .book import as_office, exact_sum, is_settled, locked
from .book import note as write_down

NOUGHT = Decimal("0.00")
WORDS = 2000


class CannotSettle(Refusal):
    """Something is not done yet; `code` says what: settled, state, report, expenses, instalments, work, purchases."""

    code = "cannot_settle"
    status = 409


class IdentityFails(Refusal):
    """The account does not add up: nothing is settled from figures that contradict each other."""

    message = _("The sums of this agreement do not add up. Tell the operator; nothing was settled.")
    code = "identity"
    status = 409

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__()


class BadRefund(Refusal):
    """A value of a refund or its payment cannot stand; `field` says which."""

    code = "bad_refund"

    def __init__(self, field: str, message: Any, *, code: str | None = None, paragraph: str | None = None) -> None:
        self.field = field
        super().__init__(message, code=code, paragraph=paragraph)


class RefundEnded(Refusal):
    message = _("This refund is ended: nothing more is to be done about it.")
    code = "ended"
    status = 409


class Figures(NamedTuple):
    """What a settlement would write down, and what still keeps it from being written."""

    awarded: Decimal
    paid: Decimal
    accepted: Decimal
    refused: Decimal
    due_back: Decimal
    hindrances: list[CannotSettle]


def figures(agreement: Agreement) -> Figures:
    """The settlement as it would be now, for the page before the button.

    The grant pays accepted costs up to what was paid out; the rest of what was paid is to be given back.
    """
    account = account_of(agreement)
    accepted = min(account.accepted, account.paid)
    return Figures(
        awarded=account.granted_in_money,
        paid=account.paid,
        accepted=accepted,
        refused=account.refused,
        due_back=account.paid - accepted,
        hindrances=list(_hindrances(agreement)),
    )


def _hindrances(agreement: Agreement) -> Iterator[CannotSettle]:
    if is_settled(agreement):
        yield CannotSettle(_("This account is settled already."), code="settled")
        return
    if agreement.state not in (Agreement.State.ACTIVE, Agreement.State.TERMINATED):
        yield CannotSettle(_("Only an agreement in force, or a terminated one, is settled."), code="state")
    finals = agreement.reports.filter(kind=Report.Kind.FINAL)
    if (
        agreement.state == Agreement.State.ACTIVE
        and finals.exists()
        and not finals.filter(state=Report.State.ACCEPTED).exists()
    ):
        yield CannotSettle(_("The final report is not accepted yet."), code="report")
    waiting = agreement.expenses.filter(state__in=(Expense.State.CLAIMED, Expense.State.QUERIED)).count()
    if waiting:
        yield CannotSettle(say(_("Documents without an answer: %(count)s."), count=waiting), code="expenses")
    unpaid = agreement.instalments.exclude(state__in=(Instalment.State.PAID, Instalment.State.CANCELLED))
    orders = ", ".join(str(order) for order in unpaid.values_list("order", flat=True))
    if orders:
        yield CannotSettle(
            say(_("Instalments neither paid nor cancelled: no. %(orders)s."), orders=orders), code="instalments"
        )
    entries = Delivery.objects.filter(pledge__agreement=agreement, state=Delivery.State.LOGGED).count()
    if entries:
        yield CannotSettle(say(_("Entries of work without an answer: %(count)s."), count=entries), code="work")
    wanted = agreement.purchases.filter(state__in=(Purchase.State.WANTED, Purchase.State.ORDERED)).count()
    if wanted:
        yield CannotSettle(
            say(_("Purchases and loans neither delivered nor dropped: %(count)s."), count=wanted), code="purchases"
        )


@transaction.atomic
def settle(*, by: Person, agreement: Agreement, note: str = "", on: date | None = None, at: datetime) -> Settlement:
    """Close the account: paid = accepted + to be given back. An agreement in force is performed by this.

    Raises NotAllowed, CannotSettle (the first thing that is missing), IdentityFails, BadRefund for a day to come.
    """
    locked(agreement)
    as_office(by, agreement)
    day = on or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise BadRefund("on", _("This day is still to come."), code="future")
    made = figures(agreement)
    for hindrance in made.hindrances:
        raise hindrance
    settlement = Settlement.objects.create(
        agreement=agreement,
        awarded=made.awarded,
        paid=made.paid,
        accepted=made.accepted,
        refused=made.refused,
        due_back=made.due_back,
        settled_on=day,
        settled_by=by,
        note=clean_text(note).strip()[:WORDS],
    )
    if faults := account_of(agreement).faults():
        raise IdentityFails(faults)
    if agreement.state == Agreement.State.ACTIVE:
        agreement.perform()
        agreement.performed_at = at
        agreement.save(update_fields=["state", "performed_at"])
        finish_building(by=by, agreement=agreement, at=at)
        announce(agreement_performed, Agreement, agreement=agreement, at=at)
    _note(
        "account_settled",
        "agreement",
        agreement.pk,
        agreement,
        by,
        at,
        after={
            "state": agreement.state,
            "awarded": made.awarded,
            "paid": made.paid,
            "accepted": made.accepted,
            "due_back": made.due_back,
        },
    )
    announce(account_settled, Settlement, settlement=settlement, agreement=agreement, at=at)
    return settlement


@transaction.atomic
def ask_refund(
    *,
    by: Person,
    agreement: Agreement,
    kind: str,
    principal: Decimal,
    reason: str,
    due_on: date | None = None,
    interest_from: date | None = None,
    at: datetime,
) -> Refund:
    """Ask for money back: what was not spent or not accepted (at most what the settlement says), or was misused (at
    most what was paid and not asked back before).

    due_on: default after the days of the terms; interest_from: default the day after; which day the law names in a
    case is the office's to say. Raises NotAllowed, BadRefund (`field`).
    """
    locked(agreement)
    as_office(by, agreement)
    cited = cite(agreement, "refund")
    if kind not in Refund.Kind.values:
        raise BadRefund("kind", _("Choose why the money is to come back."))
    amount = exact_sum(principal)
    if amount is None or amount <= 0:
        raise BadRefund("principal", _("Write a sum above zero."))
    room = may_ask_back(agreement, kind)
    if amount > room:
        raise BadRefund(
            "principal",
            say(_("At most %(room)s can be asked back."), room=money(room, agreement.currency)),
            code="too_much",
            paragraph=cited,
        )
    words = clean_text(reason).strip()[:WORDS]
    if not words:
        raise BadRefund("reason", _("Say why: the party reads it."))
    today, terms = timezone.localdate(at), terms_of(agreement)
    due = due_on or today + timedelta(days=terms.refund_days)
    if due < today:
        raise BadRefund("due_on", _("The day to pay by is past."))
    number = agreement.refunds.count() + 1
    refund = Refund.objects.create(
        agreement=agreement,
        number=number,
        kind=kind,
        principal=amount,
        due_on=due,
        interest_from=interest_from or due + timedelta(days=1),
        rate_kind=terms.interest,
        reason=words,
        notified_on=today,
    )
    _note_refund("refund_asked", refund, by, at, principal=amount, due_on=due, interest_from=refund.interest_from)
    announce(refund_asked, Refund, refund=refund, agreement=agreement, at=at)
    return refund


def may_ask_back(agreement: Agreement, kind: str) -> Decimal:
    """The most that can still be asked back for this reason."""

    def asked(**where: Any) -> Decimal:
        return to_cents(agreement.refunds.filter(**where).aggregate(all=Sum("principal"))["all"] or NOUGHT)

    settlement = Settlement.objects.filter(agreement=agreement).first()
    if kind == Refund.Kind.MISUSED:
        kept = settlement.due_back if settlement else NOUGHT
        other = max(kept, asked(kind__in=(Refund.Kind.UNSPENT, Refund.Kind.INELIGIBLE)))
        return max(NOUGHT, account_of(agreement).paid - other - asked(kind=Refund.Kind.MISUSED))
    if settlement is None:
        return NOUGHT
    return settlement.due_back - asked(kind__in=(Refund.Kind.UNSPENT, Refund.Kind.INELIGIBLE))


@transaction.atomic
def record_refund_payment(
    *, by: Person, refund: Refund, on: date, amount: Decimal, document: str = "", at: datetime
) -> RefundPayment:
    """Money that came back on a day, split between the sum and its interest in proportion as of that day.

    Raises NotAllowed, RefundEnded, BadRefund (`field`: on, amount).
    """
    agreement = _open(by, refund)
    if on > timezone.localdate(at):
        raise BadRefund("on", _("This day is still to come."))
    last = refund.payments.order_by("-on").values_list("on", flat=True).first()
    if last is not None and on < last:
        raise BadRefund(
            "on",
            _("A later payment is recorded already. Record payments in the order in which they came."),
            code="order",
        )
    owing = owed(refund, on)
    if owing.no_rate is not None:
        raise BadRefund(
            "on",
            say(_("No rate of interest is known for %(day)s. Add it to the table of rates first."), day=owing.no_rate),
            code="no_rate",
        )
    paid = exact_sum(amount)
    if paid is None or paid <= 0:
        raise BadRefund("amount", _("Write a sum above zero."))
    if paid > owing.total:
        raise BadRefund(
            "amount",
            say(
                _("On that day %(owed)s were owed. Record at most this, and give the rest back."),
                owed=money(owing.total, agreement.currency),
            ),
            code="too_much",
        )
    split = split_payment(paid, owing.principal, owing.interest)
    payment = RefundPayment.objects.create(
        refund=refund,
        on=on,
        amount=paid,
        principal=split.principal,
        interest=split.interest,
        document=clean_text(document, lines=False).strip()[:80],
    )
    _note_refund(
        "refund_payment_recorded", refund, by, at, on=on, amount=paid, of_sum=split.principal, interest=split.interest
    )
    if split.principal == owing.principal:
        _end(refund, Refund.State.PAID, by, at)
    return payment


@transaction.atomic
def waive(*, by: Person, refund: Refund, reason: str, at: datetime) -> Refund:
    """Give up what is still owed; the reason names the act. Raises NotAllowed, RefundEnded, BadRefund."""
    _open(by, refund)
    return _end(refund, Refund.State.WAIVED, by, at, reason)


@transaction.atomic
def enforce(*, by: Person, refund: Refund, reason: str, at: datetime) -> Refund:
    """Give the debt to enforcement; money may still come in. Only after its day. Raises NotAllowed, RefundEnded,
    BadRefund.
    """
    _open(by, refund)
    if refund.state == Refund.State.ENFORCED:
        raise RefundEnded(_("This refund is with enforcement already."), code="enforced")
    if timezone.localdate(at) <= refund.due_on:
        raise BadRefund("reason", say(_("The party may still pay until %(day)s."), day=refund.due_on), code="not_late")
    return _end(refund, Refund.State.ENFORCED, by, at, reason)


def _open(by: Person, refund: Refund) -> Agreement:
    agreement = locked(refund.agreement)
    as_office(by, agreement)
    refund.refresh_from_db()
    refund.agreement = agreement
    if refund.state in (Refund.State.PAID, Refund.State.WAIVED):
        raise RefundEnded
    return agreement


def _end(refund: Refund, state: str, by: Person, at: datetime, reason: str | None = None) -> Refund:
    fields = ["state"]
    if reason is not None:
        words = clean_text(reason).strip()[:WORDS]
        if not words:
            raise BadRefund("reason", _("Say why, and by which act."))
        refund.reason = f"{refund.reason}\n\n{words}"
        fields.append("reason")
    before, refund.state = refund.state, state
    if state != Refund.State.ENFORCED:
        refund.ended_at = at
        fields.append("ended_at")
    refund.save(update_fields=fields)
    _note_refund(f"refund_{state}", refund, by, at, before=before)
    announce(refund_ended, Refund, refund=refund, agreement=refund.agreement, at=at)
    return refund


def _note_refund(verb: str, refund: Refund, by: Person, at: datetime, **facts: Any) -> None:
    after = {"agreement": refund.agreement_id, "number": refund.number, "state": refund.state, **facts}
    _note(verb, "refund", refund.pk, refund.agreement, by, at, after=after)


def _note(
    verb: str, kind: str, key: object, agreement: Agreement, by: Person, at: datetime, *, after: dict[str, Any]
) -> None:
    write_down(verb, kind, key, by, at, organisation=agreement.organisation, after=after)
