"""Letters about the account of a grant: money on its way, answers to costs and work, reports, settlement, refunds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from skwer.apps.calls.models import Scheme
from skwer.apps.grants.models import (
    Agreement,
    Delivery,
    Expense,
    Instalment,
    PaymentOrder,
    Refund,
    Settlement,
)
from skwer.apps.grants.queries.money import account_of
from skwer.apps.people.models import Membership, Person

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import money
from .calls import writers

PARTY = gettext_lazy("You get this letter because you carry out this agreement. It cannot be turned off: a right or a "
                      "deadline of yours depends on it.")  # fmt: skip
NEWS = gettext_lazy("You get this letter because you carry out this agreement.")
IN_KIND = (Scheme.Support.IN_KIND, Scheme.Support.LOAN)
ANSWERED = (Expense.State.ACCEPTED, Expense.State.PARTLY, Expense.State.REFUSED)


def party_of(agreement: Agreement) -> list[Person]:
    """Whom to write to: who wrote the proposal; else the person who signed; else who acts for the organisation."""
    if agreement.proposal is not None and (found := writers(agreement.proposal)):
        return found
    if agreement.party is not None:
        return [agreement.party]
    acting = Membership.objects.current().filter(organisation=agreement.party_organisation_id)
    return list(Person.objects.filter(is_active=True, memberships__in=acting).distinct().order_by("pk"))


def to_party(agreement: Agreement, contents: Callable[[], Contents], kind: str = kinds.GRANT) -> Iterator[Outgoing]:
    for person in party_of(agreement):
        yield Outgoing(kind, contents, person)


def which(agreement: Agreement) -> list[tuple[str, str]]:
    return [(_("Agreement"), f"{agreement.number}, {agreement.title}")]


def day(on: date) -> str:
    return date_format(on, "j E Y", use_l10n=False)


WITH = ("agreement__organisation", "agreement__proposal__author", "agreement__party")


# --- money out


def payments_made(pk: int) -> Iterator[Outgoing]:
    """To each party on the list: its money is on its way."""
    order = PaymentOrder.objects.get(pk=pk)
    rows = Instalment.objects.filter(payment=order, state=Instalment.State.PAID).select_related(*WITH)
    for row in rows.order_by("agreement", "order"):
        yield from to_party(row.agreement, lambda r=row: _paid(r), kinds.GRANT_NEWS)  # type: ignore[misc]


def _paid(row: Instalment) -> Contents:
    agreement = row.agreement
    return Contents(
        subject=_("Your money is on its way: %(title)s") % {"title": agreement.title},
        text=[_("The city paid an instalment of your grant. It reaches your account in a day or two.")],
        facts=[
            *which(agreement),
            (_("Sum"), money(row.amount, agreement.currency)),
            (_("Paid on"), day(row.paid_on) if row.paid_on else ""),
        ],
        button=(_("Show your costs"), links.grant_costs(agreement)),
        after=[_("Keep every invoice and photograph it at once. Then the account is done when the work is done.")],
        why=str(NEWS),
        organisation=agreement.organisation,
    )


def instalment_withheld(pk: int) -> Iterator[Outgoing]:
    """An instalment is not paid for now, and why."""
    row = Instalment.objects.select_related(*WITH).get(pk=pk)
    if row.state == Instalment.State.WITHHELD:
        yield from to_party(row.agreement, lambda: _withheld(row))


def _withheld(row: Instalment) -> Contents:
    agreement = row.agreement
    return Contents(
        subject=_("An instalment is withheld: %(title)s") % {"title": agreement.title},
        text=[_("The city does not pay this instalment for now. In its words:")],
        quote=row.why,
        facts=[*which(agreement), (_("Sum"), money(row.amount, agreement.currency))],
        button=(_("See the agreement"), links.agreement(agreement)),
        after=[_("If the reason is not clear, ask the office named below.")],
        why=str(PARTY),
        organisation=agreement.organisation,
    )


# --- costs and work


def expense_queried(pk: int) -> Iterator[Outgoing]:
    """The office asks about one cost."""
    expense = Expense.objects.select_related(*WITH).get(pk=pk)
    if expense.state == Expense.State.QUERIED:
        yield from to_party(expense.agreement, lambda: _queried(expense))


def _queried(expense: Expense) -> Contents:
    agreement = expense.agreement
    return Contents(
        subject=_("The office asks about a cost: %(what)s") % {"what": expense.what},
        text=[_("The office cannot answer this cost yet. In its words:")],
        quote=expense.reason,
        facts=[
            *which(agreement),
            (_("Cost"), _cost(expense)),
            (_("From the grant"), _sum(expense.claimed, agreement)),
        ],
        button=(_("Complete the cost"), links.grant_cost(expense)),
        after=[_("Complete it and send it again. Your other costs are not affected.")],
        why=str(PARTY),
        organisation=agreement.organisation,
    )


def expense_answered(pk: int) -> Iterator[Outgoing]:
    """One letter when no cost waits any more, however many were answered at once: only the last one writes it."""
    expense = Expense.objects.select_related(*WITH).get(pk=pk)
    all_ = expense.agreement.expenses
    last = all_.filter(state__in=ANSWERED).order_by("-reviewed_at", "-number").first()
    if all_.filter(state=Expense.State.CLAIMED).exists() or last != expense:
        return
    yield from to_party(expense.agreement, lambda: _answered(expense.agreement))


def _answered(agreement: Agreement) -> Contents:
    rows = list(agreement.expenses.filter(state__in=ANSWERED).order_by("number"))
    less = [row for row in rows if row.state != Expense.State.ACCEPTED]
    accepted = sum((row.accepted or Decimal(0) for row in rows), Decimal(0))
    claimed = sum((row.claimed for row in rows), Decimal(0))
    if less:
        said = ngettext(
            "%(n)s cost is not accepted, or not whole:", "%(n)s costs are not accepted, or not whole:", len(less)
        )
        text = [_("The office answered your costs."), said % {"n": len(less)}]
    else:
        text = [_("The office answered your costs and accepted all of them.")]
    return Contents(
        subject=_("Your costs are answered: %(title)s") % {"title": agreement.title},
        text=text,
        quote="\n".join(_refused(row) for row in less),
        facts=[
            *which(agreement),
            (_("Asked for"), _sum(claimed, agreement)),
            (_("Accepted"), _sum(accepted, agreement)),
            (_("Not accepted"), _sum(claimed - accepted, agreement) if claimed > accepted else ""),
        ],
        button=(_("See every answer"), links.grant_costs(agreement)),
        after=[_("What is not accepted and was paid already is given back with the settlement. You get a letter then.")]
        if less
        else [],
        why=str(PARTY),
        organisation=agreement.organisation,
    )


def _refused(row: Expense) -> str:
    accepted = _("accepted %(sum)s of %(whole)s") % {
        "sum": money(row.accepted or Decimal(0), row.agreement.currency),
        "whole": money(row.claimed, row.agreement.currency),
    }
    paragraph = f" ({row.paragraph})" if row.paragraph else ""
    return f"{_cost(row)}: {accepted}. {row.reason}{paragraph}"


def _cost(row: Expense) -> str:
    return f"{row.number}. {row.what}, {row.document}"


def _sum(amount: Decimal, agreement: Agreement) -> str:
    return money(amount, agreement.currency)


def delivery_answered(pk: int) -> Iterator[Outgoing]:
    """Only where something was not confirmed: what is confirmed needs no letter."""
    delivery = Delivery.objects.select_related(*(f"pledge__{name}" for name in WITH)).get(pk=pk)
    if delivery.state == Delivery.State.REFUSED:
        yield from to_party(delivery.pledge.agreement, lambda: _not_confirmed(delivery), kinds.GRANT_NEWS)


def _not_confirmed(delivery: Delivery) -> Contents:
    agreement = delivery.pledge.agreement
    return Contents(
        subject=_("Not confirmed: %(what)s") % {"what": delivery.what},
        text=[_("An entry of work or things was not confirmed. The reason:")],
        quote=delivery.why,
        facts=[*which(agreement), (_("Entry"), delivery.what), (_("Day"), day(delivery.on))],
        button=(_("See the entries"), links.grant_work(agreement)),
        after=[_("You can write it down again, corrected.")],
        why=str(NEWS),
        organisation=agreement.organisation,
    )


# --- settlement and refunds


def account_settled(pk: int) -> Iterator[Outgoing]:
    """Every figure of the account, and what it means."""
    settlement = Settlement.objects.select_related(*WITH).get(pk=pk)
    yield from to_party(settlement.agreement, lambda: _settled(settlement))


def _settled(settlement: Settlement) -> Contents:
    agreement = settlement.agreement
    subject = _("Your grant is settled: %(title)s")
    if agreement.support in IN_KIND:
        subject = _("The account is closed: %(title)s")
        text, after = [_("The office closed the account of your agreement. No money was paid. Thank you.")], []
    elif settlement.due_back:
        text = [_("The office settled your grant. A part of it is to be given back.")]
        after = [_("A separate letter says how to give it back, and by when.")]
    else:
        text = [_("The office settled your grant. Nothing is to be given back. Thank you.")]
        after = []
    if agreement.care_until:
        after.append(_("Please look after the place at least until %(day)s.") % {"day": day(agreement.care_until)})
    return Contents(
        subject=subject % {"title": agreement.title},
        text=[*text, *([_("In the words of the office:")] if settlement.note else [])],
        quote=settlement.note,
        facts=[*which(agreement), *_figures(settlement)],
        button=(_("See the agreement"), links.agreement(agreement)),
        after=after,
        why=str(PARTY),
        organisation=agreement.organisation,
    )


def _figures(settlement: Settlement) -> list[tuple[str, str]]:
    """What was paid and accepted; without money, what the city bought or lent and what the work was worth."""
    agreement = settlement.agreement
    if agreement.support in IN_KIND:
        account = account_of(agreement)
        found = [
            (_("Bought by the city"), account.bought),
            (_("Lent by the city, value"), account.lent),
            (_("Your work, its value"), account.hours_value),
            (_("Things you gave"), account.things),
        ]
        return [(words, _sum(value, agreement)) for words, value in found if value]
    return [
        (_("Granted"), _sum(settlement.awarded, agreement)),
        (_("Paid to you"), _sum(settlement.paid, agreement)),
        (_("Accepted costs"), _sum(settlement.accepted, agreement)),
        (_("Costs not accepted"), _sum(settlement.refused, agreement)),
        (_("To be given back"), _sum(settlement.due_back, agreement)),
    ]


def refund_asked(pk: int) -> Iterator[Outgoing]:
    """What to give back, why, by when; what it costs a day later stands on the page."""
    refund = Refund.objects.select_related(*WITH).get(pk=pk)
    if refund.state == Refund.State.ASSESSED:
        yield from to_party(refund.agreement, lambda: _asked(refund))


def _asked(refund: Refund) -> Contents:
    agreement = refund.agreement
    return Contents(
        subject=_("Give a part of the grant back: %(title)s") % {"title": agreement.title},
        text=[_("A part of the grant is to be given back to the city. The reason:")],
        quote=refund.reason or refund.get_kind_display(),
        facts=[
            *which(agreement),
            (_("Sum"), _sum(refund.principal, agreement)),
            (_("By when"), day(refund.due_on)),
            (_("Interest from"), day(refund.interest_from)),
        ],
        button=(_("See what to pay today"), links.grant_refunds(agreement)),
        after=[_("The page says the account, the title of the transfer, and the interest as of today.")],
        why=str(PARTY),
        organisation=agreement.organisation,
    )


def refund_ended(pk: int) -> Iterator[Outgoing]:
    """Given back, waived, or given to enforcement."""
    refund = Refund.objects.select_related(*WITH).get(pk=pk)
    if refund.state != Refund.State.ASSESSED:
        yield from to_party(refund.agreement, lambda: _ended(refund))


def _ended(refund: Refund) -> Contents:
    agreement = refund.agreement
    paid = refund.payments.aggregate(interest=Sum("interest"), all=Sum("amount"))
    if refund.state == Refund.State.PAID:
        subject, text = (
            _("Your refund has arrived: %(title)s"),
            _("You gave the money back. Nothing more is owed here."),
        )
    elif refund.state == Refund.State.WAIVED:
        subject, text = _("You need not give it back: %(title)s"), _("The city does not ask for this money any more.")
    else:
        subject = _("Given to enforcement: %(title)s")
        text = _("The money did not come back in time. The city gave the case to enforcement.")
    return Contents(
        subject=subject % {"title": agreement.title},
        text=[text],
        facts=[
            *which(agreement),
            (_("Sum"), _sum(refund.principal, agreement)),
            (_("Paid in"), _sum(paid["all"], agreement) if paid["all"] else ""),
            (_("of which interest"), _sum(paid["interest"], agreement) if paid["interest"] else ""),
        ],
        button=(_("See the refund"), links.grant_refunds(agreement)),
        why=str(PARTY),
        organisation=agreement.organisation,
    )
