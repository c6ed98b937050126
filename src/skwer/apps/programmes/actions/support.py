"""Expert days, visits and places: offered, and used up to what was offered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person

from ..models import HALF_DAY, Allowance, ExpertDay, Partnership, Project, Use
from .working import BadValue, NotNow, in_project, link, lock, must_keep, must_write_for, note, plain, words


class UsedUp(BadValue):
    """More is asked for than is left of the allowance."""

    status = 409

    def __init__(self, left: Decimal, field: str = "quantity") -> None:
        message = _("Left of this offer: %(left)s. Take less, or ask the lead partner to offer more.")
        super().__init__(field, message % {"left": plain(left)}, code="used_up")


@transaction.atomic
def offer_allowance(
    *,
    by: Person,
    project: Project,
    kind: str,
    offered: Decimal,
    partnership: Partnership | None = None,
    note_text: str = "",
    at: datetime,
) -> Allowance:
    """So much for one partner, or for all together; one that is there gets the new number, not below what was used.

    Raises NotAllowed, BadValue.
    """
    in_project(partnership, project)
    must_keep(by, project)
    if kind not in Allowance.Kind.values:
        raise BadValue("kind", _("Choose expert days, visits or places."))
    offered = _quantity(kind, offered, "offered")
    lock(project)
    allowance = Allowance.objects.filter(project=project, kind=kind, partnership=partnership).first()
    before = {"offered": allowance.offered} if allowance else None
    if allowance is None:
        allowance = Allowance(project=project, kind=kind, partnership=partnership)
    elif lock(allowance) and offered < (used := used_of(allowance)):
        raise BadValue("offered", _("Used already: %(used)s. Offer at least as much.") % {"used": plain(used)})
    allowance.offered = offered
    allowance.note = words(note_text, "note", 200)
    allowance.save()
    after = {"kind": kind, "partnership": partnership.pk if partnership else None, "offered": offered}
    note("allowance_offered", allowance, project, by, at, before=before, after=after)
    return allowance


@transaction.atomic
def book_use(
    *,
    by: Person,
    allowance: Allowance,
    partnership: Partnership,
    on: date,
    quantity: Decimal,
    note_text: str = "",
    reference: str = "",
    at: datetime,
) -> Use:
    """The partner used, or booked for a coming day, so much. Never more than was offered.

    Expert days are booked by the expert's ledger. Raises NotAllowed, BadValue, UsedUp.
    """
    in_project(partnership, allowance.project)
    must_write_for(by, allowance.project, partnership)
    if allowance.kind == Allowance.Kind.EXPERT_DAYS:
        raise BadValue("kind", _("Expert days are booked by themselves when the expert notes her day."))
    return book(
        by, allowance, partnership, on, quantity, note_text=note_text, reference=reference, expert_day=None, at=at
    )


def book(
    by: Person,
    allowance: Allowance,
    partnership: Partnership,
    on: date,
    quantity: Decimal,
    *,
    note_text: str,
    reference: str,
    expert_day: ExpertDay | None,
    at: datetime,
) -> Use:
    """Book inside an action that has asked who may: locks the allowance and holds its cap."""
    if allowance.partnership_id not in (None, partnership.pk):
        raise BadValue("partnership", _("This was offered to another partner."))
    quantity = _quantity(allowance.kind, quantity, "quantity")
    lock(allowance)
    left = allowance.offered - used_of(allowance)
    if quantity > left:
        raise UsedUp(left, "days" if expert_day else "quantity")
    use = Use.objects.create(
        allowance=allowance,
        partnership=partnership,
        on=on,
        quantity=quantity,
        note=words(note_text, "note", 250),
        reference=link(reference, "reference"),
        expert_day=expert_day,
        booked_at=at,
    )
    after = {"allowance": allowance.pk, "partnership": partnership.pk, "on": on, "quantity": quantity}
    note("use_booked", use, allowance.project, by, at, after=after)
    return use


@transaction.atomic
def cancel_use(*, by: Person, use: Use, at: datetime) -> None:
    """It did not take place, or was noted by mistake: the place is free again. Raises NotAllowed, NotNow."""
    allowance = use.allowance
    must_write_for(by, allowance.project, use.partnership)
    if use.expert_day_id is not None:
        raise NotNow(_("The expert's day booked this. Take the day out of her ledger."))
    lock(allowance)
    lock(use)
    before = {"allowance": allowance.pk, "partnership": use.partnership_id, "quantity": use.quantity}
    note("use_cancelled", use, allowance.project, by, at, before=before)
    use.delete()


def used_of(allowance: Allowance) -> Decimal:
    return allowance.uses.aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)


def _quantity(kind: str, value: Decimal, field: str) -> Decimal:
    """Days come in halves, visits and places whole."""
    if not value.is_finite() or value <= 0 or value > 99999:
        raise BadValue(field, _("Write a number above zero."))
    if kind == Allowance.Kind.EXPERT_DAYS:
        if value % HALF_DAY:
            raise BadValue(field, _("Days are counted in halves: 0.5, 1, 1.5 …"))
    elif value % 1:
        raise BadValue(field, _("Write a whole number."))
    return value
