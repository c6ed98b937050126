"""The city's table of interest rates: what holds from when, and where that stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.grants.actions import rating
from skwer.apps.grants.models import InterestRate, Refund
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.values.tables import csv_lines

from .forms_money import RateForm, TableForm
from .inside import attempt, desk_of


@desk_of
@require_http_methods(["GET", "HEAD", "POST"])
def desk_rates(request: HttpRequest, city: Organisation) -> HttpResponse:
    """The table; one rate more, a whole file, or one less. ?format=csv gives what could be read in again."""
    if request.GET.get("format") == "csv":
        rows = InterestRate.objects.filter(organisation=city).order_by("kind", "since")
        table = csv_lines(rating.COLUMNS, ([r.kind, r.since, r.percent, r.source, r.read_on] for r in rows))
        response = HttpResponse("".join(table), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{city.slug}-rates.csv"'
        return response
    if request.method == "POST" and not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    person: Any = request.user
    at, here, status = timezone.now(), request.path, 200
    form = RateForm(initial={"kind": "tax", "read_on": timezone.localdate(at)})
    table, errors = TableForm(), []
    do = request.POST.get("do", "")
    if do == "set":
        form = RateForm(request.POST)
        answer = attempt(
            request,
            form,
            lambda given: rating.set_rate(by=person, organisation=city, at=at, **given),
            _("The rate is in the table."),
            here,
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    elif do == "load":
        table = TableForm(request.POST, request.FILES)
        status, errors = _load(request, city, table)
        if status == 200:
            return redirect(here)
    elif do == "remove":
        rate = InterestRate.objects.filter(organisation=city, pk=_whole(request.POST.get("rate"))).first()
        if rate is None:
            raise Http404
        rating.remove_rate(by=person, rate=rate, at=at)
        messages.success(request, _("The rate is gone from the table."))
        return redirect(here)
    elif request.method == "POST":
        raise Http404
    rates = list(InterestRate.objects.filter(organisation=city).order_by("kind", "-since"))
    today = timezone.localdate(at)
    kinds = [
        {
            "label": label,
            "rates": [rate for rate in rates if rate.kind == kind],
            "now": next((rate for rate in rates if rate.kind == kind and rate.since <= today), None),
        }
        for kind, label in InterestRate.Kind.choices
    ]
    used = Refund.objects.filter(
        agreement__organisation=city, state__in=(Refund.State.ASSESSED, Refund.State.ENFORCED)
    ).count()
    context = {
        "city": city,
        "kinds": kinds,
        "any": bool(rates),
        "used": used,
        "finding": _finding(kinds),
        "form": form,
        "setting": do == "set",
        "table": table,
        "loading": do == "load",
        "errors": errors,
        "columns": ", ".join(rating.COLUMNS),
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "grants/desk_rates.html", context, status=status)


def _finding(kinds: list[dict[str, Any]]) -> str:
    known = [one["now"] for one in kinds if one["now"]]
    if not known:
        return _("No rate of interest is known yet")
    return ngettext("%(n)s rate of interest holds today", "%(n)s rates of interest hold today", len(known)) % {
        "n": len(known)
    }


def _whole(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 19 else 0


def _load(request: HttpRequest, city: Organisation, table: TableForm) -> tuple[int, list[rating.RowError]]:
    person: Any = request.user
    if not table.is_valid():
        return 422, []
    try:
        loaded = rating.load_rates(
            by=person, organisation=city, data=table.cleaned_data["file"].read(rating.MOST_BYTES + 1), at=timezone.now()
        )
    except rating.BadTable as refusal:
        table.add_error("file", str(refusal.message))
        return refusal.status, refusal.errors
    except Refusal as refusal:
        raise PermissionDenied from refusal
    messages.success(
        request,
        _("Added: %(added)s, corrected: %(changed)s, as before: %(same)s.") % loaded._asdict(),
    )
    return 200, []
