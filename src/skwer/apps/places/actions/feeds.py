"""A keeper's private calendar address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from ..models import CareFeed
from .common import lock


def open_feed(*, by: Person, at: datetime) -> CareFeed:
    """Her calendar, made when she first asks for it. Raises NotAllowed (without an account)."""
    if not by.is_authenticated or not by.is_active:
        raise NotAllowed
    with transaction.atomic():
        feed, made = CareFeed.objects.get_or_create(person=by, defaults={"made_at": at})
        if made:
            _note("care_calendar_opened", feed, at)
    return feed


def renew_feed(*, by: Person, at: datetime) -> CareFeed:
    """A new address; whoever has the old one sees nothing more. Raises NotAllowed."""
    feed = open_feed(by=by, at=at)
    with transaction.atomic():
        lock(feed)
        feed.generation += 1
        feed.made_at = at
        feed.save(update_fields=["generation", "made_at"])
        _note("care_calendar_renewed", feed, at)
    return feed


def _note(verb: str, feed: CareFeed, at: datetime) -> None:
    journal.record(
        actor=feed.person, verb=verb, kind="person", key=feed.person.uid, organisation=None, at=at,
        after={"generation": feed.generation},
    )  # fmt: skip
