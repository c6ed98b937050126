"""The care of a place handed over: the old keeper stays until the new one says yes, so that no day is without one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..models import Handover, Keeper
from ..signals import announce, handover_answered, handover_asked
from .common import BadCare, Stale, lock, note, standing, words
from .keeping import INVITATION_DAYS, checked_email, leave, take

KIND = "handover"
LONGEST_NOTE = 2000
NOTE_KEPT = timedelta(days=30)


class AskedAlready(Refusal):
    message = _("You have asked somebody already. Wait for the answer, or take the question back first.")
    code = "asked_already"
    status = 409


class HandoverClosed(Stale):
    message = _("This hand-over was answered or taken back.")
    code = "handover_closed"


def hand_over(
    *, by: Person, keeper: Keeper, to_email: str = "", to: Keeper | None = None, text: str = "", at: datetime
) -> Handover:
    """Ask a neighbour to take one's care over: by her address, or somebody who helps at the place already.

    text: what the next keeper should know. The keeper asks, or the office in her stead. Raises NotAllowed, Stale,
    PlaceGone, AskedAlready, BadCare.
    """
    if not rules.is_hers(by, keeper) and not rules.may_change(by, keeper.place):
        raise NotAllowed
    told = words({"note": text}, "note", LONGEST_NOTE, lines=True)
    email = "" if to is not None else checked_email(to_email)
    with transaction.atomic():
        place = standing(keeper.place)
        lock(keeper)
        if keeper.since is None or keeper.until is not None:
            raise Stale(_("This keeper no longer looks after the place."))
        if Handover.objects.filter(giver=keeper, state=Handover.State.ASKED).exists():
            raise AskedAlready
        if to is None:
            to = Keeper.objects.live().filter(place=place, person__email__iexact=email).first()
        if to is not None:
            lock(to)
            if to.place_id != place.pk or to.since is None or to.until is not None:
                raise BadCare("to", _("Choose somebody who looks after this place now."))
            if to.pk == keeper.pk:
                raise BadCare("email", _("This is the keeper who hands over. Write to whom the care goes."))
            if keeper.role != Keeper.Role.LEAD:
                raise BadCare("to", _("Whom you chose helps here already. Step back instead; nothing is handed over."))
        taker = to or Keeper.objects.create(place=place, email=email, role=keeper.role, invited_at=at)
        handover = Handover.objects.create(place=place, giver=keeper, taker=taker, note=told, asked_at=at)
        note("handover_asked", handover, place, by, at, kind=KIND, after={"giver": keeper.pk, "role": keeper.role})
        announce(handover_asked, Handover, handover=handover, at=at)
    return handover


def answer_handover(
    *, by: Person, handover: Handover, yes: bool, public_name: str | None = None, key: str = "", at: datetime
) -> Handover:
    """Take the care over from today, or say no. The old keeper's last day is the new one's first: there is no gap.

    Raises NotAllowed, HandoverClosed, PlaceGone, KeepsAlready, BadCare.
    """
    if not _may_answer(by, handover, key):
        raise NotAllowed
    with transaction.atomic():
        place = standing(handover.place) if yes else lock(handover.place)
        lock(handover)
        giver, taker = lock(handover.giver), lock(handover.taker)
        if handover.state != Handover.State.ASKED or giver.until is not None or taker.until is not None:
            raise HandoverClosed
        if taker.since is None and handover.asked_at + timedelta(days=INVITATION_DAYS) < at:
            raise HandoverClosed(_("This question is more than 30 days old. Ask for a new one."))
        today = timezone.localdate(at)
        if yes:
            leave(giver, Keeper.Ending.HANDED, today)
            if taker.since is None:
                if taker.person_id is None and giver.person_id == by.pk:
                    raise BadCare("", _("This is the keeper who hands over. Somebody else must take it."))
                take(taker, by, today, public_name)
            else:
                handover.taker = _promoted(taker, giver, handover, public_name, at)
            handover.state = Handover.State.ACCEPTED
        else:
            _decline(taker, at)
            handover.state = Handover.State.DECLINED
        handover.answered_at = at
        handover.save(update_fields=["taker", "state", "answered_at"])
        note(
            "handover_answered", handover, place, by, at, kind=KIND,
            after={"state": handover.state, "giver": giver.pk, "taker": handover.taker_id, "on": today},
        )  # fmt: skip
        announce(handover_answered, Handover, handover=handover, at=at)
    return handover


def withdraw_handover(*, by: Person, handover: Handover, at: datetime) -> Handover:
    """Take the question back; nothing changes hands. Raises NotAllowed, HandoverClosed."""
    if not rules.is_hers(by, handover.giver) and not rules.may_change(by, handover.place):
        raise NotAllowed
    with transaction.atomic():
        place = lock(handover.place)
        lock(handover)
        if handover.state != Handover.State.ASKED:
            raise HandoverClosed
        handover.state, handover.answered_at = Handover.State.WITHDRAWN, at
        handover.save(update_fields=["state", "answered_at"])
        _decline(lock(handover.taker), at)
        note("handover_withdrawn", handover, place, by, at, kind=KIND)
    return handover


def forget_notes(*, at: datetime) -> int:
    """Erase what was written to the next keeper a month after the answer: it tells who has the key. For the clock."""
    over = Q(answered_at__lt=at - NOTE_KEPT) | Q(answered_at=None, asked_at__lt=at - NOTE_KEPT)
    return Handover.objects.filter(over).exclude(state=Handover.State.ASKED).exclude(note="").update(note="")


def _may_answer(by: Person, handover: Handover, key: str) -> bool:
    taker = handover.taker
    return rules.is_hers(by, taker) if taker.since is not None else rules.may_answer(by, taker, key)


def _decline(taker: Keeper, at: datetime) -> None:
    """Who was only invited is forgotten; a helper stays a helper."""
    if taker.since is None:
        taker.email, taker.until, taker.ending = "", timezone.localdate(at), Keeper.Ending.DECLINED
        taker.save(update_fields=["email", "until", "ending"])


def _promoted(helper: Keeper, giver: Keeper, handover: Handover, public_name: str | None, at: datetime) -> Keeper:
    """A helper who takes the lead: her help ends and her lead begins the same day, each with a line of its own."""
    today = timezone.localdate(at)
    name = helper.public_name if public_name is None else words({"public_name": public_name}, "public_name", 80)
    helper.until = today
    helper.save(update_fields=["until"])
    lead = Keeper.objects.create(
        place=helper.place, person=helper.person, organisation=helper.organisation, public_name=name, role=giver.role,
        invited_at=at, since=today,
    )  # fmt: skip
    helper.turns.filter(on__gt=today).update(keeper=lead)
    Handover.objects.filter(pk=handover.pk).update(taker=lead)  # this question goes with her, her own are taken back
    leave(helper, "", today)
    return lead
