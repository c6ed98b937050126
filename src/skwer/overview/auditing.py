"""What an auditor picks to look at: a sample by value of the agreements that were in force once, drawn by a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Prefetch
from django.utils import timezone

from skwer.apps.grants.models import Agreement, Expense, Version
from skwer.apps.grants.models.agreement import AgreementQuerySet
from skwer.apps.people.models import Organisation, Person
from skwer.methods.sampling import Sample, draw
from skwer.values.money import to_cents


@dataclass(frozen=True)
class Picked:
    """An agreement of the sample: its sum on the day, the part of the list it stands in, the lot, its expenses."""

    agreement: Agreement
    amount: Decimal
    stratum: int
    lot: str
    expenses: tuple[Expense, ...]


@dataclass(frozen=True)
class Picks:
    """A sample of one currency. `listed`: how many agreements it was drawn from; `total`: what they sum up to."""

    sample: Sample
    currency: str
    until: date
    listed: int
    total: Decimal
    picked: tuple[Picked, ...]


def currencies(city: Organisation, person: Person) -> list[str]:
    """The currencies of the city's agreements, the most frequent first."""
    found = list(_listed(city, person).values_list("currency", flat=True))
    return sorted(set(found), key=lambda one: (-found.count(one), one))


def picks(
    city: Organisation, person: Person, *, currency: str, until: date, size: int, strata: int, seed: str
) -> Picks:
    """The sample, of agreements in force by the end of the day, each with the sum that was in force on it."""
    end = timezone.make_aware(datetime.combine(until + timedelta(days=1), time()))
    listed = _listed(city, person).filter(currency=currency, active_at__lt=end)
    in_force = Version.objects.filter(in_force_at__lt=end).order_by("number")
    rows = {
        one.number: one
        for one in listed.select_related("call", "district", "party_organisation").prefetch_related(
            Prefetch("versions", in_force, to_attr="in_force")
        )
    }
    amounts = {number: _amount(one) for number, one in rows.items()}
    sample = draw(amounts, size=size, strata=strata, seed=seed)
    shown: dict[int, list[Expense]] = {}
    drawn = [rows[one.key].pk for one in sample.drawn]
    for expense in Expense.objects.filter(agreement__in=drawn).exclude(state=Expense.State.DRAFT).order_by("number"):
        shown.setdefault(expense.agreement_id, []).append(expense)
    picked = tuple(
        Picked(rows[one.key], one.value, one.stratum, one.lot, tuple(shown.get(rows[one.key].pk, ())))
        for one in sample.drawn
    )
    return Picks(sample, currency, until, len(rows), sum(amounts.values(), Decimal(0)), picked)


def _listed(city: Organisation, person: Person) -> AgreementQuerySet:
    return Agreement.objects.of_desk(person).public().filter(organisation=city).order_by("number")


def _amount(one: Agreement) -> Decimal:
    """The sum of the last version in force on the day; what was moved in from a spreadsheet has no versions."""
    versions: list[Version] = one.in_force  # type: ignore[attr-defined]
    stated = versions[-1].facts.get("amount") if versions else None
    return to_cents(Decimal(str(stated)) if stated is not None else one.amount)
