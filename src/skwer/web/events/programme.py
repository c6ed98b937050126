"""The agenda at the desk: places, sessions, parallel groups and their places, speakers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.events import actions, queries
from skwer.apps.events.models import Event, Session, Site
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address

from . import agenda, doors
from .forms import SessionForm, SiteForm, add_refusal
from .times import zone_words

REFUSED = {"title": "title_pl", "access": "access_pl"}


@require_safe
@doors.desk
def desk_event_agenda(request: HttpRequest, event: Event) -> HttpResponse:
    """What happens when and where, each line with a way to change it."""
    context = {
        "event": event,
        "days": agenda.days(event, queries.agenda(event)),
        "sites": agenda.places(event),
        "zone": zone_words(event),
        "may_run": request.may_run and event.state != Event.State.CANCELLED,  # type: ignore[attr-defined]
    }
    return render(request, "events/desk_agenda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_session(request: HttpRequest, event: Event, pk: int | None = None) -> HttpResponse:
    """Add a session, change or remove one."""
    session = get_object_or_404(Session.objects.filter(event=event), pk=pk) if pk is not None else None
    if session is not None:
        session.event = event
    return _edit(request, event, session, "session")


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_site(request: HttpRequest, event: Event, pk: int | None = None) -> HttpResponse:
    """Add a place, change or remove one."""
    site = get_object_or_404(Site.objects.filter(event=event), pk=pk) if pk is not None else None
    if site is not None:
        site.event = event
    return _edit(request, event, site, "site")


def _edit(request: HttpRequest, event: Event, thing: Any, kind: str) -> HttpResponse:
    if not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    form: Any = _empty_or_filled(event, thing, kind)
    status = 200
    if request.method == "POST":
        if "remove" not in request.POST:
            form = SessionForm(request.POST, event=event) if kind == "session" else SiteForm(request.POST)
        status = 422
        try:
            if _do(request, event, thing, kind, form):
                return redirect("web:desk_event_agenda", slug=event.slug)
        except Refusal as refusal:
            status = refusal.status
            form.cleaned_data = getattr(form, "cleaned_data", {})
            add_refusal(form, refusal, REFUSED)
    context = {
        "event": event,
        "thing": thing,
        "form": form,
        "kind": kind,
        "zone": zone_words(event),
        "back": address("web:desk_event_agenda", event.slug),
    }
    return render(request, "events/desk_session.html", context, status=status)


def _empty_or_filled(event: Event, thing: Any, kind: str) -> Any:
    if kind == "site":
        last = event.sites.all().last()
        if thing:
            return SiteForm.of(thing)
        where = {"city": last.city, "country": last.country} if last else {"country": "PL"}
        return SiteForm(initial={"kind": Site.Kind.VENUE, **where})
    if thing:
        return SessionForm.of(thing)
    last = event.sessions.order_by("ends_at").last()
    start = last.ends_at if last and last.ends_at < event.ends_at else event.starts_at
    return SessionForm(initial={"starts_at": start, "kind": Session.Kind.PLENARY}, event=event)


def _do(request: HttpRequest, event: Event, thing: Any, kind: str, form: Any) -> bool:
    """Remove or save; False when the form has to be mended first."""
    by: Any = request.user
    at = timezone.now()
    if "remove" in request.POST:
        if thing is None:
            return True
        if kind == "session":
            actions.remove_session(by=by, session=thing, at=at)
        else:
            actions.remove_site(by=by, site=thing, at=at)
        messages.success(request, _("Removed."))
        return True
    if not form.is_valid():
        return False
    values = dict(form.cleaned_data)
    if kind == "site":
        if thing is None:
            actions.add_site(by=by, event=event, values=values, at=at)
        else:
            actions.change_site(by=by, site=thing, values=values, at=at)
    else:
        speakers = values.pop("speakers")
        if thing is None:
            actions.add_session(by=by, event=event, values=values, speakers=speakers, at=at)
        else:
            actions.change_session(by=by, session=thing, values=values, speakers=speakers, at=at)
    messages.success(request, _("Saved."))
    return True
