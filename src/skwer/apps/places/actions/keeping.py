"""Who looks after a place: invited, offering, answering, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..models import Handover, Keeper, Place, Turn
from ..signals import announce, keeper_answered, keeper_invited, keeper_offered
from .common import BadCare, Stale, lock, note, standing, words

KIND = "keeper"
INVITATION_DAYS = 30
MOST_KEEPERS = 40


class InvitationClosed(Stale):
    """The link is altered, answered, withdrawn or out of date."""

    message = _("This invitation is no longer good. Ask whoever invited you for a new one.")
    code = "invitation_closed"


class KeepsAlready(Refusal):
    message = _("You look after this place already.")
    code = "keeps_already"
    status = 409


class LeadTaken(Refusal):
    """A place has one lead; she hands it over, she is not pushed aside."""

    message = _("Somebody leads the care of this place. Ask her to hand it over, or join as a helper.")
    code = "lead_taken"
    status = 409
    field = "role"


class CareIsOwed(Refusal):
    """By agreement somebody must look after the place until a day; without a successor she cannot just go."""

    code = "care_is_owed"
    status = 409


def invite_keeper(*, by: Person, place: Place, values: Mapping[str, Any], at: datetime) -> Keeper:
    """Ask somebody to look after a place: a person by her address, or an organisation.

    values: `email` or `organisation`; `role` (helper when missing), `public_name`. The office invites anybody; who
    leads the care invites helpers. A second invitation to the same address replaces the first.
    Raises NotAllowed, PlaceGone, BadCare, LeadTaken, KeepsAlready.
    """
    role = str(values.get("role") or Keeper.Role.HELPER)
    if role not in Keeper.Role.values:
        raise BadCare("role", _("Choose what the keeper does."))
    office = rules.may_change(by, place)
    if not office and not (rules.may_let_in(by, place) and role == Keeper.Role.HELPER):
        raise NotAllowed
    organisation = values.get("organisation")
    email = "" if organisation is not None else checked_email(values.get("email"))
    if organisation is not None and (not office or not isinstance(organisation, Organisation) or organisation.is_city):
        raise BadCare("organisation", _("Choose an organisation or a group that works in the city."))
    name = words(values, "public_name", 80)
    with transaction.atomic():
        standing(place)
        if role == Keeper.Role.LEAD and _live(place).filter(role=role).exists():
            raise LeadTaken
        same = {"organisation": organisation} if organisation is not None else {"person__email__iexact": email}
        if _live(place).filter(**same).exists():
            raise KeepsAlready(_("They look after this place already."))
        _room(place)
        again = {"organisation": organisation} if organisation is not None else {"email__iexact": email}
        waiting = Keeper.objects.filter(place=place, since=None, until=None, taken=None, **again)
        for old in waiting:
            _close_invitation(old, timezone.localdate(at))
        keeper = Keeper.objects.create(
            place=place, organisation=organisation, email=email, role=role, public_name=name, invited_at=at
        )
        note("keeper_invited", keeper, place, by, at, kind=KIND, after={"role": role})
        announce(keeper_invited, Keeper, keeper=keeper, at=at)
    return keeper


def withdraw_invitation(*, by: Person, keeper: Keeper, at: datetime) -> Keeper:
    """Take an invitation back that nobody answered. Raises NotAllowed, InvitationClosed."""
    if not rules.may_let_in(by, keeper.place):
        raise NotAllowed
    with transaction.atomic():
        place = lock(keeper.place)
        _waiting(keeper)
        if Handover.objects.filter(taker=keeper, state=Handover.State.ASKED).exists():
            raise InvitationClosed(_("This invitation belongs to a hand-over. Take the hand-over back instead."))
        _close_invitation(keeper, timezone.localdate(at))
        note("keeper_invitation_withdrawn", keeper, place, by, at, kind=KIND)
    return keeper


def answer_invitation(
    *, by: Person, keeper: Keeper, yes: bool, public_name: str | None = None, key: str = "", at: datetime
) -> Keeper:
    """Take an invitation or decline it; `key` from the letter opens it to whoever reads the letter.

    An invitation that comes with a hand-over is answered by `answer_handover`. Raises NotAllowed, InvitationClosed,
    KeepsAlready, LeadTaken, PlaceGone, BadCare.
    """
    if not rules.may_answer(by, keeper, key):
        raise NotAllowed
    with transaction.atomic():
        place = standing(keeper.place) if yes else lock(keeper.place)
        _waiting(keeper)
        if keeper.invited_at is None or keeper.invited_at + timedelta(days=INVITATION_DAYS) < at:
            raise InvitationClosed
        if Handover.objects.filter(taker=keeper, state=Handover.State.ASKED).exists():
            raise InvitationClosed(_("This invitation belongs to a hand-over. Answer that one."))
        if not yes:
            _close_invitation(keeper, timezone.localdate(at))
            note("keeper_declined", keeper, place, by, at, kind=KIND)
            return keeper
        take(keeper, by, timezone.localdate(at), public_name)
        note("keeper_began", keeper, place, by, at, kind=KIND, after={"role": keeper.role, "since": keeper.since})
    return keeper


def become_keeper(*, by: Person, place: Place, public_name: str = "", at: datetime) -> Keeper:
    """Offer to help; the office or who leads the care agrees. Raises NotAllowed, PlaceGone, KeepsAlready, BadCare."""
    if not by.is_authenticated or not by.is_active or place.published_at is None:
        raise NotAllowed
    name = words({"public_name": public_name}, "public_name", 80)
    with transaction.atomic():
        standing(place)
        if Keeper.objects.filter(place=place, person=by, until=None).exists():
            raise KeepsAlready(_("You look after this place already, or your offer waits for an answer."))
        _room(place)
        keeper = Keeper.objects.create(place=place, person=by, public_name=name, invited_at=at)
        note("keeper_offered", keeper, place, by, at, kind=KIND)
        announce(keeper_offered, Keeper, keeper=keeper, at=at)
    return keeper


def answer_offer(*, by: Person, keeper: Keeper, yes: bool, at: datetime) -> Keeper:
    """Say yes or no to somebody who offers to look after a place. Raises NotAllowed, InvitationClosed, PlaceGone."""
    if not rules.may_let_in(by, keeper.place):
        raise NotAllowed
    with transaction.atomic():
        place = standing(keeper.place) if yes else lock(keeper.place)
        _waiting(keeper)
        if keeper.person is None:
            raise InvitationClosed
        today = timezone.localdate(at)
        if yes:
            take(keeper, keeper.person, today, None)
        else:
            keeper.until, keeper.ending = today, Keeper.Ending.REMOVED
            keeper.save(update_fields=["until", "ending"])
        note("keeper_offer_answered", keeper, place, by, at, kind=KIND, after={"taken": yes})
        announce(keeper_answered, Keeper, keeper=keeper, at=at)
    return keeper


def withdraw_offer(*, by: Person, keeper: Keeper, at: datetime) -> Keeper:
    """Take one's own offer back. Raises NotAllowed, InvitationClosed."""
    if keeper.person_id is None or keeper.person_id != by.pk:
        raise NotAllowed
    with transaction.atomic():
        place = lock(keeper.place)
        _waiting(keeper)
        keeper.until, keeper.ending = timezone.localdate(at), Keeper.Ending.DECLINED
        keeper.save(update_fields=["until", "ending"])
        note("keeper_declined", keeper, place, by, at, kind=KIND)
    return keeper


def rename_keeper(*, by: Person, keeper: Keeper, public_name: str, at: datetime) -> Keeper:
    """Another name on the page of the place, or none: then it says "a neighbour". Raises NotAllowed, BadCare, Stale.

    The keeper chooses it; the office may change one that offends or says too much. After she left, the log goes on
    naming her until the name is taken back: an empty one is all it takes then.
    """
    if not rules.is_hers(by, keeper) and not rules.may_change(by, keeper.place):
        raise NotAllowed
    name = words({"public_name": public_name}, "public_name", 80)
    with transaction.atomic():
        lock(keeper)
        if keeper.until is not None and name:
            raise Stale(_("This keeper left; the name can only be taken back."))
        keeper.public_name = name
        keeper.save(update_fields=["public_name"])
        note("keeper_renamed", keeper, keeper.place, by, at, kind=KIND)
    return keeper


def step_back(*, by: Person, keeper: Keeper, at: datetime) -> Keeper:
    """Look after the place no longer; her name leaves its page and log. Raises NotAllowed, Stale, CareIsOwed.

    While care is owed by agreement, who leads it, or is the last one, hands it over first; the office may end it.
    """
    if not rules.is_hers(by, keeper):
        raise NotAllowed
    with transaction.atomic():
        place = lock(keeper.place)
        _living(keeper)
        today = timezone.localdate(at)
        others = _live(place).exclude(pk=keeper.pk)
        if is_owed(place, today) and (keeper.role == Keeper.Role.LEAD or not others.exists()):
            day = f"{place.care_until:%d.%m.%Y}"
            raise CareIsOwed(
                _("Care of this place is owed until %(day)s. Hand it over to somebody first, or ask the office.")
                % {"day": day}
            )
        leave(keeper, Keeper.Ending.STEPPED, today)
        keeper.public_name = ""
        keeper.save(update_fields=["public_name"])
        note("keeper_left", keeper, place, by, at, kind=KIND, after={"until": today, "ending": keeper.ending})
    return keeper


def end_keeping(*, by: Person, keeper: Keeper, at: datetime) -> Keeper:
    """The office ends somebody's care: she moved away, cannot be reached. Raises NotAllowed, Stale."""
    if not rules.may_change(by, keeper.place):
        raise NotAllowed
    with transaction.atomic():
        place = lock(keeper.place)
        _living(keeper)
        leave(keeper, Keeper.Ending.REMOVED, timezone.localdate(at))
        note("keeper_left", keeper, place, by, at, kind=KIND, after={"until": keeper.until, "ending": keeper.ending})
    return keeper


def forget_invitations(*, at: datetime) -> int:
    """Close invitations nobody answered in 30 days and forget their addresses; offers wait on. For `skwer tick`."""
    old = Keeper.objects.filter(since=None, until=None, invited_at__lt=at - timedelta(days=INVITATION_DAYS))
    asked = old.filter(~Q(email="") | Q(organisation__isnull=False)).select_related("place")
    return sum(close_unanswered(keeper, at=at) for keeper in asked)


def close_unanswered(keeper: Keeper, *, at: datetime) -> bool:
    """Nobody will answer this invitation: it closes with the hand-over it came with. False when somebody has."""
    with transaction.atomic():
        lock(keeper.place)
        lock(keeper)
        if keeper.since is not None or keeper.until is not None:
            return False
        for handover in Handover.objects.filter(taker=keeper, state=Handover.State.ASKED):
            handover.state, handover.answered_at = Handover.State.WITHDRAWN, at
            handover.save(update_fields=["state", "answered_at"])
        _close_invitation(keeper, timezone.localdate(at))
    return True


# --- shared with the hand-over


def is_owed(place: Place, today: date) -> bool:
    """Must somebody look after the place today, by agreement?"""
    if place.care_from is None or place.care_until is None or place.state == Place.State.GONE:
        return False
    return place.care_from <= today <= place.care_until


def checked_email(given: Any) -> str:
    """The address in lower case; raises BadCare."""
    email = str(given or "").strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadCare("email", _("Write an e-mail address, for example anna@example.org.")) from error
    return email


def take(keeper: Keeper, person: Person, today: date, public_name: str | None) -> None:
    """An invitation, locked with its place, becomes care from today on. Raises KeepsAlready, LeadTaken, BadCare."""
    if keeper.organisation_id is None:
        if _live(keeper.place).filter(person=person).exclude(pk=keeper.pk).exists():
            raise KeepsAlready
        # Her own offer, if one waits, is answered by this invitation.
        Keeper.objects.filter(place=keeper.place, person=person, since=None, until=None).exclude(pk=keeper.pk).delete()
        keeper.person = person
    if keeper.role == Keeper.Role.LEAD and _live(keeper.place).filter(role=keeper.role).exists():
        raise LeadTaken
    if public_name is not None:
        keeper.public_name = words({"public_name": public_name}, "public_name", 80)
    keeper.since, keeper.email = today, ""
    keeper.save()


def leave(keeper: Keeper, ending: str, today: date) -> None:
    """Care ends today: what she promised for later is free again; what she asked for, or was asked, is taken back."""
    keeper.until, keeper.ending = today, ending
    keeper.save(update_fields=["until", "ending"])
    Turn.objects.filter(keeper=keeper, on__gt=today).delete()
    asked = Q(taker=keeper) if ending == Keeper.Ending.HANDED else Q(taker=keeper) | Q(giver=keeper)
    for handover in Handover.objects.filter(asked, state=Handover.State.ASKED).select_related("taker"):
        handover.state = Handover.State.WITHDRAWN
        handover.save(update_fields=["state"])
        if handover.taker.since is None:
            _close_invitation(handover.taker, today)


def _live(place: Place) -> Any:
    return Keeper.objects.live().filter(place=place)


def _living(keeper: Keeper) -> None:
    lock(keeper)
    if keeper.since is None or keeper.until is not None:
        raise Stale(_("This keeper no longer looks after the place."))


def _waiting(keeper: Keeper) -> None:
    lock(keeper)
    if keeper.since is not None or keeper.until is not None:
        raise InvitationClosed


def _room(place: Place) -> None:
    if Keeper.objects.filter(place=place, until=None).count() >= MOST_KEEPERS:
        raise BadCare("", _("This place has as many keepers and invitations as we keep: forty."))


def _close_invitation(keeper: Keeper, today: date) -> None:
    keeper.email, keeper.until, keeper.ending = "", today, Keeper.Ending.DECLINED
    keeper.save(update_fields=["email", "until", "ending"])
