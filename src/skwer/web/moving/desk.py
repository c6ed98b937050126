"""Moving in from spreadsheets: send one, name its columns, mend its faults, move it in, undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.grants.actions.moving import (
    CannotMove,
    apply_sheet,
    correct_cells,
    name_columns,
    undo_sheet,
    upload_sheet,
)
from skwer.apps.grants.models import Moving
from skwer.apps.grants.queries.moving import checked, sheet_of, unnamed
from skwer.apps.grants.spreadsheets import COLUMNS, NotASheet
from skwer.apps.grants.spreadsheets.columns import KINDS_OF_PLACES
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.places.models import CATEGORIES
from skwer.values.text import in_language
from skwer.web.desk.doors import changes_only_by_staff, desk_city
from skwer.web.templatetags.words import money, number

from .forms import SheetForm

SHOWN_FAULTS = 50
SHOWN_ROWS = 5


@desk_city
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def movings(request: HttpRequest, city: Organisation) -> HttpResponse:
    """What has come in from spreadsheets, and the form that takes the next one."""
    form = SheetForm(city)
    status = 200
    if request.method == "POST":
        form, status = SheetForm(city, request.POST, request.FILES), 422
        if form.is_valid():
            try:
                moved = upload_sheet(by=request.user, organisation=city, at=timezone.now(), **form.wish())
                return redirect("web:desk_moving_one", city.slug, moved.pk)
            except Refusal as refusal:
                field = getattr(refusal, "field", "")
                form.add_error(field if field in form.fields else None, str(refusal.message))
                status = refusal.status
    context = {
        "city": city,
        "form": form,
        "movings": city.movings.select_related("edition").order_by("-made_at")[:100],
        "columns": [(kind.label, COLUMNS[kind.value]) for kind in Moving.Kind],
        "categories": [(key, name) for key, name in CATEGORIES if key in KINDS_OF_PLACES],
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "moving/list.html", context, status=status)


@desk_city
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def moving(request: HttpRequest, city: Organisation, pk: int) -> HttpResponse:
    """One spreadsheet, from its columns to its undoing."""
    one = get_object_or_404(Moving.objects.select_related("organisation", "edition__scheme"), organisation=city, pk=pk)
    problem: Refusal | None = None
    if request.method == "POST":
        try:
            _act(request, one)
            return redirect("web:desk_moving_one", city.slug, one.pk)
        except Refusal as refusal:
            problem = refusal
            one.refresh_from_db()
    return render(
        request, "moving/one.html", _context(request, one, problem), status=problem.status if problem else 200
    )


def _act(request: HttpRequest, one: Moving) -> None:
    by: Any = request.user
    at = timezone.now()
    wish = request.POST.get("do", "")
    if wish == "columns":
        mapping = {
            column.key: int(place)
            for column in COLUMNS[one.kind]
            if (place := request.POST.get(f"column-{column.key}", "")).isdecimal()
        }
        name_columns(by=by, moving=one, mapping=mapping, sheet=request.POST.get("sheet", ""), at=at)
    elif wish == "mend":
        cells = {}
        for name, text in request.POST.items():
            part, _dash, rest = name.partition("-")
            row, _dash, column = rest.partition("-")
            if part == "cell" and row.isdecimal() and column:
                cells[int(row), column] = text
        mended = correct_cells(by=by, moving=one, cells=cells, at=at)
        left = len(mended.problems)
        if left:
            messages.warning(request, ngettext("%(n)s fault is left.", "%(n)s faults are left.", left) % {"n": left})
        else:
            messages.success(request, _("No fault is left. Look at the sums and move it in."))
    elif wish == "apply":
        apply_sheet(by=by, moving=one, at=at)
        messages.success(request, _("Everything in this spreadsheet is now here."))
    elif wish == "undo":
        undo_sheet(by=by, moving=one, at=at)
        messages.success(request, _("Everything that came from this spreadsheet is gone again."))
    else:
        raise CannotMove(_("Choose what to do."), code="nothing")


def _context(request: HttpRequest, one: Moving, problem: Refusal | None) -> dict[str, Any]:
    columns = COLUMNS[one.kind]
    labels = {column.key: column.label for column in columns}
    context: dict[str, Any] = {
        "city": one.organisation,
        "moving": one,
        "problem": problem,
        "needed": [str(label) for label in unnamed(one)],
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "faults": [
            {
                **fault,
                "label": labels.get(fault["column"], fault["column"]),
                "message": in_language(fault["message"]),
                "name": f"cell-{fault['row']}-{fault['column']}",
            }
            for fault in one.problems[:SHOWN_FAULTS]
        ],
        "more_faults": max(len(one.problems) - SHOWN_FAULTS, 0),
        "facts": [(_("Rows in the table"), number(one.rows)), (_("Rows without fault"), number(one.good))],
        "rows_with_faults": len({fault["row"] for fault in one.problems}),
    }
    if not one.file or one.state == Moving.State.APPLIED:
        return context
    try:
        sheet = sheet_of(one)
    except NotASheet as refusal:
        return {**context, "problem": problem or refusal}
    titles = [(str(place), title or _("column %(n)s") % {"n": place + 1}) for place, title in enumerate(sheet.header)]
    context |= {
        "sheets": [(name, name) for name in sheet.names],
        "fields": [
            {
                "kind": "select",
                "name": f"column-{column.key}",
                "label": column.label,
                "value": str(one.mapping.get(column.key, "")),
                "choices": [("", _("not in this table")), *titles],
                "required": column.required,
            }
            for column in columns
        ],
        "header": sheet.header,
        "first": [(place, cells) for place, cells in sheet.rows[:SHOWN_ROWS]],
    }
    if one.state == Moving.State.CHECKED and not one.problems:
        context["facts"] += [
            (_("Sum of the table"), money(total, currency))
            for currency, total in sorted(checked(one, sheet).total.items())
        ]
    return context
