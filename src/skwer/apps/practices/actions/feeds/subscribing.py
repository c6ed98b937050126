"""Whom this installation listens to. By naming an address and a key the operator says that she knows whose it is."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ... import rules
from ...federation import envelope
from ...federation.feed import is_within
from ...models import Subscription
from .common import SUBSCRIPTION, note


class BadSubscription(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_subscription"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def subscribe(*, by: Person, url: str, key: str, at: datetime) -> Subscription:
    """Begin to read a feed, or begin again. What was read of it before still counts, so that nothing old comes back.

    Raises NotAllowed, BadSubscription.
    """
    if not rules.may_exchange(by):
        raise NotAllowed
    address, public = _address(url), _public(key)
    found = Subscription.objects.select_for_update().filter(url=address).first()
    if found is not None and found.ended_at is None:
        raise BadSubscription("url", _("This feed is read already. Its page is in the list."))
    if found is None:
        found = Subscription(url=address, name=urlsplit(address).netloc, key=public)
    _trust(found, public)
    found.ended_at, found.refused, found.refused_detail = None, "", ""
    found.added_at, found.added_by = at, by
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:  # somebody subscribed a moment ago
        raise BadSubscription("url", _("This feed is read already. Its page is in the list.")) from error
    note("feed_subscribed", SUBSCRIPTION, found.pk, by, at, after={"key": envelope.key_id(public)})
    return found


@transaction.atomic
def trust_key(*, by: Person, subscription: Subscription, key: str, at: datetime) -> Subscription:
    """Take another key for this feed: its operator lost the old one, and told this one in another way.

    Raises NotAllowed, BadSubscription.
    """
    if not rules.may_exchange(by):
        raise NotAllowed
    public = _public(key)
    _lock(subscription)
    if public == subscription.key:
        raise BadSubscription("key", _("This is the key you trust already."))
    before = subscription.key
    _trust(subscription, public)
    subscription.refused, subscription.refused_detail = "", ""
    subscription.save()
    facts = {"before": {"key": envelope.key_id(before)}, "after": {"key": envelope.key_id(public)}}
    note("feed_key_trusted", SUBSCRIPTION, subscription.pk, by, at, **facts)
    return subscription


@transaction.atomic
def end_subscription(*, by: Person, subscription: Subscription, at: datetime) -> Subscription:
    """Read it no longer. Practices and kits that came stay, for cities may have adopted them; their figures are not
    shown any more. Raises NotAllowed."""
    if not rules.may_exchange(by):
        raise NotAllowed
    _lock(subscription)
    if subscription.ended_at is None:
        subscription.ended_at = at
        subscription.save(update_fields=["ended_at"])
        note("feed_ended", SUBSCRIPTION, subscription.pk, by, at)
    return subscription


def _lock(subscription: Subscription) -> None:
    Subscription.objects.select_for_update().get(pk=subscription.pk)
    subscription.refresh_from_db()


def _trust(subscription: Subscription, public: str) -> None:
    """From now on this key counts, the one before never again."""
    former = [key for key in [*subscription.former_keys, subscription.key] if key != public]
    subscription.former_keys = list(dict.fromkeys(former))
    subscription.key = public


def _address(url: str) -> str:
    """The address of the list itself; people also paste that of the page beside it."""
    address = url.strip()
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or len(address) > 400:
        raise BadSubscription("url", _("Write the whole address of the feed: https://skwer.example/feed/feed.json."))
    if not parts.path.endswith(".json"):
        address = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/feed.json"
        if not parts.path.rstrip("/").endswith("/feed"):
            address = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/feed/feed.json"
    if is_within(address, settings.ORIGIN):
        raise BadSubscription("url", _("This is this installation's own feed."))
    return address


def _public(key: str) -> str:
    """A key as people paste it: in groups, with colons, in capitals."""
    public = re.sub(r"[\s:·-]", "", key).lower()
    if not envelope.is_public(public):
        raise BadSubscription(
            "key", _("A key has 64 digits, 0 to 9 and a to f. Copy it whole from the page of the feed.")
        )
    return public
