"""The doors to what is inside an agreement, and what its pages share: tabs, files, forms that keep what was typed.

Whoever may not even see the agreement is told that there is none (404); who sees it in the register but is neither its
party nor the city's desk is refused (403). Auditors look; every action refuses them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from skwer.apps.grants.models import Agreement, Report
from skwer.apps.grants.rules import is_party
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_read_desk, may_run
from skwer.values.money import CURRENCIES
from skwer.web.context import address
from skwer.web.refusing import refused

View = Callable[..., HttpResponse]
IN_KIND = ("in_kind", "loan")


def _opened(request: HttpRequest, pk: int) -> Agreement:
    person: Any = request.user
    one = Agreement.objects.visible_to(person).select_related("organisation", "call", "proposal").filter(pk=pk).first()
    if one is None:
        raise Http404
    request.city = one.organisation  # type: ignore[attr-defined]
    request.is_party = is_party(person, one)  # type: ignore[attr-defined]
    request.reads_desk = may_read_desk(person, one.organisation)  # type: ignore[attr-defined]
    request.may_run = may_run(person, one.organisation)  # type: ignore[attr-defined]
    return one


def _with_refusals(view: View) -> View:
    """A refusal no form could show ends as a page that says it."""

    @wraps(view)
    def careful(request: HttpRequest, agreement: Agreement, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, agreement, **kwargs)
        except Refusal as refusal:
            rules = address("web:regulations", agreement.call.slug) if agreement.call else ""
            return refused(request, refusal, back=request.path, rules_url=rules)

    return careful


def party_page(view: View) -> View:
    """view(request, agreement, …) for those who carry the agreement out, and for the city's desk, which looks."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        one = _opened(request, pk)
        if not (request.is_party or request.reads_desk):  # type: ignore[attr-defined]
            raise PermissionDenied
        return _with_refusals(view)(request, one, **kwargs)

    return inside


def desk_page(view: View) -> View:
    """view(request, agreement, …) for the desk of its city. Whoever only reads it sends nothing."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        one = _opened(request, pk)
        if not request.reads_desk or (request.method == "POST" and not request.may_run):  # type: ignore[attr-defined]
            raise PermissionDenied
        return _with_refusals(view)(request, one, **kwargs)

    return inside


def desk_of(view: View) -> View:
    """view(request, city, …) for those who read this city's desk; that the city exists is no secret (403)."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        city = get_object_or_404(Organisation, slug=slug)
        if not may_read_desk(person, city):
            raise PermissionDenied
        request.city = city  # type: ignore[attr-defined]
        request.may_run = may_run(person, city)  # type: ignore[attr-defined]
        return view(request, city, **kwargs)

    return inside


def gives_money(agreement: Agreement) -> bool:
    """Does the party get money and account for it? Where the city buys or lends, there is nothing to account for."""
    return agreement.support not in IN_KIND


def report_at_hand(agreement: Agreement) -> Report | None:
    """The report that waits to be written, corrected or answered; else the last one."""
    reports = list(agreement.reports.order_by("number"))
    open_ = [one for one in reports if one.state not in (Report.State.ACCEPTED, Report.State.REJECTED)]
    return open_[0] if open_ else reports[-1] if reports else None


def tabs_of(agreement: Agreement, here: str, desk: bool) -> list[dict[str, Any]]:
    report, pk = report_at_hand(agreement), agreement.pk
    money, refunds = gives_money(agreement), here == "refunds" or agreement.refunds.exists()
    if desk:
        rows = [
            ("agreement", _("Agreement"), "web:desk_agreement", (pk,), True),
            ("costs", _("Costs"), "web:desk_costs", (pk,), money),
            ("work", _("Work and things"), "web:desk_grant_work", (pk,), True),
            ("purchases", _("Purchases and loans"), "web:desk_purchases", (pk,), agreement.support != "cash"),
            ("report", _("Report"), "web:desk_report", (pk, report.number if report else 0), report is not None),
            ("settle", pgettext("grant", "Settlement"), "web:desk_settle", (pk,), True),
            ("refunds", _("Refunds"), "web:desk_refunds", (pk,), refunds),
        ]
    else:
        rows = [
            ("agreement", _("Agreement"), "web:agreement", (pk,), True),
            ("costs", _("Costs"), "web:grant_costs", (pk,), money),
            ("work", _("Work and things"), "web:grant_work", (pk,), True),
            ("report", _("Report"), "web:grant_report", (pk, report.number if report else 0), report is not None),
            ("refunds", _("Refunds"), "web:grant_refunds", (pk,), refunds),
        ]
    return [
        {"label": label, "url": address(route, *args), "current": key == here}
        for key, label, route, args, wanted in rows
        if wanted and address(route, *args) and (key == "agreement" or agreement.state not in Agreement.UNSIGNED)
    ]


def page(
    request: HttpRequest,
    template: str,
    agreement: Agreement,
    here: str,
    context: dict[str, Any],
    *,
    desk: bool = False,
    status: int = 200,
) -> HttpResponse:
    """A page inside an agreement, with the tabs of its side."""
    tabs = tabs_of(agreement, here, desk)
    given = {
        "agreement": agreement,
        "city": agreement.organisation,
        "currency": agreement.currency,
        "currency_sign": CURRENCIES.get(agreement.currency, agreement.currency),
        "tabs": tabs,
        "tab": next((one for one in tabs if one["current"]), {"label": "", "url": ""}),
        "tabs_label": _("Parts of the agreement"),
        "agreement_url": address("web:desk_agreement" if desk else "web:agreement", agreement.pk),
        "register_url": address("web:desk_grants" if desk else "web:agreements"),
        "rules_url": address("web:regulations", agreement.call.slug) if agreement.call else "",
        "is_party": request.is_party,  # type: ignore[attr-defined]
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "desk": desk,
    }
    return render(request, template, given | context, status=status)


def attempt(request: HttpRequest, form: forms.Form, do: Callable[[dict[str, Any]], object], said: str, to: str) -> Any:
    """Do it with what the form read: the way on when it is done, else the status of the page that says what to mend.

    A refusal that names a field stands beside it. Who may not do it at all is not shown the form again.
    """
    if not form.is_valid():
        return 422
    try:
        do(form.cleaned_data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        put_errors(form, refusal)
        return refusal.status
    messages.success(request, said)
    return redirect(to)


def put_errors(form: forms.Form, refusal: Refusal) -> None:
    """Every fault beside its field; what belongs to no field of this form stands above it."""
    for error in getattr(refusal, "errors", ()):
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
    if not getattr(refusal, "errors", ()):
        name = getattr(refusal, "field", "")
        form.add_error(name if name in form.fields else None, str(refusal))


def done(request: HttpRequest, said: str, to: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(to)
