"""Support offered and used, and experts' ledgers."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from skwer.apps.people.models import Person
from skwer.values.money import to_cents

from ..models import Allowance, ExpertContract, Project, Use

ZERO = Decimal(0)


@dataclass
class Offer:
    """An allowance with what was used of it, and by whom."""

    allowance: Allowance
    uses: list[Use] = field(default_factory=list)

    @property
    def used(self) -> Decimal:
        return sum((use.quantity for use in self.uses), ZERO)

    @property
    def left(self) -> Decimal:
        return self.allowance.offered - self.used

    @property
    def by_partner(self) -> list[tuple[str, Decimal]]:
        """Who used how many, in the partners' order."""
        found: dict[int, tuple[str, Decimal]] = {}
        for use in sorted(self.uses, key=lambda use: (use.partnership.order, use.partnership_id)):
            label, sum_ = found.get(use.partnership_id, (use.partnership.label, ZERO))
            found[use.partnership_id] = (label, sum_ + use.quantity)
        return list(found.values())


def support_of(project: Project) -> list[Offer]:
    """Every allowance of the project with its uses. Two queries."""
    allowances = Allowance.objects.filter(project=project).select_related("partnership__organisation")
    offers = {one.pk: Offer(one) for one in allowances}
    uses = Use.objects.filter(allowance__project=project).select_related("partnership__organisation", "expert_day")
    for use in uses.order_by("-on", "-pk"):
        offers[use.allowance_id].uses.append(use)
    return list(offers.values())


@dataclass
class Ledger:
    """A contract with its days counted."""

    contract: ExpertContract
    worked: Decimal
    billed: Decimal

    @property
    def left(self) -> Decimal:
        return self.contract.days_agreed - self.worked

    @property
    def unbilled(self) -> Decimal:
        return self.worked - self.billed

    def worth(self, days: Decimal) -> Decimal | None:
        """So many days in money; None where the rate is not kept here."""
        rate = self.contract.day_rate
        return to_cents(days * rate) if rate is not None else None


def ledgers(contracts: QuerySet[ExpertContract]) -> list[Ledger]:
    """The contracts with days worked and billed. One query."""
    counted = contracts.select_related("project__organisation", "person").annotate(
        worked_sum=Coalesce(Sum("days__days"), ZERO),
        billed_sum=Coalesce(Sum("days__days", filter=Q(days__billed_at__isnull=False)), ZERO),
    )
    return [Ledger(one, one.worked_sum, one.billed_sum) for one in counted]


def contracts_of(person: Person) -> QuerySet[ExpertContract]:
    """The person's own contracts, live ones first."""
    return ExpertContract.objects.filter(person=person).order_by("ended_at", "-starts_on", "pk")
