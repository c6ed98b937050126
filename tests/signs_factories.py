"""Signs at places, for tests: a plate that hangs, a report by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from skwer.apps.people.models import Person
from skwer.apps.places.actions import signs
from skwer.apps.places.models import Entry, Place, Sign

from .factories import AT


def make_sign(place: Place, by: Person, *, at: datetime = AT) -> Sign:
    return signs.make_sign(by=by, place=place, at=at)


def by_sign(sign: Sign, what: str = "watered", *, uid: UUID | None = None, at: datetime = AT, **values: Any) -> Entry:
    """What somebody sent by the sign; a broken thing is a bench unless told otherwise."""
    told = {"what": what, "defect": "bench" if what == "broken" else "", **values}
    return signs.log_by_sign(sign=sign, values=told, uid=uid or uuid4(), at=at)


def sign_things() -> dict[str, object]:
    """Keys of the demo's: a code in use, one that was retired, and the place of both."""
    retired = Sign.objects.exclude(retired_at=None).order_by("pk")[0]
    return {
        "live_sign": Sign.objects.get(place=retired.place, retired_at=None).code,
        "retired_sign": retired.code,
        "signed_place": retired.place_id,
    }
