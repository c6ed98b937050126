"""What tests of agreements about spaces need: an offered space, agreements brought through the real actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.spaces.actions import handing, licensing, signing
from skwer.apps.spaces.models import Licence, Space

from .factories import AT
from .grants_factories import officer_of

DAY = AT.date()


def make_space(city: Organisation, **fields: Any) -> Space:
    """A free shop in the inventory."""
    told: dict[str, Any] = {
        "title": "Sklep przy Rynku 4",
        "kind": Space.Kind.SHOP,
        "area_m2": Decimal("62.5"),
        "address": "Rynek 4",
        "state": Space.State.FREE,
        "utilities": ["power", "water"],
        "uses": ["culture", "workshop"],
        "published_at": AT,
        "created_at": AT,
        **fields,
    }
    return Space.objects.create(organisation=city, **told)


def terms(**changed: Any) -> dict[str, Any]:
    """What an office types: half a year from next week on."""
    return {
        "party_name": "Ewa Lis",
        "party_address": "ul. Lipowa 1",
        "purpose": "pracownia szycia",
        "starts_on": DAY + timedelta(days=7),
        "ends_on": DAY + timedelta(days=187),
        **changed,
    }


def drafted(space: Space, party: Person | None = None, *, at: datetime = AT, **changed: Any) -> Licence:
    """A draft of the office."""
    by = officer_of(space.organisation)
    return licensing.draft_licence(by=by, space=space, values=terms(**changed), party=party, at=at)


def sent(space: Space, party: Person | None = None, *, at: datetime = AT, **changed: Any) -> Licence:
    """The user reads it."""
    licence = drafted(space, party, at=at, **changed)
    licensing.send_licence(by=officer_of(space.organisation), licence=licence, at=at)
    return licence


def in_force(space: Space, party: Person | None = None, *, at: datetime = AT, **changed: Any) -> Licence:
    """Both signed."""
    licence = sent(space, party, at=at, **changed)
    sign_both(licence, at)
    return licence


def sign_both(licence: Licence, at: datetime = AT) -> None:
    """The office registers both signatures from paper."""
    version = licence.versions.order_by("number").last()
    assert version is not None
    for side in ("party", "city"):
        signing.register_signature(
            by=officer_of(licence.organisation), version=version, side=side, signed_on=at.date(), at=at
        )
    licence.refresh_from_db()


GOOD = [{"what": "Podłoga", "state": "good", "note": ""}, {"what": "Witryna", "state": "worn", "note": "rysa"}]


def confirmed(licence: Licence, way: str, *, at: datetime, party: Person | None = None, **values: Any) -> None:
    """A protocol the office wrote and both sides confirmed."""
    officer = officer_of(licence.organisation)
    told = {"items": GOOD, "meters": [{"what": "Prąd", "value": "120", "unit": "kWh"}], "keys": 2, **values}
    protocol = handing.write_protocol(by=officer, licence=licence, way=way, values=told, at=at)
    seen = handing.print_of(protocol)
    user = party or licence.party or officer
    handing.confirm_protocol(by=user, licence=licence, way=way, side="party", seen=seen, at=at)
    handing.confirm_protocol(by=officer, licence=licence, way=way, side="city", seen=seen, at=at)
    licence.refresh_from_db()


def in_use(space: Space, party: Person | None = None, *, at: datetime = AT, **changed: Any) -> Licence:
    """The space was handed over on its first day."""
    licence = in_force(space, party, at=at, **changed)
    confirmed(licence, "out", at=moment(licence.starts_on))
    return licence


def moment(day: date) -> datetime:
    """Ten in the morning of a day."""
    return AT.replace(year=day.year, month=day.month, day=day.day, hour=10)
