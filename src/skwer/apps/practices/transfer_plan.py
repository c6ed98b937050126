"""A transfer's plan as it is read: steps by stage, sums by currency, the pot divided, what is risked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from skwer.values.money import CENT, to_cents
from skwer.values.text import in_language

from .kits import elements
from .models import PlanStep, Transfer
from .queries import MatrixRow, matrix

RISKS = {"high": 0, "middle": 1, "low": 2, "": 3}


@dataclass(frozen=True)
class Share:
    """A part of the pot: what it is for, how much of a hundred, how much money (None: the pot is not known)."""

    title: str
    percent: int
    amount: Decimal | None


@dataclass(frozen=True)
class Plan:
    """`stages`: (key, name, last day, steps) in their order; `costs`: each currency by itself, nothing is converted;
    `uncosted`: steps that name no cost; `risks`: named ones, the greatest first."""

    transfer: Transfer
    steps: Sequence[PlanStep]
    stages: Sequence[tuple[str, str, date | None, Sequence[PlanStep]]]
    costs: Sequence[tuple[str, Decimal]]
    uncosted: int
    pot: Decimal | None
    currency: str
    shares: Sequence[Share]
    matrix: Sequence[MatrixRow]
    risks: Sequence[MatrixRow]

    @property
    def done(self) -> int:
        return sum(1 for step in self.steps if step.done_on is not None)

    def next(self) -> PlanStep | None:
        """What comes next: the open step whose last day is nearest; those without a day come last, in their order."""
        waiting = [step for step in self.steps if step.done_on is None]
        return min(waiting, key=lambda step: (step.ends_on or step.starts_on or date.max, step.order), default=None)

    def late(self, today: date) -> list[PlanStep]:
        return [step for step in self.steps if step.done_on is None and step.ends_on and step.ends_on < today]


def plan_of(transfer: Transfer) -> Plan:
    """The whole plan in two queries: its steps and its elements."""
    steps = list(transfer.steps.order_by("order", "pk"))
    order = {key: number for number, key in enumerate(Transfer.OPEN)}
    steps.sort(key=lambda one: (order[Transfer.Stage(one.stage)], one.ends_on or one.starts_on or date.max, one.order))
    by_stage = [
        (stage.value, str(stage.label), getattr(transfer, f"{stage.value}_until"), _of(steps, stage.value))
        for stage in Transfer.OPEN
    ]
    costs: dict[str, Decimal] = {}
    for step in steps:
        if step.cost is not None:
            costs[step.currency] = costs.get(step.currency, Decimal(0)) + step.cost
    call: Mapping[str, Any] = transfer.document.get("call") or {}
    pot = _amount(call.get("pot"))
    rows = matrix(transfer)
    risks = [row for row in rows if row.element.risk]
    return Plan(
        transfer=transfer,
        steps=steps,
        stages=by_stage,
        costs=sorted(costs.items()),
        uncosted=sum(1 for step in steps if step.cost is None),
        pot=pot,
        currency=str(call.get("currency") or "PLN"),
        shares=shares_of(transfer.document.get("budget") or [], pot),
        matrix=rows,
        risks=sorted(risks, key=lambda row: RISKS[row.element.risk_level]),
    )


def shares_of(budget: Sequence[Mapping[str, Any]], pot: Decimal | None) -> list[Share]:
    """The pot divided by the budget's hundredths. Cents that rounding leaves over go where most was cut off, so that
    the parts of a whole pot are the whole pot."""
    percents = [int(part["percent"]) for part in budget]
    amounts: list[Decimal | None] = [None] * len(percents)
    if pot is not None:
        exact = [pot * percent / 100 for percent in percents]
        floors = [amount.quantize(CENT, rounding="ROUND_FLOOR") for amount in exact]
        left = int((to_cents(sum(exact, Decimal(0))) - sum(floors, Decimal(0))) / CENT)
        most_cut = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))[:left]
        amounts = [floor + (CENT if i in most_cut else 0) for i, floor in enumerate(floors)]
    return [
        Share(in_language(part.get("title") or {}) or str(part.get("key", "")), percent, amount)
        for part, percent, amount in zip(budget, percents, amounts, strict=True)
    ]


def element_name(key: str) -> str:
    """An element in words; a key that kits no longer have stays as it is."""
    try:
        return str(elements.element(key).name)
    except KeyError:
        return key


def _of(steps: Sequence[PlanStep], stage: str) -> list[PlanStep]:
    return [step for step in steps if step.stage == stage]


def _amount(value: Any) -> Decimal | None:
    try:
        return to_cents(Decimal(str(value))) if value not in (None, "") else None
    except InvalidOperation:
        return None
