"""What the house says where a city has not written its own words yet."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.discussion.models import Comment, House, Notice, Ruling

WRITTEN_ON = date(2026, 11, 26)
"""The day our own words about the law were written; a city checks them and says when."""

LANGUAGES = (
    ("pl", "polski"),
    ("en", "English"),
    ("uk", "українська"),
    ("nb", "norsk"),
    ("cs", "čeština"),
)


def law(house: House | None) -> str:
    """Which law applies: the city's own text, else ours with its source."""
    if house is not None and house.law:
        return str(house.law)
    return _(
        "We follow Regulation (EU) 2022/2065 (Digital Services Act): article 16 on notices, article 17 on the "
        "statement of reasons, article 20 on objections. Source: Official Journal of the European Union L 277 of 27 "
        "October 2022, page 1."
    )


def redress(house: House | None) -> str:
    """Where else one may turn: the city's own text, else ours with its source."""
    if house is not None and house.redress:
        return str(house.redress)
    return _(
        "You may also turn to a body for out-of-court dispute settlement (Regulation (EU) 2022/2065, article 21) or to "
        "a court."
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
