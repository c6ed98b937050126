"""Who is there: a check-list of the day or of a session, a field for scanned codes, and the sheet to sign."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.events import actions, queries
from skwer.apps.events.models import Attendance, Event, Registration, Session
from skwer.apps.events.tokens import registration_by_code
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address, with_query
from skwer.web.templatetags.words import number

from . import doors, paper
from .times import day_words, days_of, hours, local_date

# Of what a scanner typed: the code itself, or the address a phone's camera opens, with the code at its end.
IN_ADDRESS = re.compile(r"/here/([^/?#\s]+)")


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_attendance(request: HttpRequest, event: Event) -> HttpResponse:
    """Tick people on the list of a day or a session; or let a scanner type their codes into one field."""
    at = timezone.now()
    days = days_of(event)
    session, on = _chosen(request, event, days, at)
    here = _here(event, session, on)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            done = _do(request, event, session, on, at)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, done)
            return redirect(here + next((f"#{part}" for part in ("scan", "count") if part in request.POST), ""))
    there = {a.registration_id: a for a in queries.attendance_of(event, session, None if session else on)}
    people = _expected(event, session)
    names = {one.pk for one in people}
    extra = [a.registration for a in there.values() if a.registration_id not in names]
    rows = [(one, there.get(one.pk)) for one in [*people, *extra]]
    query = f"session={session.pk}" if session else f"on={on.isoformat()}"
    context = {
        "event": event,
        "lists": _lists(event, days, session, on),
        "title": _title(sum(1 for _one, a in rows if a), len(rows)),
        "rows": rows,
        "session": session,
        "on": on,
        "code": _code(request.GET.get("code", "")),
        "found": _found(event, request.GET.get("code", "")),
        "refusal": refusal,
        "here": here,
        "may_run": request.may_run and event.state != Event.State.CANCELLED,  # type: ignore[attr-defined]
        "pdf_url": with_query(address("web:desk_event_attendance_pdf", event.slug), query),
        "early": on > local_date(at, event),
        "countable": queries.countable(event),
    }
    return render(request, "events/desk_attendance.html", context, status=refusal.status if refusal else 200)


def _chosen(request: HttpRequest, event: Event, days: list[date], at: datetime) -> tuple[Session | None, date]:
    """The list asked for: a session's, a day's, else today's, else the first day's."""
    typed = request.GET.get("session", "")
    if typed.isdecimal() and len(typed) < 12:
        session = event.sessions.filter(pk=int(typed)).first()
        if session is not None:
            return session, local_date(session.starts_at, event)
    today = local_date(at, event)
    wanted = request.GET.get("on", "")
    on = next((day for day in days if day.isoformat() == wanted), today if today in days else days[0])
    return None, on


def _here(event: Event, session: Session | None, on: date) -> str:
    query = f"session={session.pk}" if session else f"on={on.isoformat()}"
    return with_query(address("web:desk_event_attendance", event.slug), query)


def _expected(event: Event, session: Session | None) -> list[Registration]:
    """Who should be on this list: everybody with a place; of a parallel group, those placed in it."""
    found = event.registrations.filter(state=Registration.State.REGISTERED).select_related("organisation")
    if session is not None and session.block:
        found = found.filter(placings__session=session)
    return sorted(found, key=lambda one: _surname(one.name))


def _surname(name: str) -> tuple[str, str]:
    """Lists of people go by surname."""
    return (name.split(" ")[-1].casefold(), name.casefold())


def _lists(event: Event, days: list[date], session: Session | None, on: date) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    sessions = [s for s in queries.agenda(event) if s.kind != Session.Kind.BREAK]
    for day in days:
        url = with_query(address("web:desk_event_attendance", event.slug), f"on={day.isoformat()}")
        out.append({"label": day_words(day), "url": url, "here": session is None and day == on, "day": True})
        for one in sessions:
            if local_date(one.starts_at, event) != day:
                continue
            link = with_query(address("web:desk_event_attendance", event.slug), f"session={one.pk}")
            here = session is not None and one.pk == session.pk
            out.append({"label": f"{hours(one.starts_at, one.ends_at)} {one.title}", "url": link, "here": here})
    return out


def _title(there: int, expected: int) -> str:
    said = ngettext("%(n)s of %(all)s is here", "%(n)s of %(all)s are here", there)
    return said % {"n": there, "all": expected}


def _code(typed: str) -> str:
    """The code in what a scanner typed or a camera opened."""
    found = IN_ADDRESS.search(typed)
    return found[1] if found else typed.strip()


def _found(event: Event, typed: str) -> Registration | None:
    found = registration_by_code(_code(typed)) if typed else None
    return found if found is not None and found.event_id == event.pk else None


def _do(request: HttpRequest, event: Event, session: Session | None, on: date, at: datetime) -> str:
    by: Any = request.user
    if not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    if "count" in request.POST:
        return _count(request, event, at)
    if "code" in request.POST:
        made = actions.record_attendance_by_code(
            by=by, event=event, code=_code(request.POST["code"]), session=session, at=at
        )
        return _("%(name)s is here.") % {"name": made.registration.name}
    ticked = {int(pk) for pk in request.POST.getlist("here") if pk.isdecimal() and len(pk) < 12}
    listed = {int(pk) for pk in request.POST.getlist("listed") if pk.isdecimal() and len(pk) < 12}
    there = {a.registration_id: a for a in queries.attendance_of(event, session, None if session else on)}
    new = list(event.registrations.filter(pk__in=ticked - set(there)))
    gone: list[Attendance] = [a for pk, a in there.items() if pk in listed - ticked]
    for one in new:
        one.event = event
    if new:
        actions.record_attendance(by=by, event=event, registrations=new, on=on, session=session, at=at)
    for attendance in gone:
        actions.remove_attendance(by=by, attendance=attendance, at=at)
    number = len(set(there) - {a.registration_id for a in gone} | {one.pk for one in new})
    return ngettext("Saved: %(n)s person is here.", "Saved: %(n)s people are here.", number) % {"n": number}


def _count(request: HttpRequest, event: Event, at: datetime) -> str:
    """Book what a partner's people used on an allowance of the project."""
    choices = queries.countable(event)
    allowance = choices and _one(choices.allowances, request.POST.get("allowance"))
    partnership = choices and _one(choices.partnerships, request.POST.get("partnership"))
    if not allowance or not partnership:
        raise NothingChosen
    by: Any = request.user
    use = actions.count_attendance(by=by, event=event, allowance=allowance, partnership=partnership, at=at)
    said = {"what": allowance.get_kind_display(), "n": number(use.quantity), "partner": partnership.label}
    return _("Counted: %(what)s, %(n)s, %(partner)s.") % said


def _one(choices: list[Any], typed: str | None) -> Any:
    return next((one for one in choices if str(one.pk) == typed), None)


class NothingChosen(Refusal):
    """The form for counting came without a choice from its lists."""

    message = gettext_lazy("Choose what is counted, and the partner, from the lists.")
    code = "nothing_chosen"


@require_safe
@doors.desk
def desk_event_attendance_pdf(request: HttpRequest, event: Event) -> HttpResponse:
    """The sheet to sign, of a day or a session."""
    session, on = _chosen(request, event, days_of(event), timezone.now())
    return paper.attendance_sheet(event, session, on, _expected(event, session))
