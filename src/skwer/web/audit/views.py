"""The auditor's desk: a sample anybody can draw again, one invoice followed to the payment, everything to take away.

All of it is read: these pages take no POST, and change nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from skwer.apps.grants.models import Agreement, Expense
from skwer.apps.people.models import Organisation
from skwer.overview.auditing import Picks, currencies, picks
from skwer.overview.export import Table, tables
from skwer.overview.tracing import trace
from skwer.values.archive import zip_stream
from skwer.values.canonical import canonical_json
from skwer.values.tables import csv_lines
from skwer.web import throttle
from skwer.web.desk.doors import desk_city

from . import telling

HEADER = (
    "number", "title", "stratum", "amount", "currency", "lot", "state", "seed", "size", "strata", "until", "listed",
    "frame",
)  # fmt: skip
EXPORTS_AN_HOUR = 20
CHUNK = 500


class SampleForm(forms.Form):
    """What makes a sample the same for everybody."""

    seed = forms.CharField(label=_("Seed"), max_length=40)
    size = forms.IntegerField(label=_("How many agreements"), min_value=1, max_value=500, initial=10)
    strata = forms.IntegerField(label=_("In how many parts by value"), min_value=1, max_value=10, initial=3)
    until = forms.DateField(
        label=_("In force by"), validators=[MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2200, 1, 1))]
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)


@desk_city
@require_safe
def audit(request: HttpRequest, city: Organisation) -> HttpResponseBase:
    """The sample. Seed, size and day stand in the address; without them the page takes some and says which."""
    person: Any = request.user
    offered = currencies(city, person)
    if "seed" not in request.GET:
        drawn = {"seed": secrets.token_hex(4), "size": 10, "strata": 3, "until": timezone.localdate().isoformat()}
        return redirect(f"{request.path}?{urlencode(drawn)}")
    form = SampleForm(request.GET)
    found = None
    if form.is_valid() and offered:
        asked = form.cleaned_data
        currency = asked["currency"] if asked["currency"] in offered else offered[0]
        found = picks(
            city, person, currency=currency, until=asked["until"], size=asked["size"], strata=asked["strata"],
            seed=asked["seed"],
        )  # fmt: skip
        if request.GET.get("format") == "csv":
            return _table(city, found)
    context = {
        "city": city,
        "form": form,
        "currencies": [(one, one) for one in offered],
        "found": found,
        "title": telling.finding(found),
        "csv": f"?{urlencode({**request.GET.dict(), 'format': 'csv'})}",
    }
    return render(request, "audit/sample.html", context, status=200 if form.is_valid() else 422)


def _table(city: Organisation, found: Picks) -> StreamingHttpResponse:
    """The sample with everything needed to draw it again."""
    sample = found.sample
    told = (sample.seed, sample.size, len(sample.strata), found.until, found.listed, sample.frame)
    rows = [
        [one.agreement.number, one.agreement.title, one.stratum, one.amount, found.currency, one.lot,
         one.agreement.state, *told]
        for one in found.picked
    ]  # fmt: skip
    response = StreamingHttpResponse(csv_lines(HEADER, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sample-{city.slug}-{sample.frame[:8]}.csv"'
    return response


@desk_city
@require_safe
def audit_agreement(request: HttpRequest, city: Organisation, number: int) -> HttpResponse:
    """The costs of one agreement, each with its way to the payment."""
    person: Any = request.user
    found = Agreement.objects.of_desk(person).filter(organisation=city).select_related("party_organisation", "call")
    agreement = get_object_or_404(found, pk=number)
    expenses = list(agreement.expenses.exclude(state=Expense.State.DRAFT).select_related("line").order_by("number"))
    context = {
        "city": city,
        "agreement": agreement,
        "title": telling.costs(agreement, expenses),
        "expenses": expenses,
    }
    return render(request, "audit/agreement.html", context)


@desk_city
@require_safe
def audit_expense(request: HttpRequest, city: Organisation, uid: UUID) -> HttpResponse:
    """One invoice: its file hashed again, the cost, the line, the version in force, the account, the payments."""
    person: Any = request.user
    inside = Agreement.objects.of_desk(person).filter(organisation=city).values("pk")
    expense = get_object_or_404(
        Expense.objects.filter(agreement__in=inside)
        .exclude(state=Expense.State.DRAFT)
        .select_related("agreement__organisation", "agreement__proposal__call", "line"),
        uid=uid,
    )
    traced = trace(expense, person)
    context = {
        "city": city,
        "expense": expense,
        "agreement": expense.agreement,
        "trace": traced,
        "title": telling.chain(traced),
        "steps": telling.steps(traced),
        "gaps": telling.gaps(traced),
    }
    return render(request, "audit/expense.html", context)


@dataclass
class _File:
    """What the index says about one file of the export."""

    path: str
    rows: int = 0
    sha256: str = ""


@desk_city
@require_safe
def audit_export(request: HttpRequest, city: Organisation) -> HttpResponseBase:
    """Everything the person may read of the city, each table as CSV and JSON, with columns and checksums."""
    if throttle.is_over(request, "audit-export", limit=EXPORTS_AN_HOUR, seconds=3600):
        return throttle.too_many(request)
    person: Any = request.user
    made = tables(city, person)
    if not made:
        raise Http404
    at = timezone.localtime()
    name = f"{city.slug}-{at:%Y-%m-%d}"
    response = StreamingHttpResponse(zip_stream(_export(name, made, at)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


def _export(name: str, made: Iterable[Table], at: datetime) -> Iterator[tuple[str, datetime, Iterable[bytes]]]:
    listed: list[_File] = []
    columns: list[tuple[str, str, str]] = []
    for table in made:
        columns += [(table.name, column, words) for column, words in table.columns]
        for ending, chunks in (("csv", _csv(table)), ("json", _json(table))):
            file = _File(f"{table.name}.{ending}")
            listed.append(file)
            yield f"{name}/{file.path}", at, _counted(chunks, file)
    header = ("table", "column", "meaning")
    yield f"{name}/columns.csv", at, [line.encode() for line in csv_lines(header, columns)]
    rows = [(file.path, file.rows, file.sha256) for file in listed]
    yield f"{name}/index.csv", at, [line.encode() for line in csv_lines(("path", "rows", "sha256"), rows)]


def _counted(chunks: Iterable[tuple[bytes, int]], file: _File) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk, rows in chunks:
        digest.update(chunk)
        file.rows += rows
        yield chunk
    file.sha256 = digest.hexdigest()


def _csv(table: Table) -> Iterator[tuple[bytes, int]]:
    lines = csv_lines([column for column, _words in table.columns], (map(_cell, row) for row in table.rows()))
    for number, line in enumerate(lines):
        yield line.encode(), 1 if number > 1 else 0  # the mark and the header are no rows


def _cell(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return canonical_json(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _json(table: Table) -> Iterator[tuple[bytes, int]]:
    names = [column for column, _words in table.columns]
    yield b"[", 0
    for number, row in enumerate(table.rows()):
        told = canonical_json(dict(zip(names, row, strict=True)))
        yield f"{',' if number else ''}\n{told}".encode(), 1
    yield b"\n]\n", 0
