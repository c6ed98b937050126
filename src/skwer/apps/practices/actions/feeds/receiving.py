"""Taking a feed: all of it or nothing. What is wrong is kept in words, and nothing else changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ...federation import envelope, feed, items
from ...federation.faults import FeedRefused
from ...models import ReceivedItem, Subscription
from .common import SUBSCRIPTION, note
from .taking import TAKERS, withdraw

ALL = 60_000_000
"""Bytes that one feed may bring at once."""


def receive(*, subscription: Subscription, data: bytes, files: Mapping[str, bytes], at: datetime) -> int:
    """Take the feed in `data`, with the documents it names by path; answers how many were new.

    Call it outside a transaction: the reason of a refusal must stay. Raises FeedRefused.
    """
    try:
        return _take(subscription, data, files, at)
    except FeedRefused as refused:
        note_refused(subscription=subscription, refused=refused, at=at)
        raise


@transaction.atomic
def note_refused(*, subscription: Subscription, refused: FeedRefused, at: datetime) -> None:
    """Keep why the feed was not taken; the journal hears of it once, not every hour."""
    Subscription.objects.select_for_update().get(pk=subscription.pk)
    subscription.refresh_from_db()
    if subscription.refused != refused.code:
        note("feed_refused", SUBSCRIPTION, subscription.pk, None, at, after={"reason": refused.code})
    subscription.checked_at = at
    subscription.refused, subscription.refused_detail = refused.code, refused.detail
    subscription.save(update_fields=["checked_at", "refused", "refused_detail"])


def trust_of(subscription: Subscription) -> feed.Trust:
    """What is known of the feed before it is asked for."""
    return feed.Trust(
        url=subscription.url,
        key=subscription.key,
        former=tuple(subscription.former_keys),
        sequence=subscription.sequence,
        sha256=subscription.feed_hash,
    )


def missing_of(subscription: Subscription, found: feed.Feed) -> list[feed.Item]:
    """Things of the feed that are not here yet. Raises FeedRefused for one that goes back, or was changed in place."""
    held: dict[tuple[str, str], ReceivedItem] = {}
    rows = ReceivedItem.objects.filter(subscription=subscription).defer("document").order_by("version")
    for row in rows:
        held[row.kind, row.key] = row
    new = []
    for item in found.items:
        there = held.get((item.kind, item.key))
        if there is not None and item.version < there.version:
            raise FeedRefused("item_older", item.name)
        if there is not None and item.version == there.version:
            if item.sha256 != there.sha256:
                raise FeedRefused("item_rewritten", item.name)
            continue
        new.append(item)
    return new


@transaction.atomic
def _take(subscription: Subscription, data: bytes, files: Mapping[str, bytes], at: datetime) -> int:
    Subscription.objects.select_for_update().get(pk=subscription.pk)
    subscription.refresh_from_db()
    if subscription.ended_at is not None:
        raise FeedRefused("ended")
    found = feed.opened(data, trust_of(subscription), at)
    new = missing_of(subscription, found)
    documents = [(item, *_document(item, files, found.url)) for item in new]
    # Practices stand first in a feed of ours; one of another maker may be in any order.
    for item, raw, checked in sorted(documents, key=lambda one: feed.KINDS.index(one[0].kind)):
        ReceivedItem.objects.create(
            subscription=subscription,
            kind=item.kind,
            key=item.key,
            version=item.version,
            about=item.about,
            document=raw,
            sha256=item.sha256,
            received_at=at,
        )
        TAKERS[item.kind](subscription, item, checked, at)
    gone = withdraw(subscription, found.items, at)
    _remember(subscription, found, at)
    if new or gone:
        after = {"number": found.sequence, "hash": found.sha256, "new": len(new), "gone": gone}
        note("feed_taken", SUBSCRIPTION, subscription.pk, None, at, after=after)
    return len(new)


def _document(item: feed.Item, files: Mapping[str, bytes], place: str) -> tuple[Any, dict[str, Any]]:
    """The document as it came, and as it may be used."""
    data = files.get(item.path)
    if data is None:
        raise FeedRefused("item_missing", item.name)
    if len(data) > feed.ITEM_BYTES:
        raise FeedRefused("too_large", item.name)
    if feed.sha256_of(data) != item.sha256:
        raise FeedRefused("item_hash", item.name)
    checked = items.checked(item, data, place)
    return envelope.read(data), checked


def _remember(subscription: Subscription, found: feed.Feed, at: datetime) -> None:
    if found.followed:
        subscription.former_keys = list(dict.fromkeys([*subscription.former_keys, *found.followed]))
        before, after = {"key": envelope.key_id(subscription.key)}, {"key": envelope.key_id(found.key)}
        note("feed_key_followed", SUBSCRIPTION, subscription.pk, None, at, before=before, after=after)
    subscription.key, subscription.name = found.key, found.name
    subscription.sequence, subscription.feed_hash = found.sequence, found.sha256
    subscription.issued_at, subscription.fresh_until = found.issued_at, found.fresh_until
    subscription.checked_at, subscription.refused, subscription.refused_detail = at, "", ""
    subscription.save()
