"""The card's money: all lines at once, so that they are judged together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.values.money import CURRENCIES, to_cents

from .. import rules
from ..card import Problem, amount_problems
from ..models import Amount, ExchangeRate, Project
from .noting import note
from .taking import BadCard, locked, replace_rows

RATE_FIELDS = ("base", "quote", "rate", "source", "on")


def set_amounts(
    *,
    by: Person,
    project: Project,
    amounts: Mapping[str, Mapping[str, Decimal | str | int | None]],
    stated_rate: Decimal | str | int | None = None,
    at: datetime,
) -> Project:
    """The project's amounts, by currency and kind: {"EUR": {"total": "83380.00", "grant": …}}; they replace all before.

    What is not known is left out, or None; never zero. stated_rate: per cent as the agreement says. Raises NotAllowed,
    BadCard with one problem for each pair of figures that cannot both be true.
    """
    if not rules.may_keep(by, project):
        raise NotAllowed
    sums = {
        currency: {kind: to_cents(Decimal(value)) for kind, value in kinds.items() if value is not None}
        for currency, kinds in amounts.items()
    }
    if unknown := {*sums} - {*CURRENCIES} or {kind for kinds in sums.values() for kind in kinds} - {
        *Amount.Kind.values
    }:
        raise ValueError(f"No card has {', '.join(sorted(unknown))}.")
    stated = None if stated_rate is None else to_cents(Decimal(stated_rate))
    problems = list(amount_problems(sums, stated))
    if stated is not None and not 0 <= stated <= 100:
        problems.append(Problem("stated_rate", _("A rate lies between 0 and 100 per cent.")))
    if problems:
        raise BadCard(problems)
    with transaction.atomic():
        project = locked(project)
        before = _facts(project)
        project.amounts.all().delete()
        Amount.objects.bulk_create(
            Amount(project=project, kind=kind, currency=currency, amount=sums[currency][kind])
            for currency in CURRENCIES
            for kind in Amount.Kind.values
            if kind in sums.get(currency, {})
        )
        project.stated_rate = stated
        project.save(update_fields=["stated_rate"])
        note("project_amounts_set", project, by, at, before=before, after=_facts(project))
    return project


def set_exchange_rates(
    *,
    by: Person,
    project: Project,
    rows: Sequence[Mapping[str, Any]],
    at: datetime,
    seen: Collection[int] | None = None,
) -> list[ExchangeRate]:
    """Rates by which the card may convert its amounts: RATE_FIELDS each; they replace all before.

    Raises NotAllowed, BadCard, Stale.
    """
    if not rules.may_keep(by, project):
        raise NotAllowed
    with transaction.atomic():
        project = locked(project)
        pairs: set[tuple[Any, ...]] = set()

        def check(row: ExchangeRate, index: int) -> list[Problem]:
            found = []
            if row.base and row.base == row.quote:
                found.append(Problem("quote", _("Choose two different currencies."), index))
            if row.rate is not None and row.rate <= 0:
                found.append(Problem("rate", _("Write a rate above zero."), index))
            if (pair := (row.base, row.quote, row.on)) in pairs:
                found.append(Problem("on", _("There is a rate of this day for these currencies already."), index))
            pairs.add(pair)
            return found

        kept = replace_rows(
            model=ExchangeRate, parent={"project": project}, rows=rows, names=RATE_FIELDS, check=check, seen=seen
        )
        after = [{"base": r.base, "quote": r.quote, "rate": r.rate, "on": r.on} for r in kept]
        note("project_exchange_rates_set", project, by, at, after={"rates": after})
    return kept


def _facts(project: Project) -> dict[str, Any]:
    lines = {f"{line.currency} {line.kind}": line.amount for line in project.amounts.all()}
    return {**lines, "stated_rate": project.stated_rate}
