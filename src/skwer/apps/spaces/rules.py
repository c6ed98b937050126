"""Who keeps the inventory, looks for space, comes to look, lends and borrows; and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import belongs_to, may_read_desk, may_run

from .models import Booking, Match, Shared, Space, Viewing, Visit, Wish
from .models.groups import own_groups

CANCEL_VISIT_UNTIL = timedelta(0)
"""A visit can be cancelled until it begins."""


@dataclass(frozen=True)
class Answer:
    """May I? `why` is a lazily translated sentence."""

    yes: bool
    why: Any = ""

    def __bool__(self) -> bool:
        return self.yes


def acts(person: Person | None) -> bool:
    """Is somebody signed in?"""
    return person is not None and person.is_authenticated and person.is_active


# --- the inventory


def may_keep_spaces(person: Person | None, city: Organisation) -> bool:
    """Officers and administrators of the city describe its vacant spaces and answer those who look for some."""
    return may_run(person, city)


def may_change_space(person: Person | None, space: Space) -> bool:
    return may_keep_spaces(person, space.organisation)


def may_read_spaces_desk(person: Person | None, city: Organisation) -> bool:
    """Those who keep the inventory, and the city's auditors."""
    return may_read_desk(person, city)


# --- wishes and matches


def may_wish(person: Person | None, city: Organisation) -> bool:
    """Everybody with an account may look for space in a city."""
    return acts(person) and city.is_city


def may_speak_for(person: Person | None, organisation: Organisation) -> bool:
    """In whose name may she look for space, or borrow? Of a city only those who run it."""
    if organisation.is_city:
        return may_run(person, organisation)
    return belongs_to(person, organisation)


def may_change_wish(person: Person | None, wish: Wish) -> bool:
    """Whose it is, and the people of the organisation it is for."""
    if person is None or not acts(person):
        return False
    return wish.person_id == person.pk or (
        wish.for_organisation is not None and may_speak_for(person, wish.for_organisation)
    )


def may_answer_wish(person: Person | None, wish: Wish) -> bool:
    """The city's office."""
    return may_keep_spaces(person, wish.organisation)


def may_state_interest(person: Person | None, match: Match) -> Answer:
    """Those who look, while the space is still to be had."""
    if not may_change_wish(person, match.wish):
        return Answer(False, _("Only those who look for the space can say that it interests them."))
    if match.wish.state != Wish.State.OPEN:
        return Answer(False, _("You no longer look for a space. Open your search again first."))
    if match.space.state not in (Space.State.FREE, Space.State.TALKS):
        return Answer(False, _("This space is no longer free. Look at the others."))
    return Answer(True)


# --- viewings


def may_book_visit(person: Person | None, viewing: Viewing, at: datetime) -> Answer:
    """Everybody with an account, before it begins; places are counted under the viewing's lock."""
    if not acts(person):
        return Answer(False, _("Sign in to book a viewing, so that we can tell you if it is moved."))
    if viewing.cancelled_at is not None:
        return Answer(False, _("This viewing was cancelled. Choose another hour."))
    if at >= viewing.starts_at:
        return Answer(False, _("This viewing has begun. Choose another hour."))
    if viewing.space.state not in (Space.State.FREE, Space.State.TALKS):
        return Answer(False, _("This space is no longer free, so nobody shows it."))
    return Answer(True)


def may_cancel_visit(person: Person | None, visit: Visit, at: datetime) -> Answer:
    """Who booked it, or the office; until it begins."""
    mine = person is not None and person.is_authenticated and visit.person_id == person.pk
    if not (mine or may_change_space(person, visit.viewing.space)):
        return Answer(False, _("This is somebody else's appointment."))
    if at >= visit.viewing.starts_at:
        return Answer(False, _("The viewing has begun, so it can no longer be cancelled."))
    return Answer(True)


# --- shared things


def may_lend(person: Person | None, organisation: Organisation) -> bool:
    """Who offers things and answers bookings: a city's officers, the people of any other organisation."""
    return may_speak_for(person, organisation)


def lends_for(person: Person | None) -> list[Organisation]:
    """The organisations in whose name she lends."""
    if person is None or not acts(person):
        return []
    held = Organisation.objects.filter(pk__in=own_groups(person)).order_by("name")
    return [organisation for organisation in held if may_lend(person, organisation)]


def may_book(person: Person | None, shared: Shared) -> Answer:
    """Everybody with an account, while it is offered."""
    if not acts(person):
        return Answer(False, _("Sign in to book, so that the lender knows whom to write to."))
    if shared.state != Shared.State.OFFERED:
        return Answer(False, _("This is not lent at present."))
    return Answer(True)


def borrows(person: Person | None, booking: Booking) -> bool:
    """Who asked for it, and the people of the organisation it is for."""
    if person is None or not acts(person):
        return False
    return booking.person_id == person.pk or (
        booking.for_organisation is not None and may_speak_for(person, booking.for_organisation)
    )


def may_answer_booking(person: Person | None, booking: Booking) -> bool:
    return may_lend(person, booking.shared.organisation)
