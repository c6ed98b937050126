"""What partners planned and spent: by line, by partner and together, always per currency, nothing converted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from ..models import BudgetLine, Partnership, Project

ZERO = Decimal(0)


@dataclass
class Balance:
    """Planned and spent in one currency. `left` is negative where more was spent than planned."""

    currency: str
    planned: Decimal = ZERO
    spent: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return self.planned - self.spent

    @property
    def over(self) -> bool:
        return self.spent > self.planned

    @property
    def share(self) -> Decimal | None:
        """Spent as per cent of planned; None where nothing was planned."""
        return self.spent * 100 / self.planned if self.planned else None


@dataclass
class LineBalance(Balance):
    line: BudgetLine | None = None


@dataclass
class PartnerMoney:
    partnership: Partnership
    lines: list[LineBalance] = field(default_factory=list)

    @property
    def totals(self) -> list[Balance]:
        return together(self.lines)


@dataclass
class ProjectMoney:
    partners: list[PartnerMoney]

    @property
    def totals(self) -> list[Balance]:
        return together(line for partner in self.partners for line in partner.lines)

    @property
    def overspent(self) -> list[LineBalance]:
        return [line for partner in self.partners for line in partner.lines if line.over]


def together(lines: Iterable[Balance]) -> list[Balance]:
    """Sums of the lines, one for each currency, in the order of its first line."""
    found: dict[str, Balance] = {}
    for line in lines:
        one = found.setdefault(line.currency, Balance(line.currency))
        one.planned += line.planned
        one.spent += line.spent
    return list(found.values())


def money_of(project: Project) -> ProjectMoney:
    """Budget against spent of every partner that has a budget. One query."""
    lines = (
        BudgetLine.objects.filter(project=project)
        .select_related("partnership__organisation")
        .annotate(spent_sum=Coalesce(Sum("spendings__amount"), ZERO))
        .order_by("partnership__order", "partnership", "currency", "pk")
    )
    partners: dict[int, PartnerMoney] = {}
    for line in lines:
        one = partners.setdefault(line.partnership_id, PartnerMoney(line.partnership))
        one.lines.append(LineBalance(line.currency, line.planned, line.spent_sum, line))
    return ProjectMoney(list(partners.values()))


def spent_on(line: BudgetLine) -> Decimal:
    """Everything spent on the line, in its currency."""
    spent: Decimal | None = line.spendings.aggregate(sum=Sum("amount"))["sum"]
    return spent or ZERO
