"""Shapes and words of comments, notices and decisions."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext

from skwer.apps.discussion.models import Comment, House, Notice, Ruling

LANGUAGES = (
    ("pl", "polski"),
    ("en", "English"),
    ("uk", "українська"),
    ("nb", "norsk"),
    ("cs", "čeština"),
)


def checked(house: House | None) -> date | None:
    """The day the office checked the law and the addresses; None: it has not said so."""
    return house.checked_on if house is not None else None


def mark(comment: Comment) -> tuple[str, str]:
    """Shape and word of a comment's state."""
    shapes = {
        Comment.State.WAITING: "check",
        Comment.State.SHOWN: "done",
        Comment.State.REMOVED: "no",
        Comment.State.WITHDRAWN: "draft",
    }
    return shapes[Comment.State(comment.state)], str(comment.get_state_display())


def notice_mark(notice: Notice) -> tuple[str, str]:
    shapes = {
        Notice.State.OPEN: "check",
        Notice.State.ACTED: "done",
        Notice.State.LEFT: "no",
        Notice.State.GONE: "draft",
    }
    return shapes[Notice.State(notice.state)], str(notice.get_state_display())


def ruled(ruling: Ruling) -> str:
    """The decision in a sentence's head."""
    return {
        Ruling.What.SHOW: pgettext("ruling", "The comment is shown"),
        Ruling.What.REMOVE: pgettext("ruling", "The comment was removed"),
        Ruling.What.KEEP: pgettext("ruling", "The comment stays"),
        Ruling.What.RESTORE: pgettext("ruling", "The comment was put back"),
    }[Ruling.What(ruling.what)]
