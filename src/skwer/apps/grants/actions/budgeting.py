"""What follows from a draft's budget: lines, pledges, instalments and the reports due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext

from skwer.values.money import to_cents

from ..models import Agreement, BudgetLine, Pledge, Report
from ..sums import NOUGHT, Planned, cash, instalments, pledges
from ..terms import Terms


def keep_budget(agreement: Agreement, lines: Sequence[Planned], terms: Terms, *, as_applied: bool) -> None:
    """Lines, pledges, instalments and reports of a draft, made anew: nothing refers to them before it is signed.

    `as_applied`: hours that the application promises in an answer of its own, without a row of costs, count as well.
    """
    for rows in (agreement.pledges, agreement.lines, agreement.instalments, agreement.reports):
        rows.all().delete()
    made = BudgetLine.objects.bulk_create(
        [
            BudgetLine(
                agreement=agreement,
                order=order,
                name=line.name,
                source=line.source,
                payer=line.payer,
                amount=line.amount,
            )
            for order, line in enumerate(lines, 1)
        ]
    )
    quantities = {order: line.quantity for order, line in enumerate(lines, 1)}
    promised = pledges(made, quantities, agreement.hour_rate)
    if as_applied and all(pledge.kind != Pledge.Kind.HOURS for pledge in promised):
        promised += _hours_promised(agreement)
    for pledge in promised:
        pledge.agreement = agreement
        pledge.save()
    for part in instalments(cash(lines), terms.instalments, agreement.starts_on):
        part.agreement = agreement
        part.save()
    Report.objects.bulk_create(_reports(agreement, terms))


def _hours_promised(agreement: Agreement) -> list[Pledge]:
    """The application may promise hours in an answer of its own ("work_hours") and give them no row of costs."""
    answers = agreement.proposal.answers if agreement.proposal is not None else {}
    hours = answers.get("work_hours")
    if not isinstance(hours, int) or hours <= 0:
        return []
    value = to_cents(hours * agreement.hour_rate) if agreement.hour_rate else NOUGHT
    what = gettext("Work of residents")
    return [Pledge(kind=Pledge.Kind.HOURS, what=what, quantity=Decimal(hours), value=value)]


def _reports(agreement: Agreement, terms: Terms) -> list[Report]:
    """Partial ones that fall into the time for the work, then the final one."""
    days = [agreement.starts_on + timedelta(days=days) for days in terms.partial_reports]
    due: list[tuple[str, date]] = [(Report.Kind.PARTIAL, on) for on in days if on < agreement.ends_on]
    due.append((Report.Kind.FINAL, agreement.report_due_on))
    return [
        Report(agreement=agreement, number=number, kind=kind, due_on=on) for number, (kind, on) in enumerate(due, 1)
    ]
