"""A discussion as its page and its thing's page show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from skwer.apps.discussion import queries, rules
from skwer.apps.discussion.kinds import Thing, seen
from skwer.apps.discussion.models import Comment, House, Ruling, Thread
from skwer.apps.people.rules import may_read_desk

ON_PAGE = 50
BESIDE = 10
"""So many stand on the thing's own page, with what was replied to each; the discussion has a page of its own."""


@dataclass
class Said:
    """One comment as the reader sees it."""

    comment: Comment
    mine: bool
    gap: str = ""
    replies: list[Said] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"c{self.comment.pk}"

    @property
    def is_answer(self) -> bool:
        return self.comment.what == Comment.What.ANSWER

    @property
    def unanswered(self) -> bool:
        return (
            self.comment.what == Comment.What.QUESTION
            and self.comment.state == Comment.State.SHOWN
            and not any(one.is_answer and not one.gap for one in self.replies)
        )


@dataclass
class Talk:
    """What a page needs to show a discussion."""

    thing: Thing
    kind: str
    key: str
    house: House | None
    thread: Thread | None
    open: bool
    may: rules.Answer
    page: Page[Any]
    said: list[Said]
    voices: int
    desk: bool

    @property
    def empty(self) -> bool:
        return not self.page.paginator.count


def path(thing: Thing) -> str:
    """The address of the thing's page in the reader's language."""
    language = (get_language() or "pl")[:2]
    return thing.address if language == "pl" else f"/{language}{thing.address}"


def talk(request: HttpRequest, kind: str, key: str, *, size: int = ON_PAGE, number: Any = 1) -> Talk | None:
    """The discussion for this reader; None where there is no such thing, or where nobody may speak and nobody has."""
    person: Any = request.user
    thing = seen(person, kind, key)
    if thing is None:
        return None
    house = queries.house_of(thing.organisation)
    if house is None:
        return None
    thread = queries.thread_of(kind, key)
    is_open = queries.is_open(house, kind)
    if thread is None and not is_open:
        return None
    rows = queries.listed(thread, person) if thread is not None else Comment.objects.none()
    page = Paginator(rows.filter(parent=None), size).get_page(number)
    top = list(page.object_list)
    under = list(rows.filter(parent__in=[one.pk for one in top])) if top else []
    if not top and not is_open:
        return None
    return Talk(
        thing=thing,
        kind=kind,
        key=key,
        house=house,
        thread=thread,
        open=is_open,
        may=rules.may_comment(person, kind, key, house, thread),
        page=page,
        said=_said(top, under, person),
        voices=rows.filter(state=Comment.State.SHOWN).exclude(what=Comment.What.ANSWER).count(),
        desk=may_read_desk(person, thing.organisation),
    )


def _said(top: list[Comment], under: list[Comment], person: Any) -> list[Said]:
    removed = [one for one in (*top, *under) if one.state == Comment.State.REMOVED]
    grounds = _grounds(removed)
    shown = {one.pk: _one(one, person, grounds) for one in (*top, *under)}
    for one in under:
        if one.parent_id in shown:
            shown[one.parent_id].replies.append(shown[one.pk])
    return [shown[one.pk] for one in top]


def _one(comment: Comment, person: Any, grounds: dict[int, str]) -> Said:
    gap = ""
    if comment.state == Comment.State.REMOVED:
        gap = _("Removed by the office: %(ground)s.") % {"ground": grounds.get(comment.pk, "")}
    elif comment.state == Comment.State.WITHDRAWN:
        gap = _("Its author took this comment back.")
    mine = person.is_authenticated and comment.author_id == person.pk and comment.what != Comment.What.ANSWER
    return Said(comment=comment, mine=mine, gap=gap)


def _grounds(removed: Iterable[Comment]) -> dict[int, str]:
    """Why each was removed: its last removal."""
    keys = [one.pk for one in removed]
    if not keys:
        return {}
    rulings = Ruling.objects.filter(comment__in=keys, what=Ruling.What.REMOVE).order_by("made_at", "pk")
    return {ruling.comment_id: str(ruling.get_ground_display()) for ruling in rulings}


def finding(number: int) -> str:
    """The heading over a discussion."""
    if not number:
        return _("Nobody has said anything yet")
    return ngettext("%(n)s voice in the discussion", "%(n)s voices in the discussion", number) % {"n": number}


def block(request: HttpRequest, kind: str, key: str) -> dict[str, Any]:
    """For the thing's own page: the first comments and a way to the rest."""
    found = talk(request, kind, key, size=BESIDE)
    if found is None:
        return {"talk": None}
    return {"talk": found, "finding": finding(found.voices), "request": request, "beside": True}
