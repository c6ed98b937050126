"""Placing people in parallel groups: by their wishes and a public method, or by hand."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.methods.matching import MatchingError

from .. import rules
from ..models import Event, GroupRun, Placing, Registration, Session
from ..queries.wishes import as_outcome, compute, run_inputs
from ..signals import announce, placed
from .common import BadValue, WrongState, note
from .locking import lock

TELL_AFTER = timedelta(minutes=15)


class GroupFull(Refusal):
    """No more people fit in the group."""

    message = _("This group is full. Move somebody out first, or give it more places.")
    code = "group_full"
    status = 409


class CannotPlace(Refusal):
    """What was placed by hand contradicts what fits."""

    message = _("More people were placed in a group by hand than fit in it. Move one of them, or add places.")
    code = "cannot_place"
    status = 409


def place_groups(*, by: Person, event: Event, block: str, at: datetime, seed: str = "") -> GroupRun:
    """Place everybody registered in the sessions of a block by their wishes, never above capacity.

    Who was placed by hand stays. The run keeps its inputs (no names), seed, cost and outcome, so that anyone who has
    them computes the same (`queries.recomputed`); running again draws a new seed unless one is given. People hear of
    their group when it has stood for a while (`tell_groups`). Raises NotAllowed, WrongState, BadValue, CannotPlace.
    """
    if not rules.may_run_event(by, event):
        raise NotAllowed
    with transaction.atomic():
        lock(event)
        _takes_place(event, at)
        inputs = run_inputs(event, block)
        if len(inputs["groups"]) < 2:
            raise BadValue("block", _("There are no parallel sessions with this name."))
        seed = seed or secrets.token_hex(8)
        try:
            result = compute(inputs, seed)
        except MatchingError as error:
            raise CannotPlace from error
        run = GroupRun.objects.create(
            event=event, block=block, seed=seed, inputs=inputs, outcome=as_outcome(result), cost=result.cost,
            at=at, by=by,
        )  # fmt: skip
        people = {str(r.uid): r for r in Registration.objects.filter(event=event, uid__in=inputs["people"])}
        _put(event, block, {people[uid].pk: int(session) for uid, session in result.placed.items()}, at)
        note(
            "groups_placed", event, by, at,
            after={"block": block, "run": run.pk, "cost": run.cost, "unplaced": len(result.unplaced)},
        )  # fmt: skip
    return run


def move_to_group(*, by: Person, registration: Registration, session: Session, at: datetime) -> Placing:
    """Place somebody by hand; later assignments leave her there. Raises NotAllowed, WrongState, BadValue, GroupFull."""
    event = session.event
    if not rules.may_run_event(by, event):
        raise NotAllowed
    with transaction.atomic():
        lock(event)
        lock(registration)
        lock(session)
        _takes_place(event, at)
        if registration.event_id != event.pk or registration.state != Registration.State.REGISTERED:
            raise BadValue("registration", _("Only people with a place at this event are placed in its groups."))
        if not session.block:
            raise BadValue("session", _("This session is for all. Only parallel sessions have groups."))
        others = Placing.objects.filter(session__event=event, session__block=session.block, registration=registration)
        before = others.first()
        if (before is None or before.session_id != session.pk) and not _fits_one(session):
            raise GroupFull
        others.exclude(session=session).delete()
        placing, _created = Placing.objects.update_or_create(
            registration=registration, session=session, defaults={"by_hand": True, "placed_at": at}
        )
        note(
            "moved_to_group", event, by, at, kind="registration", key=registration.uid,
            before={"session": before.session_id} if before is not None else None, after={"session": session.pk},
        )  # fmt: skip
    return placing


def release_from_hand(*, by: Person, placing: Placing, at: datetime) -> Placing:
    """Let the next assignment move her again. Raises NotAllowed, WrongState."""
    event = placing.session.event
    if not rules.may_run_event(by, event):
        raise NotAllowed
    with transaction.atomic():
        lock(event)
        _takes_place(event, at)
        lock(placing)
        placing.by_hand = False
        placing.save(update_fields=["by_hand"])
        note("released_from_hand", event, by, at, kind="registration", key=placing.registration.uid)
    return placing


def _takes_place(event: Event, at: datetime) -> None:
    if event.state != Event.State.ANNOUNCED or at >= event.ends_at:
        raise WrongState(_("Groups are placed between the announcement and the end of an event."))


def _fits_one(session: Session) -> bool:
    return session.capacity is None or Placing.objects.filter(session=session).count() < session.capacity


def _put(event: Event, block: str, wanted: dict[int, int], at: datetime) -> None:
    """Make the placings of the block what `wanted` says (registration → session); those that do not change stay."""
    there = Placing.objects.filter(session__event=event, session__block=block).select_related("session")
    before = {placing.registration_id: placing for placing in there}
    gone = [p.pk for key, p in before.items() if wanted.get(key) != p.session_id]
    Placing.objects.filter(pk__in=gone).delete()
    moved = {key: session for key, session in wanted.items() if key not in before or before[key].session_id != session}
    for key, session in moved.items():
        Placing.objects.create(registration_id=key, session_id=session, placed_at=at)


def tell_groups(*, at: datetime) -> int:
    """For the clock: write to people whose group has stood for a quarter of an hour. Who arranges groups tries and
    moves; one letter about the outcome is enough. Idempotent.
    """
    waiting = Placing.objects.filter(
        told_at__isnull=True,
        placed_at__lte=at - TELL_AFTER,
        session__event__state=Event.State.ANNOUNCED,
        session__event__ends_at__gt=at,
    )
    number = 0
    for pk in waiting.values_list("pk", flat=True):
        with transaction.atomic():
            placing = Placing.objects.select_for_update().filter(pk=pk, told_at__isnull=True).first()
            if placing is None:
                continue
            placing.told_at = at
            placing.save(update_fields=["told_at"])
            announce(placed, Placing, placing=placing, at=at)
            number += 1
    return number
