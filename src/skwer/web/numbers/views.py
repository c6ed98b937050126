"""What a city granted and what became of it: on a page, as a table, on paper for its council."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.calls.models import Edition
from skwer.apps.people.models import Organisation
from skwer.overview.numbers import FIGURES, Numbers, edition_name, flat, numbers
from skwer.values.tables import csv_lines
from skwer.web import throttle
from skwer.web.papers import TablePaper, letterhead, paper, pdf_response
from skwer.web.templatetags.words import language

from . import telling

PAPERS_A_MINUTE = 20
COLUMNS = ("part", "key", "label", "currency", *FIGURES, "residents_year", "residents_source")


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The numbers of a city, of one edition where one is chosen."""
    found = _numbers(request, slug)
    request.section = "results"  # type: ignore[attr-defined]
    context = {
        "city": found.city,
        "title": telling.finding(found),
        "found": found,
        "edition": edition_name(found.edition) if found.edition else "",
        "editions": found.editions,
        "choices": [("", _("all editions")), *((str(one.pk), edition_name(one)) for one in found.editions)],
        "sections": telling.sections(found),
        "residents": telling.residents(found),
        "query": f"?edition={found.edition.pk}" if found.edition else "",
        "at": timezone.now(),
    }
    return render(request, "numbers/page.html", context)


@require_safe
def table(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Every figure of the page as CSV, one line a breakdown's row; what is not known is an empty cell."""
    found = _numbers(request, slug)
    city = found.city
    rows = []  # in this language, before the middleware leaves it
    for line in flat(found):
        told = city.population_year if line["part"] == "whole" and line["residents"] else None
        source = city.population_source if line["part"] == "whole" and line["residents"] else ""
        rows.append([*(line[name] for name in COLUMNS[:-2]), told, source])
    response = StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="numbers-{city.slug}.csv"'
    return response


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for the council, as a tagged PDF."""
    if throttle.is_over(request, "numbers-paper", limit=PAPERS_A_MINUTE, seconds=60):
        return throttle.too_many(request)
    found = _numbers(request, slug)
    url = request.build_absolute_uri(request.path.removesuffix("numbers.pdf"))
    facts = [
        (f"{one['label']} ({section.currency})" if len(found.currencies) > 1 else one["label"], _fact(one))
        for section in telling.sections(found)
        for one in section.facts
    ]
    everything = _("All editions, from the public register of agreements.")
    data = TablePaper(
        head=letterhead(found.city),
        title=telling.finding(found),
        lead=edition_name(found.edition) if found.edition else everything,
        facts=[*facts, (_("Residents"), telling.residents(found))],
        tables=telling.tables(found),
        as_of=timezone.localdate(),
        links=[(_("The same on the web, with a table to take away"), url)],
    )
    return pdf_response(paper("table", data, language()), f"numbers-{found.city.slug}.pdf")


def _fact(one: dict[str, Any]) -> str:
    return f"{one['value']}. {one['note']}" if one.get("note") else str(one["value"])


def _numbers(request: HttpRequest, slug: str) -> Numbers:
    city = get_object_or_404(Organisation.objects.cities().defer("geodata"), slug=slug)
    request.city = city  # type: ignore[attr-defined]
    wanted = request.GET.get("edition", "")
    if not wanted:
        return numbers(city)
    edition = None
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10:
        edition = Edition.objects.filter(pk=wanted, scheme__organisation=city).select_related("scheme").first()
    if edition is None:
        raise Http404
    return numbers(city, edition)
