"""A partner's reports and invoices: sent, returned with a reason and sent again, approved, paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules, signals
from ..models import BudgetLine, Claim, ClaimStep, Partnership
from .money import good_rate
from .working import BadValue, NotNow, known_currency, lock, must_keep, note, sum_of, words

# What may follow what. Paid is the end: money that came back is a new claim.
MOVES: Mapping[str, tuple[str, ...]] = {
    Claim.State.SUBMITTED: (Claim.State.RETURNED, Claim.State.APPROVED),
    Claim.State.RETURNED: (Claim.State.SUBMITTED,),
    Claim.State.APPROVED: (Claim.State.RETURNED, Claim.State.PAID),
    Claim.State.PAID: (),
}


@transaction.atomic
def submit_claim(*, by: Person, partnership: Partnership, values: Mapping[str, Any], at: datetime) -> Claim:
    """Send a report or an invoice for a period.

    values: kind, period_from, period_to, currency, amount (zero for a report without costs), document; where the
    partner's budget has no lines in that currency also rate, rate_currency, rate_source and rate_on.
    Raises NotAllowed, BadValue.
    """
    if not rules.may_report(by, partnership):
        raise NotAllowed
    lock(partnership)
    claim = Claim(partnership=partnership, state=Claim.State.SUBMITTED, submitted_at=at)
    _set(claim, values, at)
    of_kind = Claim.objects.filter(partnership=partnership, kind=claim.kind)
    claim.number = (of_kind.aggregate(last=Max("number"))["last"] or 0) + 1
    claim.save()
    _step(claim, "claim_submitted", by, at)
    return claim


@transaction.atomic
def resubmit_claim(*, by: Person, claim: Claim, values: Mapping[str, Any], at: datetime) -> Claim:
    """Send a returned report or invoice again, mended; its number stays. Raises NotAllowed, NotNow, BadValue."""
    if not rules.may_report(by, claim.partnership):
        raise NotAllowed
    lock(claim)
    before = _moved(claim, Claim.State.SUBMITTED)
    _set(claim, {**values, "kind": claim.kind}, at)
    claim.submitted_at = at
    claim.save()
    _step(claim, "claim_resubmitted", by, at, before=before)
    return claim


@transaction.atomic
def return_claim(*, by: Person, claim: Claim, why: str, at: datetime) -> Claim:
    """Give it back to be mended, with the reason. Raises NotAllowed, NotNow, BadValue."""
    must_keep(by, claim.partnership.project)
    lock(claim)
    before = _moved(claim, Claim.State.RETURNED)
    claim.why = words(why, "why", 2000, missing=_("Say what must be mended."), lines=True)
    claim.returned_at, claim.approved_at = at, None
    claim.save()
    _step(claim, "claim_returned", by, at, why=claim.why, before=before)
    signals.announce(signals.claim_returned, Claim, claim=claim, at=at)
    return claim


@transaction.atomic
def approve_claim(*, by: Person, claim: Claim, at: datetime) -> Claim:
    """It is right; an invoice, or a report with costs, now waits for the money. Raises NotAllowed, NotNow."""
    must_keep(by, claim.partnership.project)
    lock(claim)
    before = _moved(claim, Claim.State.APPROVED)
    claim.approved_at = at
    claim.save()
    _step(claim, "claim_approved", by, at, before=before)
    return claim


@transaction.atomic
def pay_claim(*, by: Person, claim: Claim, paid_on: date, at: datetime) -> Claim:
    """The money left our account on that day. Raises NotAllowed, NotNow, BadValue."""
    must_keep(by, claim.partnership.project)
    lock(claim)
    before = _moved(claim, Claim.State.PAID)
    if not claim.amount:
        raise BadValue("paid_on", _("This report asks for no money. Approving it is the end."))
    if paid_on > timezone.localdate(at):
        raise BadValue("paid_on", _("This day has not come yet. Note the payment once it is made."))
    if paid_on < claim.period_from:
        raise BadValue("paid_on", _("This is before the period of the claim began."))
    claim.paid_at, claim.paid_on = at, paid_on
    claim.save()
    _step(claim, "claim_paid", by, at, before=before)
    signals.announce(signals.claim_paid, Claim, claim=claim, at=at)
    return claim


def budget_currencies(partnership: Partnership) -> list[str]:
    """Currencies in which the partner's budget, or else the project's card, is agreed: others need a rate."""
    lines = BudgetLine.objects.filter(partnership=partnership).order_by("currency")
    found = list(lines.values_list("currency", flat=True).distinct())
    if found:
        return found
    amounts = partnership.project.amounts.order_by("currency")
    return list(amounts.values_list("currency", flat=True).distinct())


def _moved(claim: Claim, to: str) -> dict[str, Any]:
    """Put the claim into the state, if it may follow; returns what was before."""
    if to not in MOVES[claim.state]:
        raise NotNow(_("This claim is in another state now: %(state)s.") % {"state": claim.get_state_display()})
    before = {"state": claim.state}
    claim.state = to
    return before


def _set(claim: Claim, values: Mapping[str, Any], at: datetime) -> None:
    if values.get("kind") not in Claim.Kind.values:
        raise BadValue("kind", _("Choose a report or an invoice."))
    claim.kind = values["kind"]
    claim.period_from, claim.period_to = values["period_from"], values["period_to"]
    if claim.period_to < claim.period_from:
        raise BadValue("period_to", _("The period cannot end before it begins."))
    if claim.period_from > timezone.localdate(at):
        raise BadValue("period_from", _("The period has not begun yet."))
    claim.currency = known_currency(values["currency"])
    invoice = claim.kind == Claim.Kind.INVOICE
    claim.amount = sum_of(values["amount"], "amount", least=Decimal("0.01") if invoice else Decimal(0))
    missing: Any = _("Write the number of the invoice.") if invoice else None
    claim.document = words(values.get("document", ""), "document", 80, missing=missing)
    agreed = budget_currencies(claim.partnership)
    claim.rate, claim.rate_source, claim.rate_on, claim.rate_currency = None, "", None, ""
    if claim.amount and agreed and claim.currency not in agreed:
        currency = values.get("rate_currency") or agreed[0]
        if currency not in agreed:
            raise BadValue("rate_currency", _("The budget is not in this currency."))
        claim.rate, claim.rate_source, claim.rate_on = good_rate(
            values.get("rate"), values.get("rate_source", ""), values.get("rate_on")
        )
        claim.rate_currency = currency


def _step(
    claim: Claim, verb: str, by: Person, at: datetime, *, why: str = "", before: dict[str, Any] | None = None
) -> None:
    ClaimStep.objects.create(claim=claim, state=claim.state, at=at, why=why)
    after = {"state": claim.state, "kind": claim.kind, "number": claim.number, "amount": claim.amount}
    after |= {"currency": claim.currency, "paid_on": claim.paid_on}
    note(verb, claim, claim.partnership.project, by, at, before=before, after=after)
