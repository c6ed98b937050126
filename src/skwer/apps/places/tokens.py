"""Signed keys: an invitation to look after a place, and a keeper's private calendar.

Nothing that opens a door is kept in the database; each kind has a salt of its own, so that one opens no other.
"""

from __future__ import annotations

from typing import Literal

from django.core import signing

from skwer.apps.people.models import Person
from skwer.apps.people.tokens import read_pair

from .models import CareFeed, Keeper

_KEEPER, _FEED = "skwer.places.keeper", "skwer.places.feed"


def keeper_token(keeper: Keeper) -> str:
    """Opens an invitation to whoever reads her letters."""
    return signing.dumps([keeper.pk, keeper.email], salt=_KEEPER)


def keeper_of(token: str) -> Keeper | None:
    """The invitation the link was made for, or None when it was altered, answered or its address is no longer kept."""
    pk, email = read_pair(token, _KEEPER)
    if not email:
        return None
    rows = Keeper.objects.select_related("place__organisation", "organisation")
    return rows.filter(pk=pk, email=email, since__isnull=True, until__isnull=True).first()


def opens(token: str, keeper: Keeper) -> bool:
    """Was the key made for this invitation?"""
    found = keeper_of(token) if token else None
    return found is not None and found.pk == keeper.pk


def feed_token(feed: CareFeed) -> str:
    """The part of a keeper's calendar address that nobody can guess."""
    return signing.dumps([str(feed.person.uid), feed.generation], salt=_FEED)


def read_feed(token: str) -> Person | Literal["gone"] | None:
    """Whose calendar it is; "gone" for an address she has renewed; None for one we never made."""
    uid, generation = read_pair(token, _FEED)
    feed = CareFeed.objects.select_related("person").filter(person__uid=uid).first() if uid else None
    if feed is None or not feed.person.is_active:
        return None
    return feed.person if feed.generation == generation else "gone"
