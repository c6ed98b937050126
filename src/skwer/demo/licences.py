"""Agreements about the vacant spaces of Lipowiec: one in use that asks for more time, one that ended, one to sign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from skwer.apps.people.models import Person
from skwer.apps.spaces.actions import extending, handing, licensing, signing
from skwer.apps.spaces.models import Licence, Match, Space

from .calls import Teller

DAYS = timedelta(days=1)
SHOP = [
    {"what": "Podłoga", "state": "worn", "note": "ślady po regałach"},
    {"what": "Okna", "state": "good", "note": ""},
    {"what": "Zamki", "state": "good", "note": "wymienione przed wydaniem"},
]


def make_licences(teller: Teller, spaces: Mapping[str, Space], *, at: datetime) -> None:
    """Played through the same actions the pages call; days count from today."""
    swap = _in_force(
        teller, spaces["garncarska-2"], teller.cast["karolina-zieba"], drafted=at - 24 * DAYS, start=-19, end=40, at=at,
        purpose="wymiana roślin i warsztaty przesadzania",
    )  # fmt: skip
    _handed(teller, swap, "out", SHOP, at - 19 * DAYS)
    until = timezone.localdate(at) + 60 * DAYS
    why = "Szkoła z Garncarskiej chce dołączyć, a wolne ma dopiero po feriach."
    extending.ask_extension(by=teller.cast["karolina-zieba"], licence=swap, until=until, why=why, at=at - 2 * DAYS)

    show = _in_force(
        teller, spaces["sala-semaforowa"], teller.cast["julia-kmiec"], drafted=at - 55 * DAYS, start=-45, end=-10,
        at=at, purpose="wystawa fotografii sąsiadów",
    )  # fmt: skip
    _handed(teller, show, "out", SHOP, at - 45 * DAYS)
    _handed(teller, show, "back", SHOP, at - 10 * DAYS)
    told = {
        "visitors": 640,
        "events": 5,
        "effects": "Przez pięć tygodni na Semaforowej paliło się światło do dziewiątej. Sąsiedzi przynosili zdjęcia.",
        "stays": "Szyny do wieszania obrazów i lista osób, które chcą zrobić następną wystawę.",
    }
    evaluation = extending.evaluate(by=teller.cast["julia-kmiec"], licence=show, values=told, at=at - 8 * DAYS)
    extending.publish_evaluation(by=teller.officer, evaluation=evaluation, at=at - 7 * DAYS)

    match = Match.objects.filter(space=spaces["sala-semaforowa"], state=Match.State.AGREED).first()
    if match is not None:
        today = timezone.localdate(at)
        values = {
            "party_name": "Stowarzyszenie Nad Strugą",
            "purpose": "spotkania dla osób starszych",
            "starts_on": match.wish.starts_on or today + 30 * DAYS,
            "ends_on": match.wish.ends_on or today + 210 * DAYS,
            "restore": True,
        }
        licence = licensing.draft_licence(
            by=teller.officer, space=match.space, values=values, match=match, at=at - 4 * DAYS
        )
        licensing.send_licence(by=teller.officer, licence=licence, at=at - 3 * DAYS)


def _in_force(
    teller: Teller, space: Space, party: Person, *, drafted: datetime, start: int, end: int, at: datetime, purpose: str
) -> Licence:
    """Both signed it on paper the day after it was sent."""
    today = timezone.localdate(at)
    values: dict[str, Any] = {
        "party_name": party.name,
        "purpose": purpose,
        "starts_on": today + start * DAYS,
        "ends_on": today + end * DAYS,
    }
    licence = licensing.draft_licence(by=teller.officer, space=space, values=values, party=party, at=drafted)
    version = licensing.send_licence(by=teller.officer, licence=licence, at=drafted)
    signed = drafted + DAYS
    for side in ("party", "city"):
        day = timezone.localdate(signed)
        signing.register_signature(by=teller.officer, version=version, side=side, signed_on=day, at=signed)
    licence.refresh_from_db()
    return licence


def _handed(teller: Teller, licence: Licence, way: str, items: list[dict[str, str]], at: datetime) -> None:
    values = {"on": timezone.localdate(at), "items": items, "keys": 2}
    protocol = handing.write_protocol(by=teller.officer, licence=licence, way=way, values=values, at=at)
    seen = handing.print_of(protocol)
    assert licence.party is not None  # noqa: S101  (the demo's users have accounts)
    handing.confirm_protocol(by=licence.party, licence=licence, way=way, side="party", seen=seen, at=at)
    handing.confirm_protocol(by=teller.officer, licence=licence, way=way, side="city", seen=seen, at=at)
    licence.refresh_from_db()
