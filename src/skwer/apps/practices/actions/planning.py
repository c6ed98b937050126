"""The transfer plan: what is done, by whom, until when, at what cost, and how one sees that it worked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal
from skwer.values.money import CURRENCIES, to_cents

from ..models import PlanStep, Transfer
from ..texts import note
from .transfers.common import locked

STEP = "planstep"
LINES = ("title", "owner", "measure")
VALUES = ("stage", "title", "detail", "owner", "starts_on", "ends_on", "cost", "currency", "measure")
# What people wrote stays out of the journal.
JOURNALLED = ("stage", "starts_on", "ends_on", "cost", "currency", "done_on")
STAGES = {stage.value for stage in Transfer.OPEN}
MOST_STEPS = 100
MOST_MONEY = Decimal(10) ** 12


class BadStep(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_step"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class PlanFull(Refusal):
    message = _("A plan has at most 100 steps. Put some of them together, or remove one.")
    code = "plan_full"
    status = 409


class StepGone(Refusal):
    message = _("Somebody removed this step in the meantime. Look at the plan again.")
    code = "step_gone"
    status = 409


def add_step(*, by: Person, transfer: Transfer, values: Mapping[str, Any], at: datetime) -> PlanStep:
    """One more action of the plan; `values` by the names of VALUES, title and stage must be there.

    Raises NotAllowed, Ended, PlanFull, BadStep.
    """
    with transaction.atomic():
        locked(by, transfer)
        last = list(transfer.steps.order_by("order").values_list("order", flat=True))
        if len(last) >= MOST_STEPS:
            raise PlanFull
        step = PlanStep(transfer=transfer, order=(last[-1] if last else 0) + 1)
        _set(step, values)
        step.save()
        _note("step_added", step, by, at, after=_facts(step))
    return step


def change_step(*, by: Person, step: PlanStep, values: Mapping[str, Any], at: datetime) -> PlanStep:
    """Other values; what is not named stays. Raises NotAllowed, Ended, StepGone, BadStep."""
    with transaction.atomic():
        before = _facts(_locked(by, step))
        _set(step, values)
        step.save()
        _note("step_changed", step, by, at, before=before, after=_facts(step))
    return step


def remove_step(*, by: Person, step: PlanStep, at: datetime) -> None:
    """Take a step out of the plan; what is done stays in it. Raises NotAllowed, Ended, StepGone, BadStep."""
    with transaction.atomic():
        before = _facts(_locked(by, step))
        if step.done_on is not None:
            raise BadStep("", _("This step is done, and what was done stays in the plan."))
        _note("step_removed", step, by, at, before=before)
        step.delete()


def mark_step_done(*, by: Person, step: PlanStep, done_on: date, at: datetime) -> PlanStep:
    """It is done since that day; marked twice it keeps the first. Raises NotAllowed, Ended, StepGone, BadStep."""
    with transaction.atomic():
        before = _facts(_locked(by, step))
        if step.done_on is not None:
            return step
        if done_on > timezone.localdate(at):
            raise BadStep("done_on", _("This day is still to come. Mark the step when it is done."))
        step.done_on = done_on
        step.save(update_fields=["done_on"])
        _note("step_done", step, by, at, before=before, after=_facts(step))
    return step


def reopen_step(*, by: Person, step: PlanStep, at: datetime) -> PlanStep:
    """It was marked by mistake: it is to be done again. Raises NotAllowed, Ended, StepGone."""
    with transaction.atomic():
        before = _facts(_locked(by, step))
        if step.done_on is not None:
            step.done_on = None
            step.save(update_fields=["done_on"])
            _note("step_reopened", step, by, at, before=before, after=_facts(step))
    return step


def _locked(by: Person, step: PlanStep) -> PlanStep:
    locked(by, step.transfer)
    try:
        step.refresh_from_db(from_queryset=PlanStep.objects.select_related("transfer"))
    except PlanStep.DoesNotExist as error:
        raise StepGone from error
    return step


def _set(step: PlanStep, values: Mapping[str, Any]) -> None:
    """Put the values in, checked."""
    if unknown := set(values) - set(VALUES):
        raise ValueError(f"A step has no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        if isinstance(value, str):
            value = clean_text(value, lines=name not in LINES).strip()
            most = getattr(PlanStep._meta.get_field(name), "max_length", None)
            if most and len(value) > most:
                raise BadStep(name, _("This text is too long. Shorten it."))
        setattr(step, name, value)
    if not step.title:
        raise BadStep("title", _("Say in a few words what is done."))
    if step.stage not in STAGES:
        raise BadStep("stage", _("Choose one of the stages."))
    if step.currency not in CURRENCIES:
        raise BadStep("currency", _("Choose one of the currencies."))
    if step.cost is not None:
        step.cost = to_cents(Decimal(str(step.cost)))
        if not 0 <= step.cost < MOST_MONEY:
            raise BadStep("cost", _("Write zero or more."))
    if step.starts_on and step.ends_on and step.ends_on < step.starts_on:
        raise BadStep("ends_on", _("The last day cannot come before the first."))


def _facts(step: PlanStep) -> dict[str, Any]:
    return {name: getattr(step, name) for name in JOURNALLED}


def _note(verb: str, step: PlanStep, by: Person, at: datetime, **facts: Any) -> None:
    note(verb, STEP, step.pk, step.transfer.organisation, by, at, **facts)
