"""Vacant spaces, wishes and shared things, with believable defaults."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.spaces import actions
from skwer.apps.spaces.models import Booking, Shared, Space, Wish

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


def make_shared(
    city: Organisation,
    by: Person,
    *,
    organisation: Organisation | None = None,
    offered: bool = True,
    at: datetime = AT,
    **values: Any,
) -> Shared:
    """A tent that `by`'s organisation lends for at most a week, when it agrees."""
    lender = organisation or by.memberships.first().organisation
    given = {
        "title_pl": "Namiot",
        "title_en": "Tent",
        "kind": "furniture",
        "address": "Magazyn, ul. Okrężna 90",
        "terms_pl": "Oddajesz suchy.",
        "terms_en": "Bring it back dry.",
        **values,
    }
    shared = actions.add_shared(by=by, organisation=lender, city=city, values=given, at=at)
    if offered:
        actions.offer_shared(by=by, shared=shared, at=at)
    return shared


def make_booking(shared: Shared, by: Person, *, at: datetime = AT, **values: Any) -> Booking:
    """A loan of one day in three days' time; the end follows the beginning."""
    starts_at = values.pop("starts_at", AT + timedelta(days=3))
    given = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(days=1),
        "purpose": "Święto podwórka",
        "agreed_version": shared.terms_version,
        **values,
    }
    return actions.book(by=by, shared=shared, at=at, **given)
