"""Hours, things and own money: logged by those who carry the agreement out, confirmed by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.words import say
from skwer.apps.files.actions import delete_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run
from skwer.values.money import to_cents

from .. import rules
from ..citing import cite
from ..models import Agreement, Delivery, Pledge
from ..signals import announce, delivery_answered
from .book import BadValues, Reader, as_party, is_settled, locked, note

State = Delivery.State
HOLDER = "grant_delivery"
HOURS_A_DAY = 24


class CannotLog(Refusal):
    """The agreement takes no entries now, or this one is answered."""

    code = "cannot_log"
    status = 409


class OwnEntry(NotAllowed):
    """Who logged something does not confirm it herself."""

    message = _("You logged this yourself. A co-author or the office confirms it.")
    code = "own_entry"


class WhyNotMissing(Refusal):
    message = _("Say why it is not confirmed: the person who logged it reads it.")
    code = "why_missing"
    field = "why"


@transaction.atomic
def log_delivery(*, by: Person, pledge: Pledge, values: Mapping[str, Any], at: datetime) -> Delivery:
    """Write down a day's work, or a thing or sum that came.

    values: on, quantity (hours, pieces, or the sum), what, people (hours only; heads, no names). Photos are uploads
    of holder "grant_delivery". More than was pledged may be logged. Raises NotAllowed, CannotLog, BadValues.
    """
    agreement = _start(by, pledge.agreement)
    pledge.refresh_from_db()
    read = Reader(values)
    on = read.day("on", needed=_("Write the day."))
    if on is not None and on > timezone.localdate(at):
        read.wrong("on", "future", _("This day is still to come."))
    what = read.text("what", 200, needed=_("Write in a few words what was done or given."))
    quantity = read.sum("quantity", needed=_("Write how much."), least=Decimal("0.01"))
    people = _people(read) if pledge.kind == Pledge.Kind.HOURS else None
    if quantity is not None and pledge.kind == Pledge.Kind.HOURS and quantity > HOURS_A_DAY * (people or 1):
        read.wrong(
            "quantity",
            "too_many_hours",
            say(_("A day has 24 hours: at most %(most)s for the people named."), most=HOURS_A_DAY * (people or 1)),
        )
    if quantity is not None and quantity > Decimal("99999999.99"):
        read.wrong("quantity", "too_much", _("This is too much."))
    if read.errors or on is None or quantity is None:
        raise BadValues(read.errors)
    delivery = Delivery.objects.create(
        pledge=pledge,
        on=on,
        quantity=quantity,
        people=people,
        what=what,
        value=value_of(pledge, quantity),
        logged_by=by,
        logged_at=at,
    )
    _note("delivery_logged", delivery, agreement, by, at)
    return delivery


def value_of(pledge: Pledge, quantity: Decimal) -> Decimal:
    """What a quantity is worth: hours at the agreement's rate, money as it is, things in proportion to the pledge.

    Hours without a rate are valued as the pledge valued them.
    """
    if pledge.kind == Pledge.Kind.MONEY:
        return to_cents(quantity)
    rate = pledge.agreement.hour_rate
    if pledge.kind == Pledge.Kind.HOURS and rate is not None:
        return to_cents(quantity * rate)
    return to_cents(pledge.value * quantity / pledge.quantity) if pledge.quantity else Decimal("0.00")


@transaction.atomic
def remove_delivery(*, by: Person, delivery: Delivery, at: datetime) -> None:
    """Take away an entry that nobody has answered yet. Raises NotAllowed, CannotLog."""
    agreement = _start(by, delivery.pledge.agreement)
    delivery.refresh_from_db()
    if delivery.state != State.LOGGED:
        raise CannotLog(_("This entry is answered and stays."), code="answered")
    for upload in Upload.objects.filter(holder_kind=HOLDER, holder_key=str(delivery.pk)):
        delete_upload(by=by, upload=upload, at=at)
    _note("delivery_removed", delivery, agreement, by, at)
    delivery.delete()


@transaction.atomic
def verify_delivery(*, by: Person, delivery: Delivery, yes: bool, why: str = "", at: datetime) -> Delivery:
    """Confirm an entry, or not, with why. An officer, or a member of the party other than who logged it; the office
    may answer anew until the account is settled. Raises NotAllowed, OwnEntry, CannotLog, WhyNotMissing.
    """
    agreement = locked(delivery.pledge.agreement)
    delivery.refresh_from_db()
    office = may_run(by, agreement.organisation)
    if not office and not rules.is_party(by, agreement):
        raise NotAllowed
    if delivery.logged_by_id == by.pk:
        raise OwnEntry(paragraph=cite(agreement, "hours"))
    if is_settled(agreement):
        raise CannotLog(_("The account is settled: its entries stay as they are."), code="settled")
    if delivery.state != State.LOGGED and not office:
        raise CannotLog(_("This entry is answered and stays."), code="answered")
    words = clean_text(why).strip()[:1000]
    if not yes and not words:
        raise WhyNotMissing
    before = {"state": delivery.state}
    delivery.state = State.VERIFIED if yes else State.REFUSED
    delivery.why = "" if yes else words
    delivery.verified_by, delivery.verified_at = by, at
    delivery.save(update_fields=["state", "why", "verified_by", "verified_at"])
    _note("delivery_verified", delivery, agreement, by, at, before=before)
    announce(delivery_answered, Delivery, delivery=delivery, agreement=agreement, at=at)
    return delivery


def may_verify(person: Person | None, delivery: Delivery) -> bool:
    """For pages: would `verify_delivery` take her answer? Asked of an entry that waits."""
    if person is None or delivery.logged_by_id == person.pk:
        return False
    agreement = delivery.pledge.agreement
    return may_run(person, agreement.organisation) or rules.is_party(person, agreement)


def _start(by: Person, agreement: Agreement) -> Agreement:
    locked(agreement)
    as_party(by, agreement)
    if agreement.state not in (Agreement.State.ACTIVE, Agreement.State.TERMINATED):
        raise CannotLog(
            _("Work is logged while the agreement is in force."), code="not_active", paragraph=cite(agreement, "hours")
        )
    if is_settled(agreement):
        raise CannotLog(
            _("The account is settled and takes no more entries."), code="settled", paragraph=cite(agreement, "hours")
        )
    return agreement


def _people(read: Reader) -> int | None:
    value = read.values.get("people")
    if value in (None, ""):
        return None
    try:
        people = int(str(value))
    except ValueError:
        people = 0
    if not 1 <= people <= 1000:
        read.wrong("people", "no_number", _("Write how many people worked, from 1 to 1000."))
        return None
    return people


def _note(verb: str, delivery: Delivery, agreement: Agreement, by: Person, at: datetime, before: Any = None) -> None:
    note(
        verb,
        "delivery",
        delivery.pk,
        by,
        at,
        organisation=agreement.organisation,
        before=before,
        after={
            "agreement": agreement.pk,
            "kind": delivery.pledge.kind,
            "on": delivery.on,
            "quantity": delivery.quantity,
            "value": delivery.value,
            "state": delivery.state,
        },
    )
