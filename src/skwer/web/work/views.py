"""What everybody may see of a project's work: progress on the agreed measures, studies with answers, the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.programmes import halves, rules
from skwer.apps.programmes.models import Project, Reading, inside
from skwer.apps.programmes.queries import marks_of
from skwer.apps.programmes.queries.progress import Progress, halves_of, measured_partners, progress, takes_part
from skwer.apps.programmes.queries.research import counts_of, studies_for
from skwer.overview.report import report as whole_report
from skwer.web.context import address
from skwer.web.papers import Bullets, FinalReport, Paragraph, Picture, Table, letterhead, paper, pdf_response
from skwer.web.projects.words import period
from skwer.web.templatetags.words import language

from .money import csv_response
from .paper import sheaf
from .words import change_words, half_name, half_short


def _seen(request: HttpRequest, slug: str) -> Project:
    """The project, if the person may see its card or its inside. Raises Http404."""
    person: Any = request.user
    rows = Project.objects.visible_to(person) | inside(person)
    project = rows.filter(slug=slug).select_related("organisation").first()
    if project is None:
        raise Http404
    request.city = project.organisation  # type: ignore[attr-defined]
    return project


@require_safe
def project_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """All partners on the same measures, a half-year at a time."""
    project = _seen(request, slug)
    table = progress(project, request.GET.get("half", ""), timezone.localdate())
    context = {
        "project": project,
        "table": table,
        "half_name": half_name(table.half) if table.half else "",
        "halves": [(one, half_name(one)) for one in reversed(table.halves)],
        "rows": [(row, [(cell, change_words(cell.change)) for cell in row.cells], row.missing) for row in table.rows],
        "charts": _charts(table),
        "finding": _finding(table),
        "give_url": _give_url(request, project),
    }
    return render(request, "work/progress.html", context)


def _finding(table: Progress) -> str:
    if not table.half:
        return _("No measure is agreed yet")
    missing = table.of - table.n
    if not missing:
        return _("Every partner has given every figure")
    said = ngettext("%(n)s of %(all)s figures is missing", "%(n)s of %(all)s figures are missing", missing)
    return said % {"n": missing, "all": table.of}


def _charts(table: Progress) -> list[dict[str, Any]]:
    """For each measure the median of those who gave a figure, half-year by half-year, with n of N beside it."""
    return [
        {
            "title": _("%(measure)s: median of the partners") % {"measure": course.measure.name},
            "unit": str(course.measure.unit),
            "rows": [
                (_("%(half)s (%(n)s of %(all)s)") % {"half": half_short(half), "n": n, "all": of}, median)
                for half, n, of, median in course.points
            ],
        }
        for course in table.courses
        if len(course.points) > 1
    ]


def _give_url(request: HttpRequest, project: Project) -> str:
    reads = rules.may_read_inside(request.user, project)  # type: ignore[arg-type]
    return address("web:desk_work_measures", project.slug) if reads else ""


@require_safe
def progress_table(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Every figure as CSV, one line for each partner, measure and half-year; a missing one has an empty value."""
    project = _seen(request, slug)
    header = ["half_year", "measure", "unit", "partner", "country", "value", "note", "source"]
    return csv_response(header, _rows(project), f"{project.slug}-measures.csv")


def _rows(project: Project) -> Iterator[list[Any]]:
    measures = list(project.measures.all())
    partners = measured_partners(project)
    found = {
        (one.measure_id, one.partnership_id, one.half): one for one in Reading.objects.filter(measure__project=project)
    }
    for half in halves_of(project, measures, timezone.localdate()):
        for measure in (one for one in measures if one.agreed_on <= halves.bounds(half)[1]):
            for partner in partners:
                if takes_part(partner, half):
                    one = found.get((measure.pk, partner.pk, half))
                    start = [half, str(measure.name), str(measure.unit), partner.label, partner.country]
                    yield [*start, *((one.value, one.note, one.source_url) if one else ("", "", ""))]


@require_safe
def project_studies(request: HttpRequest, slug: str) -> HttpResponse:
    """Studies, their recommendations, what cities answered and what came of it."""
    project = _seen(request, slug)
    person: Any = request.user
    studies = [one for one in studies_for(person, project) if one.published_on]
    rows = [(study, [(advice, counts_of(advice)) for advice in study.recommendations.all()]) for study in studies]
    answers = sum(sum(counts.values()) for _study, listed in rows for _advice, counts in listed)
    said = ngettext("%(n)s answer of a city", "%(n)s answers of cities", answers)
    context = {
        "project": project,
        "rows": rows,
        "finding": said % {"n": answers} if answers else _("Studies and recommendations"),
        "answer_url": address("web:desk_work_studies", project.slug) if rules.may_read_inside(person, project) else "",
    }
    return render(request, "work/public_studies.html", context)


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as a page: each section under an anchor that stays, each claim with its evidence."""
    found = _found(request, slug)
    sheaves = sheaf(found, request.build_absolute_uri)
    blocks = [
        (anchor, section.heading, [_block(block) for block in section.blocks]) for anchor, section in sheaves.sections
    ]
    context = {
        "project": found.project,
        "report": found,
        "sections": blocks,
        "evidence": sheaves.evidence,
        "title": _title(found),
        "period": period(found.project),
        "today": timezone.localdate(),
    }
    return render(request, "work/report.html", context)


@require_safe
def report_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The same report as a tagged PDF."""
    found = _found(request, slug)
    sheaves = sheaf(found, request.build_absolute_uri)
    project, person = found.project, request.user
    programme = project.programme
    marks = []
    for mark in marks_of(person, project):  # type: ignore[arg-type]
        with mark.file.open("rb") as source:
            marks.append(Picture(source.read(), mark.alt_text or mark.original_name))
    facts = [
        (_("Programme"), str(programme.name) if programme else ""),
        (_("Agreement number"), project.agreement_number),
        (_("Period"), period(project)),
        (_("Kept by"), project.organisation.name),
    ]
    data = FinalReport(
        head=letterhead(project.organisation, statement=str(programme.statement) if programme else "", marks=marks),
        title=_title(found),
        subtitle=str(project.title),
        facts=[(label, value) for label, value in facts if value],
        sections=[section for _anchor, section in sheaves.sections],
        evidence=sheaves.evidence,
        dated=timezone.localdate(),
        url=request.build_absolute_uri(address("web:project_report", project.slug)),
    )
    return pdf_response(paper("final_report", data, language()), f"{project.slug}-report.pdf")


def _found(request: HttpRequest, slug: str) -> Any:
    person: Any = request.user
    found = whole_report(slug, person, timezone.localdate())
    if found is None:
        raise Http404
    request.city = found.project.organisation  # type: ignore[attr-defined]
    return found


def _title(found: Any) -> str:
    if found.project.state == Project.State.FINISHED:
        return _("Final report")
    return _("Report on the work so far")


def _block(block: Paragraph | Bullets | Table) -> tuple[str, Any]:
    """A block as the page draws it; the cells of a table know whether they are figures."""
    if not isinstance(block, Table):
        return ("bullets" if isinstance(block, Bullets) else "paragraph"), block
    figures = [column.figures for column in block.columns]
    rows = [list(zip(row, figures, strict=True)) for row in block.rows]
    totals = [list(zip(row, figures, strict=True)) for row in block.totals]
    return "table", {"columns": block.columns, "rows": rows, "totals": totals, "note": block.note}
