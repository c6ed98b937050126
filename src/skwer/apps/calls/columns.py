"""What the columns of a proposal are read from: the answers to the reserved questions of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from skwer.apps.places.models import CATEGORIES
from skwer.values.money import to_cents

GRANT = "grant"
_CATEGORIES = {key for key, _name in CATEGORIES}
_DEGREE = Decimal("0.000001")


@dataclass(frozen=True)
class Columns:
    """title, summary, category, address: text; lon and lat: degrees, or None; requested: the sum of costs the grant
    pays; total: of all costs; photos: keys of uploads.
    """

    title: str
    summary: str
    category: str
    lon: Decimal | None
    lat: Decimal | None
    address: str
    requested: Decimal
    total: Decimal
    photos: tuple[str, ...]


def read_columns(answers: Mapping[str, Any]) -> Columns:
    """Read what can be read; a draft may be half empty and half wrong, so nothing here raises."""
    given = answers.get("place")
    place: dict[str, Any] = given if isinstance(given, dict) else {}
    costs = [row for row in answers.get("costs") or [] if isinstance(row, dict)] if _list(answers, "costs") else []
    category = answers.get("category")
    lon, lat = _degree(place, "lon", 180), _degree(place, "lat", 90)
    return Columns(
        title=_text(answers, "title")[:140],
        summary=_text(answers, "summary")[:250],
        category=category if isinstance(category, str) and category in _CATEGORIES else "",
        lon=lon if lat is not None else None,
        lat=lat if lon is not None else None,
        address=_text(place, "address")[:200],
        requested=sum((_amount(row) for row in costs if row.get("source") == GRANT), Decimal(0)),
        total=sum((_amount(row) for row in costs), Decimal(0)),
        photos=tuple(str(uid) for uid in answers["photo"]) if _list(answers, "photo") else (),
    )


def _list(answers: Mapping[str, Any], key: str) -> bool:
    return isinstance(answers.get(key), list)


def _text(answers: Mapping[str, Any], key: str) -> str:
    value = answers.get(key)
    return value.strip() if isinstance(value, str) else ""


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _amount(row: Mapping[str, Any]) -> Decimal:
    amount = _decimal(row.get("amount"))
    # A column holds twelve digits before the point; what is beyond is refused when the proposal is sent.
    return to_cents(amount) if amount is not None and 0 <= amount < Decimal(10) ** 10 else Decimal(0)


def _degree(place: Mapping[str, Any], key: str, most: int) -> Decimal | None:
    degree = _decimal(place.get(key))
    if degree is None or abs(degree) > most:
        return None
    return degree.quantize(_DEGREE)
