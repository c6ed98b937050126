"""Events everybody may see: the list, and the page of one before, during and after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from skwer.apps.events import queries, rules
from skwer.apps.events.models import Event, Registration
from skwer.apps.people.models import Organisation
from skwer.apps.programmes.models import Project
from skwer.web.context import address, with_query
from skwer.web.projects.funders import funders_of
from skwer.web.templatetags.words import day, when

from . import agenda, evaluation, standing
from .cards import moves, places_words, row, spoken, stands, towns
from .doors import own_registration, seen
from .forms import TONGUES
from .times import span, zone_words

PAGE = 30


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """What is coming, then what was held and what came of it; narrowed by kind, project and town."""
    person: Any = request.user
    at = timezone.now()
    visible = Event.objects.visible_to(person).exclude(state=Event.State.DRAFT)
    chosen = {name: request.GET.get(name, "") for name in ("kind", "project", "city")}
    found = _narrowed(visible, chosen).select_related("organisation", "project").prefetch_related("sites")
    coming = list(found.coming(at))
    page = Paginator(found.over(at), PAGE).get_page(request.GET.get("page"))
    city = Organisation.objects.filter(slug=chosen["city"]).first() if chosen["city"] else None
    if city is not None:
        request.city = city  # type: ignore[attr-defined]
    context = {
        "coming": [row(event, at) for event in coming],
        "past": [row(event, at) for event in page],
        "number": len(coming),
        "page": page,
        "filters": _filters(visible, chosen),
        "narrowed": any(chosen.values()),
        "calendar_url": _subscribe(chosen),
    }
    return render(request, "events/list.html", context)


def _narrowed(found: Any, chosen: dict[str, str]) -> Any:
    if chosen["kind"] in Event.Kind.values:
        found = found.filter(kind=chosen["kind"])
    if chosen["project"]:
        found = found.filter(project__slug=chosen["project"])
    if chosen["city"]:
        found = found.filter(organisation__slug=chosen["city"])
    return found


def _filters(visible: QuerySet[Event], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Only what there is can be chosen."""
    kinds = set(visible.order_by().values_list("kind", flat=True))
    projects = Project.objects.filter(pk__in=visible.order_by().values("project"))
    hosts = Organisation.objects.filter(pk__in=visible.order_by().values("organisation")).order_by("name")
    fields = [
        ("kind", _("Kind"), [(key, capfirst(words)) for key, words in Event.Kind.choices if key in kinds]),
        ("project", _("Project"), [(p.slug, p.short) for p in projects]),
        ("city", pgettext("events", "Who invites"), [(o.slug, o.short) for o in hosts]),
    ]
    return [
        {"kind": "select", "name": name, "label": label, "choices": [("", _("all")), *options], "value": chosen[name]}
        for name, label, options in fields
        if len(options) > 1
    ]


def _subscribe(chosen: dict[str, str]) -> str:
    """A project's own calendar where one is chosen; else the reader's private one."""
    return (address("web:project_ics", chosen["project"]) if chosen["project"] else "") or address(
        "web:account_calendar"
    )


@require_safe
@seen
def event(request: HttpRequest, event: Event) -> HttpResponse:
    """One event: what, when, where and how to get in; who speaks; what next; and afterwards what came of it."""
    person: Any = request.user
    at = timezone.now()
    mine, key = own_registration(request, event)
    sites = agenda.places(event)
    on_plan = [site for site in sites if site["lon"] is not None and site["lat"] is not None]
    placed = set(mine.placings.values_list("session", flat=True)) if mine is not None else set()
    shape, label = stands(event, at)
    over = event.state == Event.State.HELD or event.ends_at <= at
    context = {
        "event": event,
        "city": event.organisation,
        "shape": shape,
        "label": label,
        "when": span(event, at),
        "where": towns(event),
        "zone": zone_words(event),
        "days": agenda.days(event, queries.agenda(event), placed, choosing=not over),
        "sites": sites,
        "on_plan": on_plan,
        "geodata": agenda.geodata_for(event, on_plan),
        "coming": _coming(request, event, mine, key, at),
        "moves": moves(event) if event.is_live and not over else [],
        "facts": _facts(event, at),
        "outcome": standing.outcome(event, at) if over else None,
        "photos": [photo.upload for photo in queries.photos(event, person)] if over else [],
        "evaluation": evaluation.summary(event) if over else None,
        "spoken": {n: spoken(event, n) for n in ("title", "summary", "description", "minutes", "outcome_intro")},
        "ics_url": address("web:event_ics", event.slug) if event.published_at else "",
        "project_ics_url": address("web:project_ics", event.project.slug) if event.project else "",
        "desk_url": address("web:desk_event", event.slug) if rules.may_run_event(person, event) else "",
        "ld": agenda.json_ld(event, request.build_absolute_uri(address("web:event", event.slug))),
        **(funders_of(person, event.project) if event.project is not None else {}),
    }
    return render(request, "events/event.html", context)


def _facts(event: Event, at: datetime) -> list[dict[str, Any]]:
    left = queries.places_left(event)
    live = event.is_live and event.ends_at > at
    spoken_here = [dict(TONGUES).get(code, code) for code in event.languages or ()]
    project = event.project
    return [
        {
            "label": _("Places"),
            "value": places_words(left) if live and left is not None else "",
            "note": _("%(n)s in all") % {"n": event.capacity} if live and event.capacity else "",
        },
        {
            "label": _("Registration"),
            "value": _("until %(when)s") % {"when": when(event.registration_closes_at, at)}
            if live and event.registration_closes_at
            else "",
        },
        {"label": _("Who may come"), "value": capfirst(event.get_audience_display()) if live else ""},
        {"label": _("Languages"), "value": ", ".join(spoken_here)},
        {"label": _("Who invites"), "value": event.organisation.name},
        {
            "label": _("Project"),
            "value": project.short if project and project.published_at else "",
            "url": address("web:project", project.slug) if project else "",
        },
    ]


def _coming(request: HttpRequest, event: Event, mine: Registration | None, key: str, at: datetime) -> dict[str, Any]:
    """What next, who, by when, for this reader."""
    own_url = address("web:event_mine", event.slug) + (f"?key={key}" if key else "")
    own = {"label": _("Your registration"), "url": own_url}
    if event.state == Event.State.DRAFT:
        return {
            "title": _("Only the desk sees this page"),
            "what": _("Finish the agenda and announce it"),
            "buttons": [{"label": _("Go on setting it up"), "url": address("web:desk_event", event.slug)}],
        }
    if event.state == Event.State.HELD or event.ends_at <= at:
        return _afterwards(event, mine, key, at)
    if mine is not None and mine.state == Registration.State.REGISTERED:
        return {
            "title": _("You are registered"),
            "what": _("Come, and bring the code from your registration"),
            "when": when(event.starts_at, at),
            "buttons": [own],
        }
    if mine is not None and mine.state == Registration.State.WAITING:
        number = queries.queue_place(mine)
        return {
            "title": _("You wait for a place: number %(n)s on the list") % {"n": number},
            "what": _("We write as soon as a place becomes free"),
            "buttons": [own],
        }
    person: Any = request.user
    answer = rules.may_register(person, event, at)
    if not answer.yes and not request.GET.get("invitation"):
        sign_in = [] if person.is_authenticated else [
            {"label": _("Sign in"), "url": with_query(address("account_login"), f"next={request.path}"),
             "variant": "secondary"}
        ]  # fmt: skip
        return {"title": str(answer.why), "buttons": sign_in if event.audience != Event.Audience.EVERYBODY else []}
    left = queries.places_left(event)
    full = left is not None and left <= 0
    url = address("web:event_register", event.slug)
    if request.GET.get("invitation"):
        url = f"{url}?invitation={request.GET['invitation']}"
    return {
        "title": _("All places are taken") if full else places_words(left) if left is not None else _("Come along"),
        "what": _("Join the waiting list") if full else _("Register"),
        "who": capfirst(event.get_audience_display()),
        "when": _("until %(when)s") % {"when": when(event.registration_closes_at or event.starts_at, at)},
        "buttons": [{"label": _("Join the waiting list") if full else _("Register"), "url": url}],
    }


def _afterwards(event: Event, mine: Registration | None, key: str, at: datetime) -> dict[str, Any]:
    suffix = f"?key={key}" if key else ""
    buttons = []
    if mine is not None and rules.may_evaluate(mine, at):
        buttons.append({"label": _("Say how it was"), "url": address("web:event_evaluation", event.slug) + suffix})
    if mine is not None and mine.certificate_no:
        buttons.append(
            {
                "label": _("Your certificate (PDF)"),
                "url": address("web:event_certificate", event.slug) + suffix,
                "variant": "secondary",
            }
        )
    if event.interests.exists():
        buttons.append(
            {
                "label": _("What came of it"),
                "url": address("web:event_outcomes", event.slug),
                "variant": "secondary" if buttons else "",
            }
        )
    there = queries.attended(event).count()
    title = ngettext("%(n)s person was there", "%(n)s people were there", there) % {"n": there} if there else ""
    return {"title": title or _("It took place on %(day)s") % {"day": day(event.starts_at, at)}, "buttons": buttons}
