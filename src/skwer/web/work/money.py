"""Budget by partner against what was spent: the table, one line with its documents, and both as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.programmes import actions, rules
from skwer.apps.programmes.models import BudgetLine, Project, Spending
from skwer.apps.programmes.queries.sums import Balance, money_of, spent_on
from skwer.values.tables import csv_lines
from skwer.web.context import address

from .doors import attempt, done, inside_project, page, partner_choices, partner_of
from .forms import BudgetForm, SpendingForm

PAGE = 50


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def money(request: HttpRequest, project: Project) -> HttpResponse:
    """Every partner's lines and sums per currency; what is over the plan is named on top."""
    form = BudgetForm(request.POST or None, partners=partner_choices(request))
    status = 200
    if request.method == "POST":
        answer = attempt(
            request,
            form,
            lambda given: _plan(request, given),
            _("The budget is saved."),
            address("web:desk_work_money", project.slug),
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    found = money_of(project)
    over = len(found.overspent)
    if over:
        finding = ngettext(
            "On %(n)s line more was spent than planned", "On %(n)s lines more was spent than planned", over
        )
        finding %= {"n": over}
    else:
        finding = _("No line is over its plan") if found.partners else _("No budget yet")
    context = {"money": found, "finding": finding, "form": form, "opened": status != 200}
    return page(request, "work/money.html", project, "money", context, status)


def _plan(request: HttpRequest, given: dict[str, Any]) -> None:
    partnership = partner_of(request, given["partnership"])
    if partnership is None:
        raise actions.BadValue("partnership", _("Choose a partner."))
    actions.plan_budget(
        by=request.user,  # type: ignore[arg-type]
        partnership=partnership,
        category=given["category"],
        currency=given["currency"],
        planned=given["planned"],
        at=timezone.now(),
    )


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One line: what was spent on it, by document, and the form that notes more."""
    rows = BudgetLine.objects.filter(project=project).select_related(
        "project__organisation", "partnership__organisation"
    )
    one = get_object_or_404(rows, pk=pk)
    person: Any = request.user
    form = SpendingForm(request.POST if request.POST.get("do") == "spend" else None)
    status = 200
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            actions.remove_budget_line(by=person, line=one, at=timezone.now())
            return done(request, _("The line is gone."), address("web:desk_work_money", project.slug))
        answer = attempt(
            request,
            form,
            lambda given: actions.record_spending(
                by=person, line=one, note_text=given.pop("note"), **given, at=timezone.now()
            ),
            _("Noted."),
            address("web:desk_work_line", project.slug, pk),
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    listed = Paginator(one.spendings.order_by("-on", "-pk"), PAGE).get_page(request.GET.get("page"))
    balance = Balance(one.currency, one.planned, spent_on(one))
    may = rules.may_write_for(person, project, one.partnership)
    context = {
        "line": one,
        "balance": balance,
        "page": listed,
        "form": form,
        "may": may,
        "title": f"{capfirst(one.get_category_display())}, {one.partnership.label}",
        "removable": request.keeps and not listed.paginator.count,  # type: ignore[attr-defined]
    }
    return page(request, "work/line.html", project, "money", context, status)


@inside_project
@require_safe
def money_table(request: HttpRequest, project: Project) -> StreamingHttpResponse:
    """Every document of every partner as CSV: a full stop in sums, one currency a row, the rate if there is one."""
    del request
    header = [
        *("partner", "category", "currency", "planned", "day", "document", "amount", "hours"),
        *("paid", "paid_currency", "rate", "rate_source", "rate_day", "note"),
    ]
    return csv_response(header, _rows(project), f"{project.slug}-money.csv")


def _rows(project: Project) -> Iterator[list[Any]]:
    lines = BudgetLine.objects.filter(project=project).select_related("partnership__organisation")
    spendings: dict[int, list[Spending]] = {}
    for one in Spending.objects.filter(line__project=project).order_by("on", "pk"):
        spendings.setdefault(one.line_id, []).append(one)
    for row in lines:
        start = [row.partnership.label, row.category, row.currency, row.planned]
        for one in spendings.get(row.pk, []) or [None]:  # type: ignore[list-item]
            if one is None:
                yield start
                continue
            paid = [one.paid, one.paid_currency, one.rate, one.rate_source, one.rate_on]
            yield [*start, one.on, one.document, one.amount, one.hours, *paid, one.note]


def csv_response(header: list[str], rows: Iterator[list[Any]], name: str) -> StreamingHttpResponse:
    """A table as a file, never kept by anybody on the way."""
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
