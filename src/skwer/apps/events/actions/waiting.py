"""Places and the waiting list. Whoever calls this holds the event's lock: two last places are given out once."""

from __future__ import annotations

from datetime import datetime

from ..models import Event, Registration
from ..signals import announce, promoted
from .common import note

REGISTERED, WAITING = Registration.State.REGISTERED, Registration.State.WAITING


def room_for_one(event: Event) -> bool:
    """Is a place free, and nobody waiting for it?"""
    if event.capacity is None:
        return True
    taken = Registration.objects.filter(event=event, state=REGISTERED).count()
    return taken < event.capacity and not Registration.objects.filter(event=event, state=WAITING).exists()


def promote(event: Event, at: datetime) -> list[Registration]:
    """Give free places to those who wait, the first of them first."""
    if event.state != Event.State.ANNOUNCED or at >= event.ends_at:
        return []
    queue = Registration.objects.filter(event=event, state=WAITING).in_queue()
    if event.capacity is None:
        lucky = list(queue)
    else:
        free = event.capacity - Registration.objects.filter(event=event, state=REGISTERED).count()
        lucky = list(queue[: max(free, 0)])
    for registration in lucky:
        registration.state = REGISTERED
        registration.save(update_fields=["state"])
        note(
            "registration_promoted", event, None, at, kind="registration", key=registration.uid,
            before={"state": WAITING}, after={"state": REGISTERED},
        )  # fmt: skip
        announce(promoted, Registration, registration=registration, at=at)
    return lucky
