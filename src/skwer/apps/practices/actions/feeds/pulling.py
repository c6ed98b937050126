"""Asking for a feed: first the signed list, then only the documents that are not here yet."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from ...federation import feed, fetching
from ...federation.faults import FeedRefused
from ...models import Subscription
from .receiving import ALL, missing_of, note_refused, receive, trust_of

EVERY = timedelta(hours=1)
WHOLE = 1800
"""Seconds for all documents of one feed: whoever is slower keeps others waiting, and has the next hour."""


def pull_feed(*, subscription: Subscription, at: datetime) -> int:
    """Fetch the feed and take it; answers how many things were new. Call it outside a transaction.

    Raises FeedRefused, whose reason is kept with the subscription.
    """
    try:
        data = fetching.get(subscription.url, feed.FEED_BYTES)
        # The list is trusted before anything it names is asked for.
        new = missing_of(subscription, feed.opened(data, trust_of(subscription), at))
        files = dict(_files(subscription.url, new))
    except FeedRefused as refused:
        note_refused(subscription=subscription, refused=refused, at=at)
        raise
    return receive(subscription=subscription, data=data, files=files, at=at)


def _files(url: str, items: list[feed.Item]) -> Iterator[tuple[str, bytes]]:
    left, started = ALL, time.monotonic()
    for item in items:
        if time.monotonic() - started > WHOLE:
            raise FeedRefused("too_slow", item.name)
        data = fetching.get(fetching.beside(url, item.path), min(feed.ITEM_BYTES, left))
        left -= len(data)
        yield item.path, data


@task()
def pull(key: int) -> str:
    """The job: one subscription, if it still is one. Answers the reason of a refusal, or ""."""
    subscription = Subscription.objects.filter(pk=key, ended_at__isnull=True).first()
    if subscription is None:
        return "ended"
    try:
        pull_feed(subscription=subscription, at=timezone.now())
    except FeedRefused as refused:
        return str(refused.code)
    return ""


def pull_later(*, at: datetime) -> int:
    """Hand every feed that was not asked for an hour to a job, once, however many clocks run; answers how many."""
    due = Subscription.objects.filter(ended_at__isnull=True)
    due = due.filter(Q(checked_at__isnull=True) | Q(checked_at__lte=at - EVERY))
    handed = 0
    for key in due.values_list("pk", flat=True):
        if cache.add(f"feed-pull:{key}", 1, timeout=int(EVERY.total_seconds()) - 60):
            pull.enqueue(key)
            handed += 1
    return handed
