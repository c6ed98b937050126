"""Loans: asked for, agreed, fetched, brought back. No piece is promised twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.values.canonical import fingerprint

from .. import queries, rules
from ..models import Booking, Shared
from ..signals import announce, booking_answered, booking_asked, booking_cancelled
from .common import BadValue, WrongState, lock, note

ASKED, AGREED, OUT, BACK = Booking.State.ASKED, Booking.State.AGREED, Booking.State.OUT, Booking.State.BACK
REFUSED, CANCELLED = Booking.State.REFUSED, Booking.State.CANCELLED
MOST_WAITING = 10
"""Loans of one person of one thing that have not ended."""
KEEP_PURPOSE = timedelta(days=730)


class CannotBook(Refusal):
    """Not lent to this person now."""

    code = "cannot_book"
    status = 409


class Taken(Refusal):
    """Somebody else has it at that time."""

    code = "taken"
    status = 409
    field = "starts_at"


def book(
    *,
    by: Person,
    shared: Shared,
    starts_at: datetime,
    ends_at: datetime,
    purpose: str,
    pieces: int = 1,
    for_organisation: Organisation | None = None,
    agreed_version: int,
    at: datetime,
) -> Booking:
    """Ask for a loan, or take it where the lender need not agree to each.

    agreed_version: the version of the terms she saw and agreed to. The booking keeps the text and its fingerprint.
    Raises CannotBook, Taken, BadValue, WrongState.
    """
    purpose = clean_text(purpose, lines=False).strip()
    with transaction.atomic():
        lock(shared)  # every booking of a thing stands in one line, so no piece is promised twice
        if not (answer := rules.may_book(by, shared)):
            raise CannotBook(answer.why)
        _check(shared, starts_at, ends_at, purpose, pieces, at)
        if for_organisation is not None and not rules.may_speak_for(by, for_organisation):
            raise BadValue("for_organisation", _("Choose an organisation you belong to."))
        if agreed_version != shared.terms_version:
            raise WrongState(_("The terms of the loan have changed. Read them again and agree once more."))
        # What was never fetched, or never answered, and whose time has passed, is open no more.
        still = Q(ends_at__gt=at) | Q(state=OUT)
        held = Booking.objects.filter(still, shared=shared, person=by).holding().count()
        if held >= MOST_WAITING:
            raise CannotBook(_("You have many loans of this open already. Wait until one has ended."))
        free = queries.free_pieces(shared, starts_at, ends_at)
        if pieces > free:
            raise Taken(_taken(free))
        booking = Booking(
            shared=shared, person=by, for_organisation=for_organisation, pieces=pieces, starts_at=starts_at,
            ends_at=ends_at, purpose=purpose, asked_at=at, terms=str(shared.terms), state=ASKED,
        )  # fmt: skip
        if not shared.ask_first:
            booking.state, booking.answered_at = AGREED, at
        booking.checksum = fingerprint_of(booking)
        booking.save()
        _note("booking_asked", booking, by, at)
        announce(booking_asked, Booking, booking=booking, at=at)
    return booking


def answer_booking(*, by: Person, booking: Booking, yes: bool, answer: str = "", at: datetime) -> Booking:
    """The lender agrees, or refuses and says why. Raises NotAllowed, WrongState, BadValue."""
    if not rules.may_answer_booking(by, booking):
        raise NotAllowed
    answer = clean_text(answer, lines=False).strip()
    if len(answer) > 300:
        raise BadValue("answer", _("This text is too long. Shorten it."))
    if not yes and not answer:
        raise BadValue("answer", _("Say why, in a sentence: who asked reads it."))
    with transaction.atomic():
        _lock(booking)
        if booking.state != ASKED:
            raise WrongState
        if yes and booking.ends_at <= at:
            raise WrongState(_("This time has passed, so it can no longer be lent for it."))
        booking.answer = answer
        _move(
            booking, AGREED if yes else REFUSED, "booking_agreed" if yes else "booking_refused", by, at, "answered_at"
        )
        announce(booking_answered, Booking, booking=booking, at=at)
    return booking


def cancel_booking(*, by: Person, booking: Booking, answer: str = "", at: datetime) -> Booking:
    """Before it was fetched: who borrows without a word, the lender with a reason. Raises NotAllowed, WrongState."""
    mine = rules.borrows(by, booking)
    if not mine and not rules.may_answer_booking(by, booking):
        raise NotAllowed
    answer = clean_text(answer, lines=False).strip()[:300]
    if not mine and not answer:
        raise BadValue("answer", _("Say why, in a sentence: who asked reads it."))
    with transaction.atomic():
        _lock(booking)
        if booking.state not in (ASKED, AGREED):
            raise WrongState
        booking.answer = "" if mine else answer
        _move(booking, CANCELLED, "booking_cancelled", by, at, "answered_at")
        announce(booking_cancelled, Booking, booking=booking, at=at)
    return booking


def give_out(*, by: Person, booking: Booking, at: datetime) -> Booking:
    """It was fetched. Raises NotAllowed, WrongState, Taken."""
    if not rules.may_answer_booking(by, booking):
        raise NotAllowed
    with transaction.atomic():
        shared = _lock(booking)
        if booking.state != AGREED:
            raise WrongState
        out = Booking.objects.filter(shared=shared, state=OUT).exclude(pk=booking.pk)
        if sum(b.pieces for b in out) + booking.pieces > shared.pieces:
            raise Taken(_("Not all pieces are back from the loan before. Enter first what came back."))
        _move(booking, OUT, "booking_out", by, at, "out_at")
    return booking


def take_back(*, by: Person, booking: Booking, damage: str = "", at: datetime) -> Booking:
    """It came back; `damage` says what was broken, empty when nothing was. Raises NotAllowed, WrongState, BadValue."""
    if not rules.may_answer_booking(by, booking):
        raise NotAllowed
    damage = clean_text(damage, lines=False).strip()
    if len(damage) > 300:
        raise BadValue("damage", _("This text is too long. Shorten it."))
    with transaction.atomic():
        _lock(booking)
        if booking.state != OUT:
            raise WrongState
        booking.damage = damage
        _move(booking, BACK, "booking_back", by, at, "back_at")
    return booking


def forget_purposes(*, at: datetime) -> int:
    """For the clock: what a thing was borrowed for goes two years after it was brought back, or would have been."""
    stale = Booking.objects.filter(ends_at__lte=at - KEEP_PURPOSE).exclude(purpose="").exclude(state=OUT)
    return stale.update(purpose="")


def fingerprint_of(booking: Booking) -> str:
    """Of what was agreed: the thing, the time, the pieces, the terms. Printed on the agreement."""
    return fingerprint(
        {
            "shared": booking.shared_id,
            "pieces": booking.pieces,
            "from": booking.starts_at.isoformat(),
            "until": booking.ends_at.isoformat(),
            "terms": booking.terms,
            "version": booking.shared.terms_version,
        }
    )


def _check(shared: Shared, starts_at: datetime, ends_at: datetime, purpose: str, pieces: int, at: datetime) -> None:
    if not purpose:
        raise BadValue("purpose", _("Say in a few words what you need it for."))
    if len(purpose) > 250:
        raise BadValue("purpose", _("This text is too long. Shorten it."))
    if starts_at < at:
        raise BadValue("starts_at", _("Choose a time that is still to come."))
    if ends_at <= starts_at:
        raise BadValue("ends_at", _("The end must come after the beginning."))
    # Days as the calendar counts them: the night on which the clock is put back makes no loan too long.
    if timezone.localtime(ends_at) > timezone.localtime(starts_at) + timedelta(days=shared.most_days):
        most = ngettext_lazy(
            "It is lent for at most %(days)s day. Choose a shorter time.",
            "It is lent for at most %(days)s days. Choose a shorter time.",
            shared.most_days,
        )
        raise BadValue("ends_at", most % {"days": shared.most_days})
    if starts_at > timezone.localtime(at) + timedelta(days=shared.ahead_days):
        ahead = ngettext_lazy(
            "It can be booked %(days)s day ahead. Choose an earlier time.",
            "It can be booked %(days)s days ahead. Choose an earlier time.",
            shared.ahead_days,
        )
        raise BadValue("starts_at", ahead % {"days": shared.ahead_days})
    if not 1 <= pieces <= shared.pieces:
        there = ngettext_lazy("There is %(n)s piece.", "There are %(n)s pieces.", shared.pieces)
        raise BadValue("pieces", there % {"n": shared.pieces})


def _taken(free: int) -> Any:
    if not free:
        return _("It is taken at that time. Look at the calendar and choose another.")
    text = ngettext_lazy(
        "Only %(n)s piece is free at that time. Ask for fewer, or choose another time.",
        "Only %(n)s pieces are free at that time. Ask for fewer, or choose another time.",
        free,
    )
    return text % {"n": free}


def _lock(booking: Booking) -> Shared:
    """The thing first, then the loan: the order all actions keep."""
    shared: Shared = lock(booking.shared)
    lock(booking)
    return shared


def _move(booking: Booking, state: str, verb: str, by: Person, at: datetime, moment: str) -> None:
    before, booking.state = booking.state, state
    setattr(booking, moment, at)
    booking.save()
    _note(verb, booking, by, at, before)


def _note(verb: str, booking: Booking, by: Person, at: datetime, before: str = "") -> None:
    note(
        verb, by, at, kind="booking", key=booking.pk, organisation=booking.shared.organisation,
        before={"state": before} if before else None,
        after={
            "state": booking.state, "pieces": booking.pieces, "starts_at": booking.starts_at, "ends_at": booking.ends_at
        },
    )  # fmt: skip
