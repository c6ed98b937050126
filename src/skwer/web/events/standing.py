"""Statements of interest in words: who wants to carry over what, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skwer.apps.events import queries, rules
from skwer.apps.events.models import Event, FollowUp, Interest
from skwer.web.context import address
from skwer.web.templatetags.words import day

from .times import local_date

SHAPES = {
    "stated": "sent",
    "overdue": "reserve",
    FollowUp.State.BEGUN: "build",
    FollowUp.State.CARRIED_OVER: "done",
    FollowUp.State.CHANGED: "chosen",
    FollowUp.State.DROPPED: "no",
}


def label(state: str) -> str:
    """The state of one statement, as it stands beside it."""
    if state == "stated":
        return pgettext("statement", "Stated")
    if state == "overdue":
        return pgettext("statement", "No word yet")
    return str(capfirst(FollowUp.State(state).label))


def counts(event: Event, at: datetime) -> list[dict[str, Any]]:
    """How many stand where, for `events/_counts.html`; states nobody is in are left out."""
    told = queries.outcome_counts(event, at)
    silent = told["stated"] + told["overdue"]
    rows = [
        (told["carried_over"], pgettext("statements", "carried over")),
        (told["begun"], pgettext("statements", "begun")),
        (told["changed"], pgettext("statements", "became something else")),
        (told["dropped"], pgettext("statements", "dropped")),
        (silent, pgettext("statements", "no word yet")),
    ]
    return [{"n": n, "label": words} for n, words in rows if n]


def total(event: Event, at: datetime) -> int:
    return sum(queries.outcome_counts(event, at).values())


def finding(event: Event, at: datetime) -> str:
    """ "Of 3 statements one is carried over": the heading says what is known."""
    told = queries.outcome_counts(event, at)
    all_of_them, moved = sum(told.values()), told["carried_over"] + told["begun"] + told["changed"]
    if not all_of_them:
        return _("Nobody has said yet what they want to carry over")
    if moved:
        words = ngettext(
            "Of %(all)s statement %(moved)s became something",
            "Of %(all)s statements %(moved)s became something",
            all_of_them,
        )
        return words % {"all": all_of_them, "moved": moved}
    words = ngettext(
        "%(all)s statement of what people want to carry over",
        "%(all)s statements of what people want to carry over",
        all_of_them,
    )
    return words % {"all": all_of_them}


def outcome(event: Event, at: datetime) -> dict[str, Any] | None:
    """The outcome on the event's own page; None while nobody stated anything and nothing is written."""
    if not total(event, at) and not event.outcome_intro:
        return None
    title = finding(event, at) if total(event, at) else _("What came of it")
    return {"title": title, "counts": counts(event, at), "url": address("web:event_outcomes", event.slug)}


def groups(event: Event, at: datetime, person: Any, *, desk: bool = False) -> list[dict[str, Any]]:
    """Statements by the group they were made in; those made outside groups come last."""
    found = (
        event.interests.select_related("organisation", "partnership", "session", "trial", "case__comparison__project")
        .select_related("transfer", "taken_up__current")
        .prefetch_related("follow_ups__trial")
        .order_by("session__starts_at", "session__order", "stated_at", "pk")
    )
    by_session: dict[Any, dict[str, Any]] = {}
    for interest in found:
        key = interest.session_id
        title = interest.session.title if interest.session else _("Outside the groups")
        group = by_session.setdefault(key, {"title": title, "session": interest.session, "rows": []})
        group["rows"].append(statement(interest, event, at, person, desk=desk))
    return sorted(by_session.values(), key=lambda group: group["session"] is None)


def statement(interest: Interest, event: Event, at: datetime, person: Any, *, desk: bool = False) -> dict[str, Any]:
    """One statement for `events/_statement.html`; needs its follow-ups, fetched."""
    today = local_date(at, event)
    state = interest.standing(today)
    overdue = _("Its day has passed, and nobody has said what became of it.") if state == "overdue" else ""
    may = rules.may_follow_up(person, interest)
    route = "web:desk_event_statement" if desk else "web:event_statement"
    return {
        "pk": interest.pk,
        "interest": interest,
        "practice": interest.practice,
        "who": interest.organisation.name,
        "shape": SHAPES.get(state, "sent"),
        "label": label(state),
        "because": interest.because,
        "first_step": interest.first_step,
        "by_on": interest.by_on,
        "session": interest.session.title if interest.session else "",
        "links": list(_links(interest)),
        "story": _story(interest),
        "silent": overdue,
        "follow_url": address(route, event.slug, interest.pk) if may else "",
        "withdraw": may and desk and not interest.follow_ups.all() and interest.transfer_id is None,
        "begin_url": _begin_url(interest, event, person),
        "due": _("by %(day)s") % {"day": day(interest.by_on, at)},
    }


def _story(interest: Interest) -> list[dict[str, Any]]:
    """What became of it, in order: what somebody said, and what its transfer says by itself."""
    transfer = interest.transfer
    public = transfer is not None and transfer.is_published
    url = address("web:transfer", transfer.pk) if transfer is not None and public else ""
    told = [(one.at, one.state, one.text, one.url) for one in interest.follow_ups.all()]
    for at, state in interest.steps_of_transfer():
        text = transfer.lesson if transfer is not None and public and state != FollowUp.State.BEGUN else ""
        told.append((at, state, text, url))
    return [
        {"at": at, "label": label(state), "text": text, "url": url}
        for at, state, text, url in sorted(told, key=lambda one: one[0])
    ]


def _begin_url(interest: Interest, event: Event, person: Any) -> str:
    """Where the transfer is begun, or read once it is, for the officers of the organisation that stated it."""
    if not rules.may_open_transfer(person, interest):
        return ""
    if interest.transfer_id is not None:
        return address("web:desk_transfer", interest.transfer_id)
    return address("web:event_transfer", event.slug, interest.pk)


def _links(interest: Interest) -> Iterable[dict[str, str]]:
    practice = interest.taken_up
    if practice is not None and practice.is_published:
        yield {"label": practice.title, "url": address("web:practice", practice.slug)}
    trials = [interest.trial, *(one.trial for one in interest.follow_ups.all())]
    for trial in trials:
        url = address("web:trial", trial.slug) if trial is not None and trial.published_at else ""
        if trial is not None and url:
            yield {"label": trial.title, "url": url}
    case = interest.case
    if case is not None and case.comparison.published_at:
        url = address("web:comparison", case.comparison.project.slug, case.comparison.slug)
        if url:
            yield {"label": case.name, "url": url}
