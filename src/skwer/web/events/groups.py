"""Parallel groups at the desk: run the assignment, see who got which wish, move people by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.events import actions, queries
from skwer.apps.events.models import Event, Placing, Registration, Session
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address

from . import doors
from .times import hours


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_groups(request: HttpRequest, event: Event) -> HttpResponse:
    """Each block with its groups; one button assigns, another moves one person and keeps her there."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            done, anchor = _do(request, event)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, done)
            return redirect(address("web:desk_event_groups", event.slug) + anchor)
    context = {
        "event": event,
        "blocks": [_block(event, block) for block in queries.blocks(event)],
        "refusal": refusal,
        "may_run": request.may_run and event.state != Event.State.CANCELLED,  # type: ignore[attr-defined]
    }
    return render(request, "events/desk_groups.html", context, status=refusal.status if refusal else 200)


def _do(request: HttpRequest, event: Event) -> tuple[str, str]:
    """(what was done, where on the page): one of the three buttons."""
    by: Any = request.user
    if not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    at = timezone.now()
    if "assign" in request.POST:
        block = request.POST["assign"]
        run = actions.place_groups(by=by, event=event, block=block, at=at)
        number = len(run.outcome["placed"])
        said = ngettext("%(n)s person is placed.", "%(n)s people are placed.", number) % {"n": number}
        return said, f"#block-{block}"
    if "release" in request.POST:
        placing = get_object_or_404(
            Placing.objects.select_related("session", "registration__event"),
            registration__event=event,
            pk=_number(request.POST["release"]),
        )
        actions.release_from_hand(by=by, placing=placing, at=at)
        said = _("%(name)s may be moved by the next assignment.") % {"name": placing.registration.name}
        return said, f"#block-{placing.session.block}"
    registration = get_object_or_404(Registration.objects.filter(event=event), pk=_number(request.POST.get("move")))
    session = get_object_or_404(Session.objects.filter(event=event), pk=_number(request.POST.get("to")))
    registration.event = session.event = event
    actions.move_to_group(by=by, registration=registration, session=session, at=at)
    said = _("%(name)s is in “%(group)s” and stays there.") % {"name": registration.name, "group": session.title}
    return said, f"#block-{session.block}"


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 12 else 0


def _block(event: Event, block: str) -> dict[str, Any]:
    report = queries.wish_report(event, block)
    run = queries.latest_run(event, block)
    unplaced = report.unplaced
    return {
        "key": block,
        "sessions": report.sessions,
        "number": len(report.rows),
        "run": run,
        "cost": report.cost,
        "got": _got(report.by_rank),
        "title": _finding(len(report.rows), len(unplaced), report.by_rank.get(1, 0), bool(run)),
        "unplaced": [_person(row, report.sessions) for row in unplaced],
        "groups": [
            {
                "session": session,
                "hours": hours(session.starts_at, session.ends_at),
                "size": report.sizes.get(session.pk, 0),
                "over": session.capacity is not None and report.sizes.get(session.pk, 0) > session.capacity,
                "people": [
                    _person(row, report.sessions) for row in report.rows if row.session and row.session.pk == session.pk
                ],
            }
            for session in report.sessions
        ],
    }


def _finding(number: int, unplaced: int, first: int, ran: bool) -> str:
    if not number:
        return _("Nobody is registered yet")
    if unplaced == number and not ran:
        return _("The groups are not assigned yet")
    if unplaced:
        said = ngettext("%(n)s person has no group", "%(n)s people have no group", unplaced)
        return said % {"n": unplaced}
    said = ngettext("%(n)s person got the first choice", "%(n)s people got their first choice", first)
    return said % {"n": first}


def _got(by_rank: Any) -> list[tuple[str, int]]:
    """(which choice, how many got it) for the page's chart."""
    words = {
        1: _("first choice"),
        2: _("second choice"),
        3: _("third choice"),
        4: _("fourth choice"),
        5: _("fifth choice"),
        0: _("a group not named"),
    }
    return [(words.get(rank, str(rank)), number) for rank, number in by_rank.items()]


def _person(row: Any, sessions: Any) -> dict[str, Any]:
    """One person of a group: which of her wishes it is, and where else she may go."""
    if row.rank is None:
        wish = _("no wishes") if not row.wishes else ""
    elif row.rank:
        wish = _("choice %(n)s") % {"n": row.rank}
    else:
        wish = _("not among the choices")
    return {
        "registration": row.registration,
        "wish": wish,
        "wishes": [session.title for session in row.wishes],
        "placing": row.placing,
        "by_hand": row.placing is not None and row.placing.by_hand,
        "others": [s for s in sessions if row.session is None or s.pk != row.session.pk],
    }
