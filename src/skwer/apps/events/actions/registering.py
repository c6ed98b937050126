"""Coming to an event: registering, confirming an address, changing, cancelling; wishes on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import belongs_to, may_run

from .. import rules
from ..models import Event, Invitation, Registration, Session
from ..signals import address_to_confirm, announce, registered
from ..tokens import invitation_of
from .common import BadValue, fits, note
from .locking import lock
from .photographs import hide_photos_of
from .waiting import REGISTERED, WAITING, promote, room_for_one
from .wishing import set_wishes

DETAILS = (
    *("name", "email", "language", "organisation", "organisation_name", "country"),
    *("diet", "access_needs", "arrival", "departure", "travel", "photo_consent"),
)
UNCONFIRMED = Registration.State.UNCONFIRMED
CONFIRM_WITHIN = timedelta(hours=48)
MOST_UNCONFIRMED = 3
"""Letters to one address about one event that somebody else could ask for; rate limits are the page's."""

Wishes = Mapping[str, Sequence[Session]]


class NotOpen(Refusal):
    """The event does not take this registration now."""

    code = "not_open"
    status = 409


class AlreadyRegistered(Refusal):
    """One live registration a person and event."""

    message = _("You are registered for this event already. You can change what you entered there.")
    code = "already_registered"
    status = 409


class LinkGone(Refusal):
    """The link in the letter leads nowhere any more."""

    message = _("This link no longer works. Register again, and you get a new letter.")
    code = "link_gone"
    status = 409


class NotLive(Refusal):
    message = _("This registration was cancelled before.")
    code = "not_live"
    status = 409


def register(
    *,
    event: Event,
    by: Person | None,
    values: Mapping[str, Any],
    wishes: Wishes | None = None,
    at: datetime,
    invitation_key: str = "",
) -> Registration:
    """Register oneself. A place is given while there is one, and nobody waits; else she joins the waiting list.

    by None: somebody without an account. Her registration is unconfirmed and holds no place until she follows the link
    in the letter; if she came by her invitation's link, her address is known and she is registered at once. What the
    page answers is the same whether or not the address is registered already. values: any of DETAILS.
    Raises NotOpen, AlreadyRegistered, BadValue.
    """
    invitation = invitation_of(invitation_key) if invitation_key else None
    if not (answer := rules.may_register(by, event, at, invitation)):
        raise NotOpen(answer.why)
    registration = Registration(event=event, person=by, registered_at=at, language=by.language if by else "pl")
    _set(registration, values)
    if by is not None:
        registration.email = by.email
        registration.name = registration.name or by.name
    elif invitation is not None and invitation.event_id == event.pk:
        registration.email = invitation.email
    _check(registration, by)
    with transaction.atomic():
        lock(event)
        if not (answer := rules.may_register(by, event, at, invitation)):
            raise NotOpen(answer.why)
        if by is None and invitation is None:
            return _ask_to_confirm(registration, wishes or {}, at)
        if _live_twin(registration) is not None:
            raise AlreadyRegistered
        return _take_place(registration, wishes or {}, by, at)


def register_for(
    *, by: Person, event: Event, values: Mapping[str, Any], wishes: Wishes | None = None, at: datetime
) -> Registration:
    """Enter somebody else: who runs the event anybody, a partner's officer her own people.

    Without an e-mail address (`email` empty) she gets no letters; the name must be there. Raises NotOpen,
    AlreadyRegistered, BadValue.
    """
    organisation: Organisation | None = values.get("organisation")
    if not (answer := rules.may_register_for(by, event, organisation, at)):
        raise NotOpen(answer.why)
    registration = Registration(event=event, registered_at=at, by_officer=True)
    _set(registration, values)
    if registration.email:
        registration.person = Person.objects.filter(email__iexact=registration.email, is_active=True).first()
    _check(registration, by)
    with transaction.atomic():
        lock(event)
        if not (answer := rules.may_register_for(by, event, organisation, at)):
            raise NotOpen(answer.why)
        if _live_twin(registration) is not None:
            raise AlreadyRegistered(_("Somebody with this e-mail address is registered already."))
        return _take_place(registration, wishes or {}, by, at)


def confirm_registration(*, registration: Registration, key: str, at: datetime) -> Registration:
    """The link in the letter was followed: the address is hers. Confirming twice changes nothing.

    Raises NotAllowed, LinkGone, NotOpen.
    """
    if not rules.holds_key(registration, key):
        raise NotAllowed
    event = registration.event
    with transaction.atomic():
        lock(event)
        registration = lock(registration)
        if registration.is_live:
            return registration
        if registration.state != UNCONFIRMED or at >= registration.registered_at + CONFIRM_WITHIN:
            raise LinkGone
        if not (answer := rules.may_register(None, event, at)):
            raise NotOpen(answer.why)
        if (twin := _live_twin(registration)) is not None:
            registration.delete()
            return twin
        others = Registration.objects.filter(event=event, state=UNCONFIRMED, email__iexact=registration.email)
        others.exclude(pk=registration.pk).delete()
        registration.registered_at = at
        return _take_place(registration, None, None, at)


def change_registration(
    *,
    by: Person | None,
    registration: Registration,
    values: Mapping[str, Any],
    wishes: Wishes | None = None,
    at: datetime,
    key: str = "",
) -> Registration:
    """Other details; what is not named stays, the address too. by None: the guest who holds the key.

    Taking back the consent to photographs takes those that show her out of the public. Raises NotAllowed, NotLive,
    BadValue.
    """
    if not (answer := rules.may_change_registration(by, registration, at, key)):
        raise NotAllowed(answer.why)
    event = registration.event
    with transaction.atomic():
        lock(event)
        lock(registration)
        if not registration.is_live:
            raise NotLive
        consented = registration.photo_consent
        _set(registration, {name: value for name, value in values.items() if name != "email"})
        _check(registration, by)
        if registration.has_needs and at < event.needs_kept_until:
            registration.needs_erased_at = None
        registration.save()
        if wishes is not None:
            set_wishes(registration, wishes)
        if consented and not registration.photo_consent:
            hide_photos_of(registration, by, at)
        note(
            "registration_changed", event, by, at, kind="registration", key=registration.uid,
            after={"photo_consent": registration.photo_consent, "changed": sorted(values)},
        )  # fmt: skip
    return registration


def cancel_registration(*, by: Person | None, registration: Registration, at: datetime, key: str = "") -> Registration:
    """She does not come: her place goes to the first who waits; wishes, group and needs go at once.

    Raises NotAllowed, NotLive.
    """
    if not (answer := rules.may_change_registration(by, registration, at, key)):
        raise NotAllowed(answer.why)
    event = registration.event
    with transaction.atomic():
        lock(event)
        lock(registration)
        if not registration.is_live:
            raise NotLive
        if registration.attendance.exists():
            raise NotLive(_("She was there: attendance is recorded. Correct the attendance first."))
        end_registration(registration, by, at)
    return registration


def end_registration(registration: Registration, by: Person | None, at: datetime) -> None:
    """Part of an action that holds the event's lock: cancel, forget the needs, give the place away."""
    before = registration.state
    registration.state, registration.cancelled_at = Registration.State.CANCELLED, at
    registration.diet = registration.access_needs = registration.travel = ""
    registration.arrival = registration.departure = ""
    registration.needs_erased_at = at
    registration.save()
    registration.wishes.all().delete()
    registration.placings.all().delete()
    note(
        "registration_cancelled", registration.event, by, at, kind="registration", key=registration.uid,
        before={"state": before}, after={"state": registration.state},
    )  # fmt: skip
    promote(registration.event, at)


def forget_unconfirmed(*, at: datetime) -> int:
    """For the clock: addresses that nobody confirmed in two days are erased."""
    stale = Registration.objects.filter(state=UNCONFIRMED, registered_at__lte=at - CONFIRM_WITHIN)
    gone, _by_model = stale.delete()
    return gone


def _take_place(registration: Registration, wishes: Wishes | None, by: Person | None, at: datetime) -> Registration:
    """Registered or waiting; who is entered when it is over was there. The event is locked."""
    event = registration.event
    registration.state = REGISTERED if at >= event.ends_at or room_for_one(event) else WAITING
    registration.save()
    if wishes is not None:
        set_wishes(registration, wishes)
    if registration.email:
        asked = Invitation.objects.filter(event=event, email__iexact=registration.email)
        asked.update(answered_at=at, declined=False)
    note(
        "registered", event, by, at, kind="registration", key=registration.uid,
        after={"state": registration.state, "by_officer": registration.by_officer},
    )  # fmt: skip
    announce(registered, Registration, registration=registration, at=at)
    return registration


def _ask_to_confirm(registration: Registration, wishes: Wishes, at: datetime) -> Registration:
    """Keep what a guest typed until she confirms. Three letters about one event are the most an address gets."""
    registration.state = UNCONFIRMED
    registration.save()
    set_wishes(registration, wishes)
    same = Registration.objects.filter(event=registration.event, email__iexact=registration.email, state=UNCONFIRMED)
    if same.count() <= MOST_UNCONFIRMED:
        announce(address_to_confirm, Registration, registration=registration, at=at)
    return registration


def _live_twin(registration: Registration) -> Registration | None:
    """Who holds the one live registration this person may have, if somebody does."""
    rows = Registration.objects.filter(event=registration.event).live().exclude(pk=registration.pk)
    if registration.email and (twin := rows.filter(email__iexact=registration.email).first()) is not None:
        return twin
    return rows.filter(person=registration.person).first() if registration.person is not None else None


def _set(registration: Registration, values: Mapping[str, Any]) -> None:
    if unknown := set(values) - set(DETAILS):
        raise ValueError(f"A registration has no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        if isinstance(value, str):
            value = clean_text(value, lines=name == "access_needs").strip()
        setattr(registration, name, value)


def _check(registration: Registration, by: Person | None) -> None:
    registration.email = registration.email.strip().lower()
    if not registration.name:
        raise BadValue("name", _("Write the name and surname for the badge and the attendance list."))
    if registration.email:
        try:
            validate_email(registration.email)
        except ValidationError as error:
            raise BadValue("email", _("This is not an e-mail address. Check it for a slip.")) from error
    elif not registration.by_officer and not registration.pk:
        raise BadValue("email", _("Write your e-mail address: the answer goes there."))
    fits(registration, "name", "organisation_name", "diet", "access_needs", "arrival", "departure", "travel")
    country = registration.country = registration.country.upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadValue("country", _("Write the country with its two letters, for example PL."))
    organisation = registration.organisation
    if organisation is None:
        return
    own = registration.person is not None and belongs_to(registration.person, organisation)
    if not own and not (by is not None and (may_run(by, organisation) or rules.may_run_event(by, registration.event))):
        raise BadValue(
            "organisation", _("You can come for an organisation you belong to. Write the name of any other.")
        )
