"""What support one town got: find it by TERYT or name; all money and events on a page, as a table and on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Organisation
from skwer.overview.support import Support, find_towns, support_of, towns
from skwer.values.tables import csv_lines
from skwer.web import throttle
from skwer.web.context import address
from skwer.web.papers import Column, Table, TablePaper, letterhead, paper, pdf_response
from skwer.web.templatetags.words import language

from . import telling

PAGE = 50
PAPERS_A_MINUTE = 20


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Towns by TERYT code or name; one alone is opened at once."""
    written = request.GET.get("q", "").strip()[:80]
    found = find_towns(written)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    if written and page.paginator.count == 1:
        return redirect("web:support_town", key=page[0].slug)
    request.section = "projects"  # type: ignore[attr-defined]
    return render(request, "support/find.html", {"written": written, "page": page, "total": page.paginator.count})


@require_safe
def town(request: HttpRequest, key: str) -> HttpResponse:
    """All money and events of one town that the person may see."""
    one = _town(key)
    if one is None:
        if key.isdecimal():  # a code that fits several towns, or none: the list says so
            return redirect(f"{address('web:support')}?q={key}")
        raise Http404
    if one.slug != key:
        return redirect("web:support_town", key=one.slug)
    support, at = _support(request, one)
    request.city = one  # type: ignore[attr-defined]
    request.section = "projects"  # type: ignore[attr-defined]
    parts = telling.parts(support, at)
    context = {
        "city": one,
        "title": telling.finding(support),
        "parts": parts,
        "totals": telling.totals(support),
        "programmes": support.programmes,
        "inside": sum(1 for row in support.rows if not row.public),
        "at": at,
    }
    return render(request, "support/town.html", context)


@require_safe
def table(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """The same as CSV, one line a sum."""
    one = _town_or_404(key)
    support, at = _support(request, one)
    site = request.build_absolute_uri("/").rstrip("/")
    rows = list(telling.lines(support, at, site))  # in this language, before the middleware leaves it
    response = StreamingHttpResponse(csv_lines(telling.HEADER, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="support-{one.slug}.csv"'
    return response


@require_safe
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """The same on paper, with numbered sources."""
    if throttle.is_over(request, "support-paper", limit=PAPERS_A_MINUTE, seconds=60):
        return throttle.too_many(request)
    one = _town_or_404(key)
    support, at = _support(request, one)
    site = request.build_absolute_uri("/").rstrip("/")
    links: list[tuple[str, str]] = []
    tables = [_totals_table(support)] if support.totals else []
    tables += [_part_table(part, links, site) for part in telling.parts(support, at)]
    inside = sum(1 for row in support.rows if not row.public)
    data = TablePaper(
        head=letterhead(one),
        title=telling.finding(support),
        lead=_inside_words(inside) if inside else _("All money and events that are public, with their sources."),
        facts=[("TERYT", one.teryt)],
        as_of=timezone.localdate(at),
        tables=tables,
        links=[(f"[{n}] {words}", url) for n, (words, url) in enumerate(links, start=1)],
    )
    return pdf_response(paper("table", data, language()), f"support-{one.slug}.pdf")


def _town(key: str) -> Organisation | None:
    """The town at this address: its own, or its TERYT code where only one town has it."""
    own = towns().filter(slug=key).first()
    if own is not None:
        return own
    found = list(find_towns(key)[:2]) if key.isdecimal() else []
    return found[0] if len(found) == 1 else None


def _town_or_404(key: str) -> Organisation:
    if (one := _town(key)) is None:
        raise Http404
    return one


def _support(request: HttpRequest, one: Organisation) -> tuple[Support, datetime]:
    person: Any = request.user
    return support_of(one, person), timezone.now()


def _inside_words(count: int) -> str:
    words = ngettext(
        "%(n)s entry is not public and marked so. Do not pass it on without asking.",
        "%(n)s entries are not public and marked so. Do not pass them on without asking.",
        count,
    )
    return words % {"n": count}


def _totals_table(support: Support) -> Table:
    return Table(
        [Column(_("Part"), share=3), Column(_("What is summed up"), share=2), Column(_("Sum"), share=2)],
        [
            [part.title, kind, "\n".join(f"{amount} ({of})" for amount, of in sums)]
            for part in telling.totals(support)
            for kind, sums in part.lines
        ],
        title=_("Sums, each currency by itself"),
        note=_("Parts overlap, so they are not added up. Nothing is converted."),
    )


def _part_table(part: telling.Part, links: list[tuple[str, str]], site: str) -> Table:
    """One part; the addresses of its rows are added to `links`."""
    rows = []
    for told in part.rows:
        numbers = []
        for address_ in (f"{site}{told.url}" if told.url else "", told.source):
            if address_:
                links.append((told.title, address_))
                numbers.append(f"[{len(links)}]")
        hidden = _("not public")
        mark = "" if told.row.public else f"({hidden}) "
        what = "\n".join([f"{mark}{told.title}", *told.details])
        sums = "\n".join(f"{kind}: {amount}" for kind, amount in told.sums)
        rows.append(
            [told.when, what, sums, " ".join(numbers)] if part.has_sums else [told.when, what, " ".join(numbers)]
        )
    columns = [Column(_("When"), share=2), Column(_("What"), share=4), Column(_("Sums"), share=4), Column(_("Source"))]
    if not part.has_sums:
        del columns[2]
    return Table(columns, rows, title=part.title, note=part.meaning)
