"""The city's payments: what is due, lists for the bank, what the bank did."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.grants.accounts import show_account
from skwer.apps.grants.actions import paying
from skwer.apps.grants.models import Instalment, PaymentOrder
from skwer.apps.grants.payments import FORMATS, OrderChanged, make_file, transfers
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.web.refusing import refused
from skwer.web.templatetags.words import money

from .forms_money import HoldForm, OrderForm, PaidForm
from .inside import attempt, desk_of, put_errors

PAGE = 50
State = Instalment.State
HOLDS = {"withhold": paying.withhold, "cancel": paying.cancel_instalment}


def _of_city(city: Organisation) -> Any:
    return Instalment.objects.filter(agreement__organisation=city).select_related("agreement", "payment")


def _sums(rows: list[Instalment]) -> list[tuple[str, Decimal]]:
    """Totals, currency by currency."""
    found: dict[str, Decimal] = {}
    for row in rows:
        currency = row.agreement.currency
        found[currency] = found.get(currency, Decimal(0)) + row.amount
    return sorted(found.items())


@desk_of
@require_http_methods(["GET", "HEAD", "POST"])
def desk_payments(request: HttpRequest, city: Organisation) -> HttpResponse:
    """What is due, ticked onto a list; what is held back; the lists made before."""
    if request.method == "POST" and not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    at = timezone.now()
    last = PaymentOrder.objects.filter(organisation=city).order_by("-number").first()
    start = {"from_account": show_account(last.from_account) if last else "", "pay_on": timezone.localdate(at)}
    form, hold, held, status = OrderForm(initial=start), HoldForm(), None, 200
    do = request.POST.get("do", "")
    if do == "order":
        form = OrderForm(request.POST)
        answer = _order(request, city, form)
        if not isinstance(answer, int):
            return answer
        status = answer
    elif request.method == "POST":
        held = _of_city(city).filter(pk=_whole(request.POST.get("instalment"))).first()
        if held is None:
            raise Http404
        hold = HoldForm(request.POST)
        answer = _hold(request, held, do, hold)
        if not isinstance(answer, int):
            return answer
        status = answer
    due = list(
        _of_city(city).filter(state=State.DUE).order_by("agreement__currency", "due_on", "agreement__number", "order")
    )
    stopped = list(_of_city(city).filter(state=State.WITHHELD).order_by("agreement__number", "order"))
    orders = PaymentOrder.objects.filter(organisation=city).annotate(
        waiting=Count("instalments", filter=Q(instalments__state=State.ORDERED)), lines=Count("instalments")
    )
    picked = set(request.POST.getlist("instalments")) if do == "order" else {str(row.pk) for row in due}
    sums = _sums(due)
    context = {
        "city": city,
        "finding": _finding(due, sums),
        "due": [
            {"row": row, "picked": str(row.pk) in picked, "doing": held is not None and held.pk == row.pk}
            for row in due
        ],
        "sums": sums,
        "withheld": stopped,
        "page": Paginator(orders.order_by("-number"), PAGE).get_page(request.GET.get("page")),
        "form": form,
        "hold": hold,
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "grants/desk_payments.html", context, status=status)


def _finding(due: list[Instalment], sums: list[tuple[str, Decimal]]) -> str:
    if not due:
        return _("Nothing is to be paid")
    return ngettext(
        "%(n)s instalment is to be paid: %(sum)s", "%(n)s instalments are to be paid: %(sum)s", len(due)
    ) % {
        "n": len(due),
        "sum": ", ".join(money(total, currency) for currency, total in sums),
    }


def _whole(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 19 else 0


def _order(request: HttpRequest, city: Organisation, form: OrderForm) -> Any:
    person: Any = request.user
    if not form.is_valid():
        return 422
    keys = [_whole(key) for key in request.POST.getlist("instalments")]
    try:
        order = paying.order_payments(
            by=person,
            organisation=city,
            instalments=_of_city(city).filter(pk__in=keys),
            at=timezone.now(),
            **form.cleaned_data,
        )
    except NotAllowed:
        raise PermissionDenied from None
    except Refusal as refusal:
        put_errors(form, refusal)
        return refusal.status
    messages.success(request, _("The list is made. Take its file to the bank, then write down that it paid."))
    return redirect("web:desk_payment", city.slug, order.number)


def _hold(request: HttpRequest, row: Instalment, do: str, form: HoldForm) -> Any:
    person: Any = request.user
    here = request.path
    if do == "release":
        try:
            paying.release(by=person, instalment=row, at=timezone.now())
        except Refusal as refusal:
            return refused(request, refusal, back=here)
        messages.success(request, _("Released."))
        return redirect(here)
    action = HOLDS.get(do)
    if action is None:
        raise Http404
    said = _("Held back. The party gets a letter.") if do == "withhold" else _("Cancelled: it will not be paid.")
    return attempt(
        request, form, lambda given: action(by=person, instalment=row, why=given["why"], at=timezone.now()), said, here
    )


@desk_of
@require_http_methods(["GET", "HEAD", "POST"])
def desk_payment(request: HttpRequest, city: Organisation, number: int) -> HttpResponse:
    """One list: its files (?format=), its lines, what the bank did."""
    order = (
        PaymentOrder.objects.filter(organisation=city, number=number).select_related("organisation", "made_by").first()
    )
    if order is None:
        raise Http404
    here = request.path
    if kind := request.GET.get("format"):
        try:
            made = make_file(order, kind)
        except Refusal as refusal:
            return refused(request, refusal, back=here)
        response = HttpResponse(made.data, content_type=made.content_type)
        response["Content-Disposition"] = f'attachment; filename="{made.name}"'
        return response
    if request.method == "POST" and not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    paid, hold, doing, status = PaidForm(initial={"paid_on": order.pay_on}), HoldForm(), 0, 200
    person: Any = request.user
    do = request.POST.get("do", "")
    if do == "paid":
        paid = PaidForm(request.POST)
        answer = attempt(
            request,
            paid,
            lambda given: paying.confirm_paid(by=person, order=order, at=timezone.now(), **given),
            _("Written down as paid. The parties get a letter."),
            here,
        )
    elif request.method == "POST":
        row = order.instalments.select_related("agreement").filter(pk=_whole(request.POST.get("instalment"))).first()
        if row is None or do != "refused":
            raise Http404
        hold, doing = HoldForm(request.POST), row.pk
        answer = attempt(
            request,
            hold,
            lambda given: paying.bank_refused(by=person, instalment=row, why=given["why"], at=timezone.now()),
            _("Taken off the list: it is to be paid again."),
            here,
        )
    else:
        answer = status
    if not isinstance(answer, int):
        return answer
    rows = list(order.instalments.select_related("agreement").order_by("agreement__number", "order"))
    try:
        transfers(order)
        changed = ""
    except OrderChanged as refusal:
        changed = str(refusal)
    waiting = [row for row in rows if row.state == State.ORDERED]
    context = {
        "city": city,
        "order": order,
        "account": show_account(order.from_account),
        "rows": [
            {"row": row, "account": show_account(row.agreement.account), "doing": row.pk == doing} for row in rows
        ],
        "finding": _order_finding(order, rows, waiting),
        "waiting": waiting,
        "changed": changed,
        "files": [(key, one.label, one.for_bank) for key, one in FORMATS.items()],
        "paid": paid,
        "hold": hold,
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "grants/desk_payment.html", context, status=answer)


def _order_finding(order: PaymentOrder, rows: list[Instalment], waiting: list[Instalment]) -> str:
    facts = {"number": order.number, "sum": money(order.total, order.currency)}
    if not rows:
        return _("List %(number)s is empty") % facts
    if waiting:
        return _("List %(number)s waits for the bank: %(sum)s") % facts
    return _("List %(number)s is paid: %(sum)s") % facts
