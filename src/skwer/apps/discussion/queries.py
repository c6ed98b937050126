"""Threads, what is shown in them, what waits at the desk, and the public count of decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from skwer.apps.people.models import Membership, Organisation, Person

from .kinds import Thing, kinds, seen, things_of
from .models import Comment, CommentQuerySet, House, Notice, Objection, Ruling, Thread

State = Comment.State


def house_of(organisation: Organisation) -> House | None:
    """How the city lets people talk; None: it does not."""
    return House.objects.filter(organisation=organisation).first()


def is_open(house: House | None, kind: str) -> bool:
    """May things of this kind be talked about here? Closed until the city says so."""
    return house is not None and kind in house.kinds and kind in kinds()


def thread_of(kind: str, key: str) -> Thread | None:
    return Thread.objects.select_related("organisation").filter(kind=kind, key=key).first()


def listed(thread: Thread, person: Person | None) -> CommentQuerySet:
    """What stands in the thread for this reader, the oldest first: what is shown, gaps where something was, her own."""
    gone = Q(state__in=[State.REMOVED, State.WITHDRAWN])
    mine = Q(author=person) if person is not None and person.is_authenticated else Q(pk__in=[])
    replies = Comment.objects.filter(parent=OuterRef("pk"), state=State.SHOWN)
    rows = Comment.objects.filter(thread=thread).annotate(replied=Exists(replies))
    # A place where something was is kept for the reasons of a removal, and where others replied.
    stays = Q(state=State.SHOWN) | (Q(state=State.WAITING) & mine) | Q(state=State.REMOVED, shown_at__isnull=False)
    return rows.filter(stays | (gone & (mine | Q(replied=True)))).order_by("written_at", "pk")


def comment_seen(person: Person | None, uid: Any) -> Comment | None:
    """A comment this reader may see, where she may see the thing it stands under too; her own in any case."""
    rows = Comment.objects.visible_to(person).select_related("thread__organisation", "author", "parent")
    comment = rows.filter(uid=uid).first()
    if comment is None or (person is not None and comment.author_id is not None and comment.author_id == person.pk):
        return comment
    return comment if seen(person, comment.thread.kind, comment.thread.key) is not None else None


def titles(threads: Iterable[Thread]) -> dict[int, Thing]:
    """The things of many threads by the thread's key: one query a kind."""
    listed_ = list(threads)
    found: dict[int, Thing] = {}
    for kind in {thread.kind for thread in listed_}:
        of_kind = [thread for thread in listed_ if thread.kind == kind]
        known = things_of(kind, [thread.key for thread in of_kind])
        found |= {thread.pk: known[thread.key] for thread in of_kind if thread.key in known}
    return found


# --- the desk

WAITING, NOTICES, QUESTIONS, OBJECTIONS = "waiting", "notices", "questions", "objections"


def comments_of(city: Organisation, about: str = "") -> CommentQuerySet:
    """Comments of the city's discussions: all, or those with something to do."""
    rows = Comment.objects.filter(thread__organisation=city)
    if about == WAITING:
        return rows.filter(to_look_at())
    if about == NOTICES:
        return rows.filter(Exists(Notice.objects.filter(comment=OuterRef("pk"), state=Notice.State.OPEN)))
    if about == QUESTIONS:
        return rows.filter(unanswered())
    if about == OBJECTIONS:
        waits = Objection.objects.filter(ruling__comment=OuterRef("pk"), state=Objection.State.OPEN)
        return rows.filter(Exists(waits))
    return rows


def to_look_at() -> Q:
    """Nobody of the office has looked, and there is something to look at."""
    return Q(looked_at__isnull=True, state__in=[State.WAITING, State.SHOWN])


def open_notice() -> Q:
    return Q(notices__state=Notice.State.OPEN)


def unanswered() -> Any:
    """Questions that are shown and have no official answer."""
    answers = Comment.objects.filter(parent=OuterRef("pk"), what=Comment.What.ANSWER, state=State.SHOWN)
    return Q(what=Comment.What.QUESTION, state=State.SHOWN) & ~Exists(answers)


def waiting_counts(city: Organisation) -> dict[str, int]:
    return {about: comments_of(city, about).count() for about in (WAITING, NOTICES, QUESTIONS, OBJECTIONS)}


def deciders(organisation: Organisation) -> list[int]:
    """Keys of those who may decide at this city's desk today."""
    held = Membership.objects.current().filter(organisation=organisation, role__in=Membership.DECIDING)
    return list(held.filter(person__is_active=True).values_list("person_id", flat=True).distinct())


# --- the public count


@dataclass(frozen=True)
class Year:
    """What happened in the city's discussions in one year; figures only, nobody's name."""

    year: int
    comments: int
    notices: int
    removed: int
    by_ground: dict[str, int]
    on_notice: int
    kept: int
    restored: int
    objections: int
    upheld: int
    dismissed: int
    hours: int | None
    """Median hours from a notice to its decision."""


def years(city: Organisation, at: datetime) -> list[Year]:
    """Every year with anything in it, the newest first."""
    first = Comment.objects.filter(thread__organisation=city).order_by("written_at").first()
    if first is None:
        return []
    zone = timezone.get_current_timezone()
    now = timezone.localdate(at, zone).year
    return [_year(city, year) for year in range(now, timezone.localdate(first.written_at, zone).year - 1, -1)]


def _year(city: Organisation, year: int) -> Year:
    rulings = Ruling.objects.filter(comment__thread__organisation=city, made_at__year=year)
    removed = rulings.filter(what=Ruling.What.REMOVE)
    grounds = removed.order_by().values_list("ground").annotate(n=Count("pk"))
    notices = Notice.objects.filter(comment__thread__organisation=city, given_at__year=year)
    ended = notices.exclude(decided_at=None).values_list("given_at", "decided_at")
    took = [decided - given for given, decided in ended]
    objections = Objection.objects.filter(ruling__comment__thread__organisation=city, made_at__year=year)
    states = dict(objections.order_by().values_list("state").annotate(n=Count("pk")))
    return Year(
        year=year,
        comments=Comment.objects.filter(thread__organisation=city, written_at__year=year).count(),
        notices=notices.count(),
        removed=removed.count(),
        by_ground=dict(grounds),
        on_notice=removed.filter(notices__isnull=False).distinct().count(),
        kept=rulings.filter(what=Ruling.What.KEEP).count(),
        restored=rulings.filter(what=Ruling.What.RESTORE).count(),
        objections=sum(states.values()),
        upheld=states.get(Objection.State.UPHELD, 0),
        dismissed=states.get(Objection.State.DISMISSED, 0),
        hours=round(median(took) / timedelta(hours=1)) if took else None,
    )
