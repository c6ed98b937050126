"""Funding programmes: who pays for what, with the list of operations to look at and to take away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from skwer.apps.programmes import queries, rules
from skwer.apps.programmes.models import FundingProgramme
from skwer.apps.programmes.queries import Operation
from skwer.values.tables import csv_lines
from skwer.web.context import address

from .card import organisation_url
from .rows import project_row, totals_table
from .words import between, percent, site_of, spoken

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Names of the columns never change: programs read them. What each holds is told on the page.
COLUMNS: dict[str, Any] = {
    "operation": _("title of the project"),
    "beneficiary": _("organisation that keeps the card"),
    "summary": _("what it is about, in a sentence"),
    "start": _("first day (YYYY-MM-DD); with years_only the first of January"),
    "end": _("last day (YYYY-MM-DD); with years_only the last of December"),
    "years_only": _("1: the period is known in years only"),
    "total": _("total value"),
    "eligible": _("eligible expenditure"),
    "grant": _("grant, whoever gives it"),
    "eu_grant": _("grant of the European Union"),
    "rate": _("rate of co-funding in per cent: grant ÷ eligible, else as the agreement states it"),
    "currency": _("currency of the four sums; a project in three currencies has three rows"),
    "location": _("town or seat of the beneficiary"),
    "countries": _("countries of the partners, two letters each (ISO 3166-1)"),
    "category": _("investment or non_investment"),
    "programme": _("funding programme"),
    "fund": _("fund"),
    "agreement": _("agreement number"),
    "state": _("preparing, running, finished or declined"),
    "page": _("address of the card"),
}


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """All funding programmes whose projects are here."""
    person: Any = request.user
    return render(request, "projects/programmes.html", {"programmes": list(queries.programmes_for(person))})


def _seen(request: HttpRequest, slug: str) -> FundingProgramme:
    person: Any = request.user
    found = FundingProgramme.objects.visible_to(person).select_related("organisation")
    programme = get_object_or_404(found, slug=slug)
    request.city = programme.organisation  # type: ignore[attr-defined]
    return programme


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme: what it pays for, its projects, and the list of operations."""
    person: Any = request.user
    one = _seen(request, slug)
    projects = list(queries.operations_of(one))
    context = {
        "programme": one,
        "spoken": spoken(one, ("name", "summary", "statement")),
        "site": site_of(one.url),
        "marks": queries.marks_of(person, programme=one),
        "keeper_url": organisation_url(one.organisation),
        "rows": [project_row(project) for project in projects],
        "operations": [_shown(line) for line in queries.operations(projects)],
        "totals": totals_table(queries.totals(queries.operations_of(one))),
        "columns": COLUMNS.items(),
        "edit_url": address("web:desk_programme", one.slug) if rules.may_keep_programme(person, one) else "",
    }
    return render(request, "projects/programme.html", context)


def _shown(line: Operation) -> dict[str, Any]:
    """A row of the table on the page: the columns people compare; the files hold all of them."""
    project = line.project
    return {
        "project": project,
        "url": address("web:project", project.slug),
        "beneficiary": project.organisation.short,
        "period": between(project.starts_on, project.ends_on, whole_years=project.whole_years),
        "sums": [line.sums.get(kind) for kind in ("total", "eligible", "grant", "eu_grant")],
        "rate": percent(line.rate) if line.rate is not None else "",
        "currency": line.currency,
        "state": capfirst(project.get_state_display()),
    }


def _cells(request: HttpRequest, line: Operation) -> list[Any]:
    project, programme = line.project, line.project.programme
    sums = line.sums
    return [
        project.title,
        project.organisation.name,
        project.summary,
        project.starts_on.isoformat() if project.starts_on else "",
        project.ends_on.isoformat() if project.ends_on else "",
        "1" if project.whole_years else "",
        *(sums.get(kind) for kind in ("total", "eligible", "grant", "eu_grant")),
        line.rate,
        line.currency,
        project.organisation.short,
        " ".join(line.countries),
        project.category,
        programme.name if programme else "",
        project.fund or (programme.fund if programme else ""),
        project.agreement_number,
        project.state,
        request.build_absolute_uri(address("web:project", project.slug)),
    ]


def _lines(request: HttpRequest, one: FundingProgramme, language: str | None) -> Iterator[list[Any]]:
    """Rows of the files, read in portions; a stream is written when the request's own language is gone."""
    with override(language):
        for line in queries.operations(queries.operations_of(one).iterator(chunk_size=200)):
            yield _cells(request, line)


@require_safe
def operations(request: HttpRequest, slug: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The list of operations as a file: CSV row by row, or a sheet."""
    one = _seen(request, slug)
    name = f'attachment; filename="{one.slug}-operations.{kind}"'
    lines = _lines(request, one, get_language())
    if kind == "csv":
        streamed = StreamingHttpResponse(csv_lines(list(COLUMNS), lines), content_type="text/csv; charset=utf-8")
        streamed["Content-Disposition"] = name
        return streamed
    from openpyxl import Workbook  # a heavy import for a rare wish
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("operations")
    sheet.append(list(COLUMNS))
    for row in lines:
        cells = [WriteOnlyCell(sheet, value=value) for value in row]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # what somebody typed is text, never a formula
        sheet.append(cells)
    paper = io.BytesIO()
    book.save(paper)
    response = HttpResponse(paper.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = name
    return response
