"""What is owed: refunds with interest to a day, and reports that are late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from skwer.apps.people.models import Organisation
from skwer.methods.settling import CENT, UNIT, NoRateError, Rate, Span, rounded, spans
from skwer.values.money import to_cents

from ..models import Agreement, InterestRate, Refund, Report

NOUGHT = Decimal("0.00")


@dataclass(frozen=True)
class Owed:
    """What is still to come back on a day: the sum itself, its interest, and how the interest was counted.

    `no_rate`: a day on which interest runs but the city knows no rate; then the interest is not known either.
    """

    refund: Refund
    on: date
    principal: Decimal
    interest: Decimal
    spans: tuple[Span, ...] = ()
    no_rate: date | None = None

    @property
    def total(self) -> Decimal:
        """Sum and interest together."""
        return self.principal + self.interest

    @property
    def late(self) -> bool:
        """Is it past its day, and still something to pay?"""
        return self.principal > 0 and self.on > self.refund.due_on


def step_of(rate_kind: str, currency: str) -> Decimal:
    """How interest is rounded: as for tax arrears to whole złoty, else to the cent (docs/methods/settlement.md)."""
    return UNIT if rate_kind == InterestRate.Kind.TAX and currency == "PLN" else CENT


def owed(refund: Refund, on: date) -> Owed:
    """What is owed on a day, payments up to now taken off. Nothing once it is waived or given back."""
    return owed_of([refund], on)[0]


def owed_of(refunds: Sequence[Refund], on: date) -> list[Owed]:
    """What is owed on each of many refunds; one query for all rates, one for payments that were not fetched before."""
    kinds = {(refund.agreement.organisation_id, refund.rate_kind) for refund in refunds}
    rates: dict[tuple[int, str], list[Rate]] = {key: [] for key in kinds}
    rows = InterestRate.objects.filter(organisation__in={city for city, _kind in kinds}).order_by("since")
    for row in rows:
        rates.setdefault((row.organisation_id, row.kind), []).append(Rate(row.since, row.percent))
    return [_owed(refund, on, rates[refund.agreement.organisation_id, refund.rate_kind]) for refund in refunds]


def _owed(refund: Refund, on: date, rates: Iterable[Rate]) -> Owed:
    if refund.state in (Refund.State.WAIVED, Refund.State.PAID):
        return Owed(refund, on, NOUGHT, NOUGHT)
    paid = sum((payment.principal for payment in refund.payments.all()), NOUGHT)
    left = to_cents(refund.principal - paid)
    try:
        cut = tuple(spans(left, rates, refund.interest_from, on))
    except NoRateError as gap:
        return Owed(refund, on, left, NOUGHT, no_rate=gap.day)
    exact = sum((span.interest for span in cut), Fraction(0))
    return Owed(refund, on, left, rounded(exact, step_of(refund.rate_kind, refund.agreement.currency)), cut)


def open_refunds(organisation: Organisation, on: date) -> list[Owed]:
    """Refunds of the city that are not ended, those longest overdue first, with interest to the day."""
    refunds = (
        Refund.objects.filter(
            agreement__organisation=organisation, state__in=(Refund.State.ASSESSED, Refund.State.ENFORCED)
        )
        .select_related("agreement")
        .prefetch_related("payments")
        .order_by("due_on", "pk")
    )
    return owed_of(list(refunds), on)


def late_reports(organisation: Organisation, on: date) -> QuerySet[Report]:
    """Reports of the city that are overdue on the day, the latest first; `agreement` is read with them."""
    return (
        Report.objects.filter(
            agreement__organisation=organisation,
            agreement__state__in=(Agreement.State.ACTIVE, Agreement.State.TERMINATED),
            agreement__settlement__isnull=True,
            state__in=(Report.State.DUE, Report.State.CORRECTION),
            due_on__lt=on,
        )
        .select_related("agreement", "agreement__call", "agreement__organisation")
        .order_by("due_on", "pk")
    )
