"""Vacant spaces, wishes and shared things, with believable defaults."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.spaces import actions
from skwer.apps.spaces.models import Space, Wish

from .factories import AT


def make_space(city: Organisation, by: Person, *, published: bool = True, at: datetime = AT, **values: Any) -> Space:
    """An empty shop of 64 m² by the market square, free from December for up to a year, offered unless told not to."""
    given = {
        "title_pl": "Lokal przy Rynku 7",
        "title_en": "Shop at Rynek 7",
        "summary_pl": "Dawny sklep papierniczy z dużą witryną.",
        "summary_en": "A former stationer's with a large window.",
        "kind": "shop",
        "area_m2": Decimal("64"),
        "address": "Rynek 7",
        "utilities": ["water", "power", "toilet", "window"],
        "uses": ["shop", "workshop", "culture", "meeting"],
        "free_from": date(2026, 12, 1),
        "least_days": 7,
        "most_days": 365,
        **values,
    }
    space = actions.add_space(by=by, organisation=city, values=given, at=at)
    if published:
        actions.publish_space(by=by, space=space, at=at)
    return space


def make_wish(city: Organisation, by: Person, *, at: datetime = AT, **values: Any) -> Wish:
    """Somebody looks for a workshop with water from January to March."""
    given = {
        "title": "Warsztat naprawczy",
        "text": "Co sobotę naprawiamy rowery i lampki.",
        "uses": ["workshop"],
        "area_min": Decimal("40"),
        "utilities": ["water"],
        "starts_on": date(2027, 1, 4),
        "ends_on": date(2027, 3, 31),
        **values,
    }
    return actions.add_wish(by=by, organisation=city, values=given, at=at)
