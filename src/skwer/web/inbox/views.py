"""What waits for me: everything with its term and the one button that does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from skwer.apps.inbox.due import Due, due_for, last_day
from skwer.apps.people.models import Person


@dataclass(frozen=True)
class Row:
    """A due item as the part `{% due row %}` shows it, with its page's address."""

    title: Any
    text: str
    state: str
    state_label: str
    at: datetime | None
    when: str
    action: Any
    url: str
    primary: bool = False


@dataclass(frozen=True)
class Group:
    """Rows that share a time: late, today, this week, later, without a term."""

    key: str
    title: Any
    rows: list[Row]


_TITLES = {
    "late": _("Late"),
    "today": _("Today"),
    "week": _("This week"),
    "later": _("Later"),
    "open": _("Without a deadline"),
}


# A thing in the inbox is still to be done; the same sign on a proposal says that somebody is doing it.
_WAITING = {"check": _("To check")}


@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """The inbox of residents and officers alike."""
    person: Any = request.user
    request.section = "inbox"  # type: ignore[attr-defined]
    return render(request, "inbox/inbox.html", inbox_page(person, timezone.now()))


def inbox_page(person: Person, at: datetime, *, desk: bool = False) -> dict[str, Any]:
    """The context of `inbox/_dues.html`: groups, how many things wait and how many of them are late, in words.

    desk: only what is done at the desk. An officer's own vote and own drafts are nobody's business there.
    """
    groups = due_groups(person, at, desk=desk)
    number = sum(len(group.rows) for group in groups)
    late = next((len(group.rows) for group in groups if group.key == "late"), 0)
    return {"groups": groups, "number": number, "summary": _summary(number, late), "now": at}


def _summary(number: int, late: int) -> str:
    if not number:
        return gettext("Nothing waits for you.")
    waiting = ngettext("%(n)d thing waits for you.", "%(n)d things wait for you.", number) % {"n": number}
    if not late:
        return waiting
    behind = ngettext("%(n)d of them is late.", "%(n)d of them are late.", late) % {"n": late}
    return f"{waiting} {behind}"


def due_groups(person: Person, at: datetime, *, desk: bool = False) -> list[Group]:
    """Due items of the person in groups by time, the most urgent first; empty groups are left out."""
    rows: dict[str, list[Row]] = {key: [] for key in _TITLES}
    for item, row in zip(*_rows(person, at, desk=desk), strict=True):
        rows[_when(item, at)].append(row)
    return [Group(key, _TITLES[key], found) for key, found in rows.items() if found]


def due_rows(person: Person, at: datetime) -> list[Row]:
    """Due items of the person as rows with addresses, the most urgent first."""
    return _rows(person, at)[1]


def _rows(person: Person, at: datetime, *, desk: bool = False) -> tuple[list[Due], list[Row]]:
    items = [item for item in due_for(person, at) if not desk or item.route.startswith("web:desk")]
    return items, [_row(item, at, first=index == 0) for index, item in enumerate(items)]


def _row(item: Due, at: datetime, *, first: bool) -> Row:
    late = item.due_at is not None and item.due_at <= at
    text = ". ".join(str(part) for part in (item.about, item.detail) if part)
    return Row(
        title=item.what,
        text=text,
        state="late" if late else item.state,
        state_label=_late(item.due_at, at) if late and item.due_at else _WAITING.get(item.state, ""),
        at=item.due_at,
        when="" if item.due_at else gettext("no deadline"),
        action=item.action,
        url=_address(item),
        primary=first,
    )


def _late(due_at: datetime, at: datetime) -> str:
    days = (timezone.localdate(at) - last_day(due_at)).days
    if days < 1:
        return gettext("Late")
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def _address(item: Due) -> str:
    """The page where it is done; a row without one still says what waits."""
    try:
        return reverse(item.route, kwargs=item.kwargs)
    except NoReverseMatch:
        return ""


def _when(item: Due, at: datetime) -> str:
    if item.due_at is None:
        return "open"
    if item.due_at <= at:
        return "late"
    today, day = timezone.localdate(at), last_day(item.due_at)
    if day == today:
        return "today"
    # To Sunday, as a week is read here; on a Sunday the next six days still help more than "later".
    end = today + timedelta(days=6 - today.weekday() or 7)
    return "week" if day <= end else "later"
