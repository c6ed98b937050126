"""Appointments to look at a space."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import queries, rules
from ..models import Space, Viewing, Visit, Wish
from ..signals import announce, viewing_cancelled, visit_booked
from .common import BadValue, WrongState, lock, note

KEEP_NEEDS = timedelta(days=14)


class NoViewing(Refusal):
    """This hour cannot be booked."""

    code = "no_viewing"
    status = 409


class ViewingFull(NoViewing):
    message = _("All places at this hour are taken. Choose another hour.")
    code = "viewing_full"


def add_viewing(
    *,
    by: Person,
    space: Space,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int = 1,
    where: str = "",
    at: datetime,
) -> Viewing:
    """The office shows the space at this hour. Raises NotAllowed, WrongState, BadValue."""
    if not rules.may_change_space(by, space):
        raise NotAllowed
    where = clean_text(where, lines=False).strip()
    if starts_at <= at:
        raise BadValue("starts_at", _("Choose an hour that is still to come."))
    if ends_at <= starts_at or ends_at - starts_at > timedelta(hours=12):
        raise BadValue("ends_at", _("The end must come after the beginning, on the same day."))
    if not 1 <= capacity <= 100:
        raise BadValue("capacity", _("Between 1 and 100 people can come."))
    if len(where) > 250:
        raise BadValue("note", _("This text is too long. Shorten it."))
    with transaction.atomic():
        lock(space)
        if space.published_at is None or space.state not in queries.TO_HAVE:
            raise WrongState(_("Offer the space first; then it can be shown."))
        viewing = Viewing.objects.create(
            space=space, starts_at=starts_at, ends_at=ends_at, capacity=capacity, note=where
        )
        _note("viewing_added", viewing, by, at, {"starts_at": starts_at, "capacity": capacity})
    return viewing


def cancel_viewing(*, by: Person, viewing: Viewing, at: datetime) -> Viewing:
    """Called off; everybody who booked is written to. Raises NotAllowed, WrongState."""
    if not rules.may_change_space(by, viewing.space):
        raise NotAllowed
    with transaction.atomic():
        lock(viewing)
        if viewing.cancelled_at is None:
            if at >= viewing.starts_at:
                raise WrongState(_("The viewing has begun, so it can no longer be cancelled."))
            viewing.cancelled_at = at
            viewing.save(update_fields=["cancelled_at"])
            for visit in viewing.visits.filter(cancelled_at__isnull=True).select_related("person"):
                announce(viewing_cancelled, Viewing, viewing=viewing, visit=visit, at=at)
            _note("viewing_cancelled", viewing, by, at, {"starts_at": viewing.starts_at})
    return viewing


def book_visit(*, by: Person, viewing: Viewing, needs: str = "", wish: Wish | None = None, at: datetime) -> Visit:
    """Come at this hour. Twice gives the same visit. Raises NoViewing, ViewingFull, BadValue."""
    needs = clean_text(needs, lines=False).strip()
    if len(needs) > 200:
        raise BadValue("needs", _("This text is too long. Shorten it."))
    if wish is not None and not rules.may_change_wish(by, wish):
        raise BadValue("wish", _("Choose one of your own searches."))
    with transaction.atomic():
        lock(viewing)
        if not (answer := rules.may_book_visit(by, viewing, at)):
            raise NoViewing(answer.why)
        held = Visit.objects.filter(viewing=viewing, person=by, cancelled_at__isnull=True).first()
        if held is not None:
            return held
        if queries.taken(viewing) >= viewing.capacity:
            raise ViewingFull
        visit = Visit.objects.create(viewing=viewing, person=by, wish=wish, needs=needs, booked_at=at)
        _note("visit_booked", viewing, by, at, {"visit": visit.pk})
        announce(visit_booked, Visit, visit=visit, at=at)
    return visit


def cancel_visit(*, by: Person, visit: Visit, at: datetime) -> Visit:
    """She does not come; the place is free again. Raises NoViewing."""
    with transaction.atomic():
        lock(visit.viewing)
        lock(visit)
        if not (answer := rules.may_cancel_visit(by, visit, at)):
            raise NoViewing(answer.why)
        if visit.cancelled_at is None:
            visit.cancelled_at, visit.needs = at, ""
            visit.save(update_fields=["cancelled_at", "needs"])
            _note("visit_cancelled", visit.viewing, by, at, {"visit": visit.pk})
    return visit


def forget_needs(*, at: datetime) -> int:
    """For the clock: what somebody needed to reach the door goes 14 days after the appointment."""
    stale = Visit.objects.filter(viewing__ends_at__lte=at - KEEP_NEEDS).exclude(needs="")
    return stale.update(needs="")


def _note(verb: str, viewing: Viewing, by: Person, at: datetime, after: dict[str, Any]) -> None:
    note(verb, by, at, kind="viewing", key=viewing.pk, organisation=viewing.space.organisation, after=after)
