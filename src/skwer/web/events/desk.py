"""Events at the desk of whoever holds them: the list, a new one, its settings, announcing and cancelling."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.events import actions, queries, rules
from skwer.apps.events.evaluating import default_form
from skwer.apps.events.models import Event, Registration
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_run
from skwer.apps.programmes.models import Partnership, Project
from skwer.web.context import address
from skwer.web.desk.doors import organisations_of

from . import doors, standing
from .cards import moves, places_words, stands, towns
from .forms import EventForm, ReasonForm, add_refusal
from .times import span, zone_words

REFUSED = {"title": "title_pl"}


@never_cache
@login_required
@require_safe
def desk_events(request: HttpRequest) -> HttpResponse:
    """Events the organisation holds, and those of projects it keeps: coming, in preparation, past."""
    organisation, others = _organisation(request)
    at = timezone.now()
    found = (
        Event.objects.filter(Q(organisation=organisation) | Q(project__organisation=organisation))
        .select_related("organisation", "project")
        .prefetch_related("sites")
        .annotate(
            come=Count("registrations", filter=Q(registrations__state=Registration.State.REGISTERED), distinct=True),
            wait=Count("registrations", filter=Q(registrations__state=Registration.State.WAITING), distinct=True),
        )
        .order_by("-starts_at", "-pk")
    )
    rows = [_row(event, organisation, at) for event in found]
    coming = [row for row in rows if not row["past"]][::-1]
    context = {
        "organisation": organisation,
        "others": others,
        "coming": coming,
        "past": [row for row in rows if row["past"]],
        "title": _list_title(len(coming)),
        "may_create": may_run(request.user, organisation),  # type: ignore[arg-type]
    }
    return render(request, "events/desk_list.html", context)


def _list_title(number: int) -> str:
    if not number:
        return _("No event is planned now")
    return ngettext("%(n)s event lies ahead", "%(n)s events lie ahead", number) % {"n": number}


def _row(event: Any, organisation: Organisation, at: Any) -> dict[str, Any]:
    shape, label = stands(event, at)
    return {
        "event": event,
        "shape": shape,
        "label": label,
        "when": span(event, at),
        "where": towns(event),
        "holder": event.organisation.short if event.organisation_id != organisation.pk else "",
        "past": event.ends_at <= at or event.state == Event.State.CANCELLED,
    }


def _organisation(request: HttpRequest) -> tuple[Organisation, list[Organisation]]:
    """(the organisation of the address, else the first one whose desk the person reads; the others)."""
    mine = organisations_of(request)
    wanted = request.GET.get("organisation", "")
    chosen = next((o for o in mine if o.slug == wanted), None if wanted or not mine else mine[0])
    if chosen is None:
        raise PermissionDenied
    request.city = chosen  # type: ignore[attr-defined]
    request.section = "desk"  # type: ignore[attr-defined]
    return chosen, [o for o in mine if o != chosen]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_event_new(request: HttpRequest) -> HttpResponse:
    """A new event: a draft that only the desk sees."""
    organisation, _others = _organisation(request)
    person: Any = request.user
    if not rules.may_create_in(person, organisation):
        raise PermissionDenied
    at = timezone.now()
    initial = {"time_zone": timezone.get_default_timezone_name(), "keep_needs_days": 14, "languages": ["pl"],
               "audience": Event.Audience.EVERYBODY, "kind": Event.Kind.SEMINAR,
               "project": request.GET.get("project")}  # fmt: skip
    projects = _projects(organisation)
    if initial["project"]:
        initial["project"] = projects.filter(slug=initial["project"]).first()
    form = EventForm(request.POST if request.method == "POST" else None, initial=initial, projects=projects)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            project = values.pop("project")
            values |= {"slug": free_slug(values["title_pl"]), "evaluation": default_form()}
            try:
                event = actions.create_event(
                    by=person, organisation=organisation, project=project, values=values, at=at
                )
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal, REFUSED)
            else:
                messages.success(request, _("Saved as a draft. Now add the places and the agenda."))
                return redirect("web:desk_event_agenda", slug=event.slug)
    context = {"organisation": organisation, "form": form, "may_run": True}
    return render(request, "events/desk_edit.html", context, status=status)


def _projects(organisation: Organisation) -> Any:
    """Projects the organisation keeps or takes part in today."""
    partner = Partnership.objects.current().filter(organisation=organisation).values("project")
    return Project.objects.filter(Q(organisation=organisation) | Q(pk__in=partner)).order_by("acronym", "pk")


def free_slug(title: str) -> str:
    """An address made from the title, with a number behind it when it is taken."""
    plain = unicodedata.normalize("NFKD", title.lower().replace("ł", "l").replace("ø", "o").replace("æ", "ae"))
    stem = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:60].strip("-") or "event"
    taken = set(Event.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 2
    slug = stem
    while slug in taken or slug == "new":
        slug, number = f"{stem}-{number}", number + 1
    return slug


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_edit(request: HttpRequest, event: Event) -> HttpResponse:
    """Change texts, times and who may come; a draft can be deleted."""
    person: Any = request.user
    at = timezone.now()
    if "delete" in request.POST:
        try:
            actions.delete_draft(by=person, event=event, at=at)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("web:desk_event", slug=event.slug)
        messages.success(request, _("The draft is deleted."))
        return redirect(f"{address('web:desk_events')}?organisation={event.organisation.slug}")
    projects = _projects(event.organisation)
    if event.project_id:
        projects = Project.objects.filter(Q(pk__in=projects.values("pk")) | Q(pk=event.project_id))
    form = EventForm.of(event, projects)
    status = 200
    if request.method == "POST":
        form = EventForm(request.POST, initial=form.initial, projects=projects)
        status = 422
        if form.is_valid():
            try:
                actions.change_event(by=person, event=event, values=form.cleaned_data, at=at)
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal, REFUSED)
            else:
                messages.success(request, _("Saved."))
                return redirect("web:desk_event", slug=event.slug)
    context = {
        "organisation": event.organisation,
        "event": event,
        "form": form,
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "live": event.ends_at > at,
        "come": event.registrations.filter(state=Registration.State.REGISTERED).count(),
    }
    return render(request, "events/desk_edit.html", context, status=status)


@require_safe
@doors.desk
def desk_event(request: HttpRequest, event: Event) -> HttpResponse:
    """One event at the desk: what next, in figures, and the ways on."""
    at = timezone.now()
    shape, label = stands(event, at)
    left = queries.places_left(event)
    context = {
        "event": event,
        "shape": shape,
        "label": label,
        "when": span(event, at),
        "where": towns(event),
        "zone": zone_words(event),
        "next": _next(event, at),
        "figures": _figures(event, left, at),
        "missing": _missing(event),
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "may_cancel": event.state == Event.State.ANNOUNCED and event.ends_at > at,
        "moves": moves(event),
    }
    return render(request, "events/desk_event.html", context)


def _figures(event: Event, left: int | None, at: Any) -> list[dict[str, Any]]:
    states = dict(event.registrations.order_by().values_list("state").annotate(n=Count("pk")))
    days = queries.attendance_days(event)
    told = queries.outcome_counts(event, at)
    people_url = address("web:desk_event_people", event.slug)
    there = max(days.values(), default=0)
    return [
        {
            "label": _("Registered"),
            "value": states.get(Registration.State.REGISTERED, 0),
            "big": True,
            "url": people_url,
            "note": places_words(left) if left is not None else "",
        },
        {"label": _("On the waiting list"), "value": states.get(Registration.State.WAITING) or "", "big": True},
        {"label": _("Were there"), "value": there or "", "big": True, "note": _("on the fullest day")},
        {"label": _("Statements of interest"), "value": sum(told.values()) or "", "big": True},
    ]


def _missing(event: Event) -> list[dict[str, str]]:
    """What a draft still lacks, each line leading to where it is added."""
    slug = event.slug
    agenda_url, edit_url = address("web:desk_event_agenda", slug), address("web:desk_event_edit", slug)
    out = []
    if not list(event.sites.all()) and not event.online_url:
        out.append({"text": _("Say where it is: a place, or the address of the call."), "url": agenda_url})
    if not event.sessions.exists():
        out.append({"text": _("Write the agenda: what happens when."), "url": agenda_url})
    if not event.summary:
        out.append({"text": _("Say in a sentence what it is about."), "url": edit_url})
    return out


def _next(event: Event, at: Any) -> dict[str, Any]:
    """What next for those who run it."""
    slug = event.slug
    if event.state == Event.State.DRAFT:
        return {"title": _("A draft: only the desk sees it"), "what": _("Fill it in and announce it"),
                "action": _("Announce"), "url": address("web:desk_event_announce", slug)}  # fmt: skip
    if event.state == Event.State.CANCELLED:
        return {}
    if event.ends_at > at:
        waiting = _unplaced(event)
        if waiting:
            said = ngettext("%(n)s person has no group yet", "%(n)s people have no group yet", waiting) % {"n": waiting}
            return {"title": said, "what": _("Assign the groups"), "when": event.starts_at,
                    "action": pgettext("events", "Groups"), "url": address("web:desk_event_groups", slug)}  # fmt: skip
        return {"title": _("Registration goes on by itself"), "what": _("Have the check-list ready for the door"),
                "when": event.starts_at, "action": _("Check-list"),
                "url": address("web:desk_event_attendance", slug)}  # fmt: skip
    if not event.minutes:
        return {"title": _("It is over; the minutes are missing"), "what": _("Write what was said and agreed"),
                "action": _("Write the minutes"), "url": address("web:desk_event_minutes", slug)}  # fmt: skip
    told = queries.outcome_counts(event, at)
    if told["overdue"]:
        said = ngettext("%(n)s statement waits for a word", "%(n)s statements wait for a word", told["overdue"])
        return {"title": said % {"n": told["overdue"]}, "what": _("Ask what became of it"),
                "action": _("Outcomes"), "url": address("web:desk_event_outcomes", slug)}  # fmt: skip
    return {"title": standing.finding(event, at), "what": "", "action": _("Outcomes"),
            "url": address("web:desk_event_outcomes", slug)}  # fmt: skip


def _unplaced(event: Event) -> int:
    """People with a place and without a group, in the blocks there are."""
    blocks = list(event.sessions.exclude(block="").order_by().values_list("block", flat=True).distinct())
    come = event.registrations.filter(state=Registration.State.REGISTERED)
    placed = [come.filter(placings__session__block=block).distinct().count() for block in blocks]
    number = come.count()
    return max((number - n for n in placed), default=0)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_announce(request: HttpRequest, event: Event) -> HttpResponse:
    """Make it public: one page that says what happens then, one button."""
    if not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.announce_event(by=request.user, event=event, at=timezone.now())  # type: ignore[arg-type]
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("Everybody who may come can register now."))
            return redirect("web:desk_event", slug=event.slug)
    context = {"event": event, "missing": _missing(event), "refusal": refusal, "when": span(event),
               "zone": zone_words(event)}  # fmt: skip
    return render(request, "events/desk_announce.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_cancel(request: HttpRequest, event: Event) -> HttpResponse:
    """It does not take place: with a reason that everybody who registered gets by letter."""
    if not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.cancel_event(
                    by=request.user,  # type: ignore[arg-type]
                    event=event,
                    reason=form.cleaned_data["reason"],
                    at=timezone.now(),
                )
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal)
            else:
                messages.success(request, _("The event is cancelled, and everybody who registered is told."))
                return redirect("web:desk_event", slug=event.slug)
    context = {"event": event, "form": form, "number": queries.people(event).count()}
    return render(request, "events/desk_cancel.html", context, status=status)
