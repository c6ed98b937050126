"""Experts: their contracts, the ledger of their days, and the notes of their visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import HALF_DAY, Allowance, ExpertContract, ExpertDay, Partnership, Project
from .support import book
from .working import BadValue, NotNow, in_project, known_currency, lock, must_keep, note, plain, sum_of, words


class NoDaysLeft(BadValue):
    """The contract has fewer days left than the expert wants to note."""

    status = 409

    def __init__(self, left: Decimal) -> None:
        message = _("Days left in the contract: %(left)s. Note less, or agree on more days first.")
        super().__init__("days", message % {"left": plain(left)}, code="no_days_left")


@transaction.atomic
def agree_contract(
    *, by: Person, project: Project, person: Person, values: Mapping[str, Any], at: datetime
) -> ExpertContract:
    """An expert works for the project: from now on she reads what is inside and keeps her ledger.

    values: topic, days_agreed, starts_on, ends_on, languages, day_rate (None: not kept here), currency.
    Raises NotAllowed, BadValue.
    """
    must_keep(by, project)
    contract = ExpertContract(project=project, person=person)
    _set_contract(contract, values)
    contract.save()
    note("contract_agreed", contract, project, by, at, after=_facts(contract))
    return contract


@transaction.atomic
def change_contract(*, by: Person, contract: ExpertContract, values: Mapping[str, Any], at: datetime) -> ExpertContract:
    """An annex: other days, dates or rate; never fewer days than were worked. Raises NotAllowed, NotNow, BadValue."""
    must_keep(by, contract.project)
    lock(contract)
    if contract.ended_at is not None:
        raise NotNow(_("This contract has ended."))
    before = _facts(contract)
    _set_contract(contract, values)
    if contract.days_agreed < (worked := days_of(contract)):
        raise BadValue(
            "days_agreed", _("Days worked already: %(n)s. Agree on at least as many.") % {"n": plain(worked)}
        )
    contract.save()
    note("contract_changed", contract, contract.project, by, at, before=before, after=_facts(contract))
    return contract


@transaction.atomic
def end_contract(*, by: Person, contract: ExpertContract, at: datetime) -> ExpertContract:
    """The expert's work is over: she reads and writes no more. Raises NotAllowed, NotNow."""
    must_keep(by, contract.project)
    lock(contract)
    if contract.ended_at is not None:
        raise NotNow(_("This contract has ended."))
    contract.ended_at = at
    contract.save(update_fields=["ended_at"])
    note("contract_ended", contract, contract.project, by, at)
    return contract


@transaction.atomic
def log_expert_day(
    *,
    by: Person,
    contract: ExpertContract,
    on: date,
    days: Decimal,
    what: str,
    partnership: Partnership | None = None,
    at: datetime,
) -> ExpertDay:
    """A day or half a day of work, for one partner or for all. Never more than the contract has left.

    Where the partner (or all together) was offered expert days, the day is booked there too, up to what was offered.
    Raises NotAllowed, NotNow, BadValue, NoDaysLeft, UsedUp.
    """
    project = contract.project
    in_project(partnership, project)
    if not rules.may_log_days(by, contract):
        raise NotAllowed
    if days not in (HALF_DAY, Decimal(1)):
        raise BadValue("days", _("Note half a day or a whole one: one line for each day."))
    if on > timezone.localdate(at):
        raise BadValue("on", _("This day has not come yet."))
    lock(contract)
    if contract.ended_at is not None:
        raise NotNow(_("This contract has ended."))
    if not contract.starts_on <= on <= contract.ends_on:
        raise BadValue("on", _("The contract does not run on this day."))
    same = contract.days.filter(on=on).aggregate(sum=Sum("days"))["sum"] or Decimal(0)
    if same + days > 1:
        raise BadValue("on", _("A day has no more than one day: this one is in the ledger already."))
    left = contract.days_agreed - days_of(contract)
    if days > left:
        raise NoDaysLeft(left)
    text = words(what, "what", 250, missing=_("Say in a few words what was done."))
    day = ExpertDay.objects.create(
        contract=contract, partnership=partnership, on=on, days=days, what=text, logged_at=at
    )
    if partnership is not None and (allowance := _allowance_for(partnership)) is not None:
        book(by, allowance, partnership, on, days, note_text="", reference="", expert_day=day, at=at)
    after = {"contract": contract.pk, "on": on, "days": days, "partnership": day.partnership_id}
    note("expert_day_noted", day, project, by, at, after=after)
    return day


@transaction.atomic
def remove_expert_day(*, by: Person, day: ExpertDay, at: datetime) -> None:
    """Take a day out of the ledger that has not been billed. Raises NotAllowed, NotNow."""
    contract = day.contract
    if not rules.may_log_days(by, contract):
        raise NotAllowed
    lock(contract)
    lock(day)
    if day.billed_at is not None:
        raise NotNow(_("This day is on a bill. It stays."))
    before = {"contract": contract.pk, "on": day.on, "days": day.days}
    note("expert_day_removed", day, contract.project, by, at, before=before)
    day.delete()  # what it booked goes with it


@transaction.atomic
def bill_days(*, by: Person, contract: ExpertContract, until: date, at: datetime) -> Decimal:
    """Put all days up to and with that one, which are on no bill yet, on one bill; returns how many days it has.

    Raises NotAllowed, BadValue.
    """
    if not rules.may_log_days(by, contract):
        raise NotAllowed
    lock(contract)
    waiting = contract.days.filter(billed_at__isnull=True, on__lte=until)
    total = waiting.aggregate(sum=Sum("days"))["sum"] or Decimal(0)
    if not total:
        raise BadValue("until", _("There is no day up to this one that is not on a bill yet."))
    waiting.update(billed_at=at)
    after = {"contract": contract.pk, "until": until, "days": total}
    note("days_billed", contract, contract.project, by, at, after=after)
    return total


def days_of(contract: ExpertContract) -> Decimal:
    """Days in the ledger of the contract."""
    return contract.days.aggregate(sum=Sum("days"))["sum"] or Decimal(0)


def _allowance_for(partnership: Partnership) -> Allowance | None:
    """Expert days offered to this partner, else those for all together."""
    kind = Allowance.Kind.EXPERT_DAYS
    offers = {
        one.partnership_id: one
        for one in Allowance.objects.filter(project=partnership.project, kind=kind)
        if one.partnership_id in (None, partnership.pk)
    }
    return offers.get(partnership.pk) or offers.get(None)


def _set_contract(contract: ExpertContract, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name == "topic":
            contract.topic = words(value, "topic", 200, missing=_("Say what the expert advises about."))
        elif name == "days_agreed":
            if not value.is_finite() or value <= 0 or value % HALF_DAY or value > 9999:
                raise BadValue("days_agreed", _("Write days in halves: 0.5, 1, 1.5 …"))
            contract.days_agreed = value
        elif name == "languages":
            contract.languages = words(value, "languages", 120)
        elif name == "day_rate":
            contract.day_rate = None if value is None else sum_of(value, "day_rate", least=Decimal(0))
        elif name == "currency":
            contract.currency = known_currency(value)
        elif name in ("starts_on", "ends_on"):
            setattr(contract, name, value)
        else:
            raise ValueError(f"A contract has no {name}.")
    words(contract.topic, "topic", 200, missing=_("Say what the expert advises about."))
    if contract.ends_on < contract.starts_on:
        raise BadValue("ends_on", _("The contract cannot end before it begins."))


def _facts(contract: ExpertContract) -> dict[str, Any]:
    return {name: getattr(contract, name) for name in ("days_agreed", "starts_on", "ends_on", "day_rate", "currency")}
