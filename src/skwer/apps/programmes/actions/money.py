"""Budget lines and what was spent on them, each in its own currency."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.values.money import to_cents, write_amount

from ..models import BudgetLine, Category, Partnership, Spending
from ..queries.sums import spent_on
from .working import BadValue, NotNow, known_currency, lock, must_keep, must_write_for, note, sum_of, words


@transaction.atomic
def plan_budget(
    *, by: Person, partnership: Partnership, category: str, currency: str, planned: Decimal, at: datetime
) -> BudgetLine:
    """How much the partner may spend on a category in a currency; a line that is there gets the new sum.

    The budget is agreed with the funder, so only the keeper writes it. Raises NotAllowed, BadValue.
    """
    project = partnership.project
    must_keep(by, project)
    if category not in Category.values:
        raise BadValue("category", _("Choose a category from the list."))
    planned = sum_of(planned, "planned", least=Decimal(0))
    known_currency(currency)
    lock(partnership)
    line = BudgetLine.objects.filter(partnership=partnership, category=category, currency=currency).first()
    before = {"planned": line.planned} if line else None
    if line is None:
        line = BudgetLine(project=project, partnership=partnership, category=category, currency=currency)
    line.planned = planned
    line.save()
    after = {"partnership": partnership.pk, "category": category, "currency": currency, "planned": planned}
    note("budget_planned", line, project, by, at, before=before, after=after)
    return line


@transaction.atomic
def remove_budget_line(*, by: Person, line: BudgetLine, at: datetime) -> None:
    """Take a line away on which nothing was spent. Raises NotAllowed, NotNow."""
    must_keep(by, line.project)
    lock(line)
    if line.spendings.exists():
        raise NotNow(_("Money was spent on this line; it stays. Plan zero on it instead."), code="spent")
    note("budget_line_removed", line, line.project, by, at, before={"planned": line.planned})
    line.delete()


@transaction.atomic
def record_spending(
    *,
    by: Person,
    line: BudgetLine,
    on: date,
    amount: Decimal,
    document: str,
    note_text: str = "",
    hours: Decimal | None = None,
    paid: Decimal | None = None,
    paid_currency: str = "",
    rate: Decimal | None = None,
    rate_source: str = "",
    rate_on: date | None = None,
    at: datetime,
) -> Spending:
    """Money spent on the line, in the line's currency; more than planned is shown, not forbidden.

    What was paid in another currency needs the rate (so much of the line's currency for one), its source and its day,
    and the sum must be what the rate makes of it. A correction has a minus; a line's spending cannot fall below zero.
    Raises NotAllowed, BadValue.
    """
    must_write_for(by, line.project, line.partnership)
    amount = sum_of(amount, "amount", least=None)
    if not amount:
        raise BadValue("amount", _("Write a sum other than zero."))
    if on > timezone.localdate(at):
        raise BadValue("on", _("This day has not come yet. Money is noted once it is spent."))
    if hours is not None and (not hours.is_finite() or hours <= 0 or hours > 9999 or hours != round(hours, 2)):
        raise BadValue("hours", _("Write a number of hours above zero."))
    lock(line)
    if amount < 0 and spent_on(line) + amount < 0:
        raise BadValue("amount", _("The correction is larger than what was spent on this line."))
    spending = Spending(
        line=line,
        on=on,
        amount=amount,
        hours=hours,
        document=words(document, "document", 80, missing=_("Write the number or name of the document.")),
        note=words(note_text, "note", 250),
    )
    if paid is not None or paid_currency:
        _set_foreign(spending, line.currency, paid, paid_currency, rate, rate_source, rate_on)
    spending.save()
    after = {"line": line.pk, "on": on, "amount": amount, "currency": line.currency}
    note("spending_recorded", spending, line.project, by, at, after=after)
    return spending


def _set_foreign(
    spending: Spending,
    currency: str,
    paid: Decimal | None,
    paid_currency: str,
    rate: Decimal | None,
    source: str,
    on: date | None,
) -> None:
    if paid is None:
        raise BadValue("paid", _("Write the sum in the currency it was paid in."))
    if known_currency(paid_currency, "paid_currency") == currency:
        raise BadValue("paid_currency", _("This is the currency of the budget. Leave the other currency empty."))
    sum_paid = sum_of(paid, "paid", least=None)
    rate, source, on = good_rate(rate, source, on)
    if (expected := to_cents(sum_paid * rate)) != spending.amount:
        raise BadValue(
            "amount",
            _("At this rate the sum is %(expected)s, not %(amount)s.")
            % {"expected": _written(expected, currency), "amount": _written(spending.amount, currency)},
            code="rate",
        )
    spending.paid, spending.paid_currency = sum_paid, paid_currency
    spending.rate, spending.rate_source, spending.rate_on = rate, source, on


def _written(amount: Decimal, currency: str) -> str:
    return write_amount(amount, currency, (get_language() or "pl")[:2])


def good_rate(rate: Decimal | None, source: str, on: date | None) -> tuple[Decimal, str, date]:
    """The three things without which no sum is converted. Raises BadValue."""
    if rate is None or not rate.is_finite() or rate <= 0 or rate >= 10**8 or rate != round(rate, 6):
        raise BadValue("rate", _("Write the exchange rate, with at most six decimal places."))
    if on is None:
        raise BadValue("rate_on", _("Say of which day the rate is."))
    missing: Any = _("Say whose rate it is, for example: Norges Bank, table of the day.")
    return rate, words(source, "rate_source", 200, missing=missing), on
