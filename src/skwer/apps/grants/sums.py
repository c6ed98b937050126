"""From a budget to instalments, reports and pledges: exact, nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from skwer.values.money import to_cents

from .models import BudgetLine, Instalment, Pledge
from .terms import Share

GRANT, CITY, OWN, IN_KIND, VOLUNTEER, OTHER = "grant", "city", "own", "in_kind", "volunteer", "other"
SUPPORTED = (GRANT, CITY)
"""Sources the city answers for: money it gives, and what it buys or lends itself. Together they make the amount."""
SOURCES = (GRANT, CITY, OWN, IN_KIND, VOLUNTEER, OTHER)
NOUGHT = Decimal("0.00")


@dataclass(frozen=True)
class Planned:
    """A line of a budget before it is a row."""

    name: str
    source: str
    amount: Decimal
    payer: str = ""
    quantity: str = ""


def read_costs(rows: Iterable[Mapping[str, Any]]) -> list[Planned]:
    """Lines from the costs of an application, as they were answered."""
    return [
        Planned(
            name=str(row.get("name", ""))[:160],
            source=str(row.get("source") or GRANT),
            amount=to_cents(Decimal(str(row.get("amount") or 0))),
            quantity=str(row.get("quantity", "")),
        )
        for row in rows
    ]


def supported(lines: Iterable[Planned | BudgetLine]) -> Decimal:
    """What the city gives: money, purchases and loans."""
    return sum((line.amount for line in lines if line.source in SUPPORTED), NOUGHT)


def cash(lines: Iterable[Planned | BudgetLine]) -> Decimal:
    """What is paid to the party."""
    return sum((line.amount for line in lines if line.source == GRANT), NOUGHT)


def fitted(lines: Sequence[Planned], amount: Decimal) -> list[Planned]:
    """The lines with what the city gives cut or raised in proportion to make `amount`; the party may rearrange them."""
    given = supported(lines)
    if given == amount:
        return list(lines)
    if not given:
        return [*lines, Planned(name="", source=GRANT, amount=amount)]
    shares = iter(split(amount, [line.amount for line in lines if line.source in SUPPORTED]))
    return [
        Planned(line.name, line.source, next(shares), line.payer, line.quantity) if line.source in SUPPORTED else line
        for line in lines
    ]


def split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """The amount in parts by weight: each a whole number of cents, none negative, together exactly the amount."""
    whole = sum(weights, Decimal(0))
    parts, passed, given = [], Decimal(0), NOUGHT
    for weight in weights:
        passed += weight
        upto = to_cents(amount * passed / whole)
        parts.append(upto - given)
        given = upto
    return parts


def instalments(amount: Decimal, shares: Sequence[Share], starts_on: date) -> list[Instalment]:
    """Rows (not saved, without agreement) that add up to the amount; what would be nothing is left out."""
    if not amount:
        return []
    plan = shares or (Share(Decimal(100), Instalment.After.SIGNED),)
    parts = zip(plan, split(amount, [part.share for part in plan]), strict=True)
    made = [
        Instalment(
            amount=sum_,
            after=part.after,
            due_on=starts_on + timedelta(days=part.days or 0) if part.after == Instalment.After.DATE else None,
        )
        for part, sum_ in parts
        if sum_
    ]
    for order, row in enumerate(made, 1):
        row.order = order
    return made


_KINDS = {VOLUNTEER: Pledge.Kind.HOURS, IN_KIND: Pledge.Kind.THING, OWN: Pledge.Kind.MONEY}


def pledges(lines: Iterable[BudgetLine], quantities: Mapping[int, str], hour_rate: Decimal | None) -> list[Pledge]:
    """What the party gives, line by line. Hours are read from the quantity ("40 godzin"), else from the value.

    The value of hours is the line's where the scheme values no hours, else hours × rate.
    """
    made = []
    for line in lines:
        if line.source not in _KINDS or not line.amount:
            continue
        kind, value = _KINDS[line.source], line.amount
        written = _number(quantities.get(line.order, ""))
        if kind == Pledge.Kind.MONEY:
            quantity = value
        elif kind == Pledge.Kind.HOURS and hour_rate:
            quantity = written or to_cents(value / hour_rate)
            value = to_cents(quantity * hour_rate)
        else:
            quantity = written or Decimal(1)
        made.append(Pledge(line=line, kind=kind, what=line.name[:200], quantity=quantity, value=value))
    return made


def _number(written: str) -> Decimal | None:
    found = re.match(r"\s*(\d{1,6}(?:[.,]\d{1,2})?)", written)
    return to_cents(Decimal(found.group(1).replace(",", "."))) or None if found else None
