"""What the clock does: the daily word to those who answer for a thing, and forgetting who reported and decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from ..models import Comment, House, Notice, Objection, Ruling, Thread
from ..signals import announce, digest_due
from ..terms import kept_before
from .common import lock

ONCE_IN = timedelta(hours=24)


def tick_discussion(*, at: datetime) -> Iterator[str]:
    """For `skwer tick`: idempotent, one line for each thing done."""
    if told := tell_of_new(at=at):
        yield f"{told} discussions with something new: those who answer for them are told"
    if gone := forget(at=at):
        yield f"{gone} records about removed or reported comments forgot who it was"


def tell_of_new(*, at: datetime) -> int:
    """At most once a day a thread: something was shown there since the last time."""
    shown = Thread.objects.annotate(
        newest=Max(
            "comments__shown_at",
            filter=Q(comments__state=Comment.State.SHOWN) & ~Q(comments__what=Comment.What.ANSWER),
        )
    ).filter(newest__isnull=False)
    due = shown.filter(Q(told_at=None) | Q(newest__gt=F("told_at"), told_at__lte=at - ONCE_IN))
    told = 0
    for thread in due.order_by("pk"):
        with transaction.atomic():
            before = thread.told_at
            if lock(thread).told_at != before:
                continue  # another clock was quicker
            thread.told_from, thread.told_at = thread.told_at, at
            thread.save(update_fields=["told_from", "told_at"])
            announce(digest_due, Thread, thread=thread, at=at)
            told += 1
    return told


def forget(*, at: datetime) -> int:
    """Once nobody can object any more: who gave notice, who decided, what objections said, and the words of comments
    that were removed."""
    gone = 0
    houses = {house.organisation_id: house for house in House.objects.all()}
    for city in Thread.objects.values_list("organisation", flat=True).distinct():
        before = kept_before(houses.get(city), at)
        waits = Objection.objects.filter(Q(decided_at=None) | Q(decided_at__gt=before)).values("ruling__comment")
        later = Ruling.objects.filter(made_at__gt=before).values("comment")
        done = Comment.objects.filter(thread__organisation=city).exclude(pk__in=waits).exclude(pk__in=later)
        quiet = done.exclude(notices__state=Notice.State.OPEN)
        gone += _forget(quiet.values("pk"), before)
    return gone


@transaction.atomic
def _forget(comments: Any, before: datetime) -> int:
    notices = Notice.objects.filter(comment__in=comments, decided_at__lte=before).exclude(text="")
    objections = Objection.objects.filter(ruling__comment__in=comments, decided_at__lte=before).exclude(text="")
    rulings = Ruling.objects.filter(comment__in=comments, made_at__lte=before, by__isnull=False)
    removed = Comment.objects.filter(pk__in=comments, state=Comment.State.REMOVED).exclude(text="")
    return sum(
        (
            notices.update(by=None, name="", email="", text=""),
            objections.update(by=None, decided_by=None, text=""),
            rulings.update(by=None),
            removed.update(text="", author_name=""),
        )
    )
