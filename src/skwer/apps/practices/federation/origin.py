"""Where a practice or kit came from, and which practice an address means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ..models import Kit, Practice, ReceivedItem, Subscription


@dataclass(frozen=True)
class Origin:
    """The installation something was received from, as its page says it. `url`: its page there; `keeper`: who keeps it
    there; `validated`: was it validated there; `is_fresh`: does the feed still hold."""

    subscription: Subscription
    url: str
    keeper: str
    validated: bool
    received_at: datetime
    is_fresh: bool


def origin_of(thing: Practice | Kit, at: datetime) -> Origin | None:
    """Where it came from; None where it is of this installation. One query."""
    if thing.subscription_id is None:
        return None
    kind = ReceivedItem.Kind.PRACTICE if isinstance(thing, Practice) else ReceivedItem.Kind.KIT
    items = ReceivedItem.objects.filter(subscription=thing.subscription_id, kind=kind, key=thing.origin_key)
    item = items.select_related("subscription").order_by("-version").first()
    if item is None:
        return None
    said = item.document
    return Origin(
        subscription=item.subscription,
        url=str(said.get("url", "")),
        keeper=str(said.get("keeper", "")),
        validated=said.get("validated") is True,
        received_at=item.received_at,
        is_fresh=is_fresh(item.subscription, at),
    )


def is_fresh(subscription: Subscription, at: datetime) -> bool:
    """Does what it said last still hold: is it read, was it taken, and is it not past its time?"""
    return (
        subscription.ended_at is None
        and not subscription.refused
        and subscription.fresh_until is not None
        and subscription.fresh_until >= at
    )


def practice_at(address: str) -> Practice | None:
    """The practice known by this address: one kept here, or one received."""
    if not address:
        return None
    own = re.fullmatch(re.escape(settings.ORIGIN) + r"/practices/([-\w]+)/", address)
    if own:
        return Practice.objects.filter(slug=own[1], subscription__isnull=True).first()
    item = ReceivedItem.objects.filter(kind=ReceivedItem.Kind.PRACTICE, about=address).order_by("-version").first()
    if item is None:
        return None
    return Practice.objects.filter(subscription=item.subscription_id, origin_key=item.key).first()
