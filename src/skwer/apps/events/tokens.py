"""Signed keys: a guest's own registration, an invitation, the code on a badge, a private calendar.

Nothing that opens a door is kept in the database; each kind has a salt of its own, so that one opens no other.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.core import signing

from skwer.apps.people.models import Person
from skwer.apps.people.tokens import read_pair

from .models import CalendarFeed, Invitation, Registration

_KEY, _CODE, _INVITATION, _FEED = (f"skwer.events.{kind}" for kind in ("own", "code", "invitation", "feed"))


def key_of(registration: Registration) -> str:
    """Opens a guest's own registration, to whoever reads her letters; another address ends it."""
    return signing.dumps([str(registration.uid), registration.email], salt=_KEY)


def registration_of(key: str) -> Registration | None:
    """The registration the key was made for, or None when it was altered or the address is no longer kept."""
    uid, email = read_pair(key, _KEY)
    if not email:
        return None
    rows = Registration.objects.select_related("event__organisation", "event__project__organisation", "organisation")
    return rows.filter(uid=uid, email=email).first()


def code_of(registration: Registration) -> str:
    """What the square on a badge says. It tells who she is only to staff of the event."""
    return signing.Signer(salt=_CODE).sign(registration.uid.hex)


def registration_by_code(code: str) -> Registration | None:
    """The registration of a badge, or None for anything we did not sign."""
    try:
        uid = UUID(signing.Signer(salt=_CODE).unsign(code))
    except (signing.BadSignature, ValueError):
        return None
    return Registration.objects.select_related("event__organisation", "organisation").filter(uid=uid).first()


def invitation_key(invitation: Invitation) -> str:
    return signing.dumps([invitation.pk, invitation.email], salt=_INVITATION)


def invitation_of(key: str) -> Invitation | None:
    """The invitation the link was made for, or None when it was altered or its address is no longer kept."""
    pk, email = read_pair(key, _INVITATION)
    if not email:
        return None
    return Invitation.objects.select_related("event__organisation", "event__project").filter(pk=pk, email=email).first()


def feed_token(feed: CalendarFeed) -> str:
    """The part of a private calendar's address that nobody can guess."""
    return signing.dumps([str(feed.person.uid), feed.generation], salt=_FEED)


def read_feed(token: str) -> Person | Literal["gone"] | None:
    """Whose calendar it is; "gone" for an address she has renewed; None for one we never made."""
    uid, generation = read_pair(token, _FEED)
    feed = CalendarFeed.objects.select_related("person").filter(person__uid=uid).first() if uid else None
    if feed is None or not feed.person.is_active:
        return None
    return feed.person if feed.generation == generation else "gone"
