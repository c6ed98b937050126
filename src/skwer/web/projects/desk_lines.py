"""The lines of a card at the desk: amounts, rates, points, phases, partners, policy. All lines of a page are saved at
once, and a refusal names the line; what was typed stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import Amount, Point, Project
from skwer.values.money import CURRENCIES, read_amount
from skwer.web.context import address
from skwer.web.fields import as_written

from .desk import desk_of_project, kept
from .forms import read_decimal
from .lines import ChangeLine, InstrumentLine, Line, PartnerLine, PhaseLine, PointLine, RateLine, ResultLine, Table
from .parts import points_title

Save = Callable[[list[dict[str, Any]], list[int]], Any]


def _lines(
    request: HttpRequest,
    project: Project,
    line: type[Line],
    rows: Sequence[Any],
    save: Save,
    title: str,
    lead: str = "",
    more: dict[str, Any] | None = None,
    shared: dict[str, Any] | None = None,
) -> HttpResponse:
    """A page of lines: shown, added to, saved or refused."""
    table = Table(line, rows, request.POST if request.method == "POST" else None, shared)
    status = 200
    if request.method == "POST" and "add" not in request.POST:
        status = 422
        values = table.read()
        if values is not None:
            try:
                save(values, table.seen)
                messages.success(request, _("Saved."))
                return redirect("web:desk_project", slug=project.slug)
            except actions.BadCard as refusal:
                table.refuse(refusal.problems)
            except Refusal as refusal:
                status = refusal.status
                table.failed.append(("", str(refusal.message)))
    context = {
        "project": project,
        "table": table,
        "ordered": line.ordered,
        "title": title,
        "lead": lead,
        "back": address("web:desk_project", project.slug),
        **(more or {}),
    }
    return render(request, "projects/desk_lines.html", context, status=status)


@desk_of_project
@kept
@require_http_methods(["GET", "HEAD", "POST"])
def points(request: HttpRequest, project: Project, kind: str) -> HttpResponse:
    """Points of one kind: needs, aims, activities, results, target groups …"""
    if kind not in Point.Kind.values:
        raise Http404
    by: Any = request.user
    rows = [point for point in project.points.all() if point.kind == kind]
    line = ResultLine if kind == Point.Kind.RESULT else PointLine

    def save(values: list[dict[str, Any]], seen: list[int]) -> Any:
        return actions.set_points(by=by, project=project, kind=kind, rows=values, at=timezone.now(), seen=seen)

    return _lines(request, project, line, rows, save, points_title(kind))


@desk_of_project
@kept
@require_http_methods(["GET", "HEAD", "POST"])
def phases(request: HttpRequest, project: Project) -> HttpResponse:
    """Preparatory phase, implementation, extension."""
    by: Any = request.user

    def save(values: list[dict[str, Any]], seen: list[int]) -> Any:
        return actions.set_phases(by=by, project=project, rows=values, at=timezone.now(), seen=seen)

    lead = _("Days where they are known, else the number of months.")
    return _lines(request, project, PhaseLine, list(project.phases.all()), save, _("Phases"), lead)


@desk_of_project
@kept
@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest, project: Project) -> HttpResponse:
    """Who takes part, as what, from when until when."""
    by: Any = request.user

    def save(values: list[dict[str, Any]], seen: list[int]) -> Any:
        return actions.set_partners(by=by, project=project, rows=values, at=timezone.now(), seen=seen)

    lead = _("A partner that leaves gets a last day; what it did stays. Its desk reads the project's work until then.")
    shared = {"organisations": {one.pk: one for one in Organisation.objects.order_by("name").defer("geodata")}}
    rows = list(project.partnerships.all())
    return _lines(request, project, PartnerLine, rows, save, _("Partners"), lead, shared=shared)


@desk_of_project
@kept
@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: HttpRequest, project: Project) -> HttpResponse:
    """Exchange rates: with them the card shows its sums in another currency, and says by which rate."""
    by: Any = request.user

    def save(values: list[dict[str, Any]], seen: list[int]) -> Any:
        return actions.set_exchange_rates(by=by, project=project, rows=values, at=timezone.now(), seen=seen)

    lead = _("Nothing is converted without a rate, its source and its day. The sums of the card stay as they are.")
    return _lines(request, project, RateLine, list(project.exchange_rates.all()), save, _("Exchange rates"), lead)


@desk_of_project
@kept
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, project: Project) -> HttpResponse:
    """The plans and programmes that partners want to improve."""
    by: Any = request.user
    rows = list(project.policy_instruments.all())

    def save(values: list[dict[str, Any]], seen: list[int]) -> Any:
        return actions.set_policy_instruments(by=by, project=project, rows=values, at=timezone.now(), seen=seen)

    lead = _("The plan or programme a partner wants to improve with what the project learns.")
    slug = project.slug
    links = [
        (_("Changes of “%(name)s”") % {"name": row.name}, address("web:desk_project_policy_changes", slug, row.pk))
        for row in rows
    ]
    return _lines(request, project, InstrumentLine, rows, save, _("Policy instruments"), lead, {"links": links})


@desk_of_project
@kept
@require_http_methods(["GET", "HEAD", "POST"])
def policy_changes(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """What changed in one policy instrument, and where it can be read."""
    by: Any = request.user
    instrument = get_object_or_404(project.policy_instruments.all(), pk=pk)

    def save(values: list[dict[str, Any]], seen: list[int]) -> Any:
        return actions.set_policy_changes(by=by, instrument=instrument, rows=values, at=timezone.now(), seen=seen)

    title = _("Changes of “%(name)s”") % {"name": instrument.name}
    return _lines(request, project, ChangeLine, list(instrument.changes.all()), save, title)


@desk_of_project
@kept
@require_http_methods(["GET", "HEAD", "POST"])
def amounts(request: HttpRequest, project: Project) -> HttpResponse:
    """All sums of the card on one page, judged together, each currency by itself."""
    by: Any = request.user
    sums = project.sums()
    typed = {
        f"{currency}-{kind}": _written(sums.get(currency, {}).get(kind))
        for currency in CURRENCIES
        for kind in Amount.Kind.values
    }
    typed["stated_rate"] = _written(project.stated_rate)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip()[:40] for name in typed}
        values, rate = _read_amounts(typed, problems)
        if not problems:
            try:
                actions.set_amounts(by=by, project=project, amounts=values, stated_rate=rate, at=timezone.now())
                messages.success(request, _("Saved."))
                return redirect("web:desk_project", slug=project.slug)
            except actions.BadCard as refusal:
                problems = [(problem.field, str(problem.message)) for problem in refusal.problems]
    context = {
        "project": project,
        "problems": problems,
        "groups": [_currency_fields(currency, typed, problems) for currency in CURRENCIES],
        "rate": _field("stated_rate", _("Rate as the agreement states it, in per cent"), "%", typed, problems),
        "back": address("web:desk_project", project.slug),
    }
    return render(request, "projects/desk_amounts.html", context, status=422 if problems else 200)


def _read_amounts(
    typed: dict[str, str], problems: list[tuple[str, str]]
) -> tuple[dict[str, dict[str, Decimal | None]], Decimal | None]:
    """What was typed as sums; what cannot be read is named with its line."""
    values: dict[str, dict[str, Decimal | None]] = {}
    for currency in CURRENCIES:
        for kind in Amount.Kind:
            name = f"{currency}-{kind}"
            if not typed[name]:
                continue
            try:
                values.setdefault(currency, {})[kind] = read_amount(typed[name])
            except ValueError:
                problems.append((name, _("%(currency)s, %(what)s: write a sum in figures, for example 12 000,50.") % {
                    "currency": currency, "what": kind.label}))  # fmt: skip
    rate = None
    if typed["stated_rate"]:
        try:
            rate = read_decimal(typed["stated_rate"])
        except ValueError:
            problems.append(("stated_rate", _("Write the rate in figures, for example 80 or 79,70.")))
    return values, rate


def _written(value: Decimal | None) -> str:
    return "" if value is None else as_written(f"{value:.2f}")


def _currency_fields(currency: str, typed: dict[str, str], problems: list[tuple[str, str]]) -> dict[str, Any]:
    fields = [
        _field(f"{currency}-{kind}", capfirst(str(kind.label)), CURRENCIES[currency], typed, problems)
        for kind in Amount.Kind
    ]
    return {"currency": currency, "fields": fields}


def _field(name: str, label: str, unit: str, typed: dict[str, str], problems: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "kind": "money",
        "name": name,
        "label": label,
        "unit": unit,
        "value": typed[name],
        "required": False,
        "width": "s",
        "errors": [message for field, message in problems if field == name],
    }
