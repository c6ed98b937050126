"""Projects everybody may see: the list, each one's card, and its poster."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.programmes import queries, rules
from skwer.apps.programmes.models import Project
from skwer.overview.project import Around, around
from skwer.web.context import address
from skwer.web.events.cards import row as event_row
from skwer.web.papers import Picture, Poster, letterhead, paper, pdf_response
from skwer.web.templatetags.words import language
from skwer.web.work.on_project import elsewhere

from . import card
from .funders import funders_of
from .rows import project_row, totals_table
from .words import period, site_of, spoken

PAGE = 24
AIM_WORDS = 45  # an A3 sheet is read from some steps away


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """All projects, or those of a programme, a state, an organisation, a tag or topic."""
    person: Any = request.user
    choices = queries.choices_for(person)
    known: dict[str, list[tuple[str, Any]]] = {
        "programme": [(one.slug, one.name) for one in choices.programmes],
        "organisation": [(one.slug, one.short) for one in choices.organisations],
        "about": [(text, text) for text in choices.about],
        "state": list(Project.State.choices),
    }
    given = {name: request.GET.get(name, "") for name in known}
    picked = {name: value if value in dict(known[name]) else "" for name, value in given.items()}
    organisation = next((one for one in choices.organisations if one.slug == picked["organisation"]), None)
    found = queries.projects_for(
        person,
        programme=picked["programme"],
        about=picked["about"],
        state=picked["state"],
        organisation=organisation,
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    everything = {
        "programme": _("all programmes"),
        "organisation": _("all organisations"),
        "about": _("all tags and topics"),
        "state": _("all states"),
    }
    context = {
        "choices": {name: [("", everything[name]), *values] for name, values in known.items()},
        "picked": picked,
        "narrowed": any(picked.values()),
        "page": page,
        "total": page.paginator.count,
        "rows": [project_row(one) for one in page],
        "totals": totals_table(queries.totals(found)),
        "organisation": organisation,
        "title": _title(page.paginator.count, organisation),
    }
    if organisation is not None:
        request.city = organisation  # type: ignore[attr-defined]
    return render(request, "projects/list.html", context)


def _title(count: int, organisation: Organisation | None) -> str:
    if not count:
        return _("Projects")
    if organisation is not None:
        return ngettext("%(name)s: %(n)s project", "%(name)s: %(n)s projects", count) % {
            "n": count,
            "name": organisation.short,
        }
    return ngettext("%(n)s project", "%(n)s projects", count) % {"n": count}


def _seen(request: HttpRequest, slug: str) -> Project:
    """The project with its card, if the person may see it. Raises Http404."""
    person: Any = request.user
    project = queries.card_of(person, slug)
    if project is None:
        raise Http404
    request.city = project.organisation  # type: ignore[attr-defined]
    return project


@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """The card of one project: what it is for, who takes part, whose money it is, what comes of it."""
    person: Any = request.user
    one = _seen(request, slug)
    near = around(one, person)
    points = card.points_of(one)
    context = {
        "project": one,
        "title": one.title.replace(" – ", "\u00a0– "),  # no line begins with a dash
        "spoken": spoken(one, ("title", "summary", "description")),
        "shape": card.shape(one),
        "scenes": card.scenes_of(one),
        "facts": [row for row in card.facts_of(one) if row["value"]],
        "money": card.money_of(one),
        "rates": card.rates_of(one),
        "currencies": len(one.sums()),
        "squares": card.squares_of(one),
        "phases": card.phases_of(one, timezone.localdate()),
        "sections": card.sections_of(points),
        "results": points.get("result", []),
        "reached": any(point.reached for point in points.get("result", [])),
        "subjects": [*points.get("topic", []), *points.get("theme", [])],
        "partners": card.partners_of(one),
        "instruments": card.instruments_of(one),
        "source_name": site_of(one.source_url),
        **funders_of(person, one),
        "before": one.seen_predecessor,  # type: ignore[attr-defined]
        "before_period": period(one.seen_predecessor) if one.seen_predecessor else "",  # type: ignore[attr-defined]
        "after": one.seen_successors,  # type: ignore[attr-defined]
        "period": period(one),
        "edit_url": address("web:desk_project", one.slug) if rules.may_read_inside(person, one) else "",
        "elsewhere": elsewhere(one),
        "ways": _ways(one, near),
        "events": [event_row(event, timezone.now()) for event in near.events],
        "trials": [
            {
                "title": t.title,
                "url": address("web:trial", t.slug),
                "who": t.organisation.short,
                "state": t.get_verdict_display() or t.get_state_display(),
            }
            for t in near.trials
        ],
        "trials_number": near.trials_number,
    }
    context["partners_when"] = any(row["when"] for row in context["partners"])
    context["linked"] = card.linked_data(one, request.build_absolute_uri(request.path), context)
    return render(request, "projects/project.html", context)


def _ways(one: Project, near: Around) -> list[tuple[str, str]]:
    """What else the project shows: papers always, the rest where there is some."""
    slug = one.slug
    ways = [
        (_("Poster (PDF, A3)"), address("web:project_poster", slug), True),
        (_("Report with evidence"), address("web:project_report", slug), True),
        (_("Progress on the agreed measures"), address("web:project_progress", slug), near.has_measures),
        (_("What each city keeps, changes and leaves out"), address("web:project_transfers", slug), near.has_transfers),
        (_("Studies and what cities answer"), address("web:project_studies", slug), near.has_studies),
        *((str(method.title), address("web:method", slug, method.slug), True) for method in near.methods),
        *((str(one.title), address("web:comparison", slug, one.slug), True) for one in near.comparisons),
        (_("Events in your calendar (iCalendar)"), address("web:project_ics", slug), bool(near.events)),
    ]
    return [(label, url) for label, url, there in ways if url and there]


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The card for a wall: an A3 sheet that says what is done and whose money it is."""
    person: Any = request.user
    one = _seen(request, slug)
    programme = one.programme
    marks = []
    for mark in queries.marks_of(person, one):
        with mark.file.open("rb") as source:
            marks.append(Picture(source.read(), mark.alt_text or mark.original_name))
    sums = card.poster_sums(one)
    data = Poster(
        head=letterhead(one.organisation, statement=programme.statement if programme else "", marks=marks),
        title=str(one.title),
        fund=str(one.fund or (programme.fund if programme else "")),
        programme=str(programme.name) if programme else "",
        aim=Truncator(one.summary).words(AIM_WORDS),
        period=period(one),
        sums=sums,
        partners=[row["name"] for row in card.partners_of(one)],
        url=request.build_absolute_uri(address("web:project", one.slug)),
    )
    return pdf_response(paper("poster", data, language()), f"{one.slug}.pdf")
