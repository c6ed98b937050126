"""What this room keeps about a person: where she registered, what she said she needs, when she was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .actions.locking import lock
from .actions.photographs import hide_photos_of
from .actions.registering import end_registration
from .models import Event, Registration


def registrations_of(person: Person) -> list[dict[str, Any]]:
    """For the export: every registration with its details, wishes, groups and days."""
    rows = Registration.objects.of(person).select_related("event", "organisation")
    return [_told(row) for row in rows.prefetch_related("wishes", "placings", "attendance").order_by("pk")]


def _told(row: Registration) -> dict[str, Any]:
    return {
        "event": row.event.slug,
        "state": row.state,
        "registered": row.registered_at.isoformat(),
        "name": row.name,
        "email": row.email,
        "for": row.whose,
        "country": row.country,
        "diet": row.diet,
        "access_needs": row.access_needs,
        "arrival": row.arrival,
        "departure": row.departure,
        "travel": row.travel,
        "photo_consent": row.photo_consent,
        "wishes": [wish.session_id for wish in row.wishes.all()],
        "groups": [placing.session_id for placing in row.placings.all()],
        "days": [attendance.on.isoformat() for attendance in row.attendance.all()],
        "certificate": row.certificate_no,
    }


def erase(person: Person, at: datetime) -> None:
    """Her places at coming events go to those who wait; of past ones it stays known that somebody came, not who."""
    for registration in _own(person):
        with transaction.atomic():
            event = lock(registration.event)
            lock(registration)
            if registration.photo_consent:
                registration.photo_consent = False
                hide_photos_of(registration, None, at)
            if registration.is_live and event.state == Event.State.ANNOUNCED and at < event.ends_at:
                end_registration(registration, None, at)
            registration.name = registration.email = registration.certificate_no = ""
            registration.diet = registration.access_needs = registration.travel = ""
            registration.arrival = registration.departure = ""
            registration.person = None
            registration.save()


def _own(person: Person) -> Iterator[Registration]:
    yield from Registration.objects.of(person).select_related("event__organisation").order_by("event_id", "pk")


OWN_DATA = OwnData("events", registrations_of, erase)
