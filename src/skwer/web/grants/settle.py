"""The end of the account: what the office settles, what is to be given back with interest, and who is late."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.calls.models import Scheme
from skwer.apps.grants.accounts import show_account
from skwer.apps.grants.actions import settling
from skwer.apps.grants.actions.reminding import term_of
from skwer.apps.grants.building import enforced_breaches
from skwer.apps.grants.models import Agreement, Purchase, Refund, Report, Settlement
from skwer.apps.grants.queries import money as sums
from skwer.apps.grants.queries.owing import Owed, late_reports, open_refunds, owed_of
from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Breach
from skwer.web.context import address
from skwer.web.templatetags.words import day, money

from .forms_delivery import RefundForm, RefundPaidForm, SettleForm, WhyForm
from .inside import attempt, desk_of, desk_page, gives_money, page, party_page, report_at_hand
from .work import bought_for

PAGE = 50
REFUND_SHAPES = {
    Refund.State.ASSESSED: "fix",
    Refund.State.PAID: "done",
    Refund.State.ENFORCED: "late",
    Refund.State.WAIVED: "no",
}


def _our_account(agreement: Agreement) -> str:
    """The city's account from which the grant was paid: there it comes back."""
    paid = agreement.instalments.filter(payment__isnull=False).select_related("payment").order_by("-order").first()
    return show_account(paid.payment.from_account) if paid is not None and paid.payment is not None else ""


def _shape(owing: Owed) -> str:
    return "late" if owing.late else REFUND_SHAPES[Refund.State(owing.refund.state)]


def _rows(agreement: Agreement, on: date) -> list[dict[str, Any]]:
    """Every refund with what is owed today, and what one more day costs."""
    refunds = list(agreement.refunds.prefetch_related("payments").order_by("number"))
    for one in refunds:
        one.agreement = agreement
    today, tomorrow = owed_of(refunds, on), owed_of(refunds, on + timedelta(days=1))
    return [
        {
            "refund": owing.refund,
            "owed": owing,
            "tomorrow": later.interest - owing.interest,
            "shape": _shape(owing),
            "open": owing.refund.state in (Refund.State.ASSESSED, Refund.State.ENFORCED),
            "payments": list(owing.refund.payments.all()),
            "late": (on - owing.refund.due_on).days,
        }
        for owing, later in zip(today, tomorrow, strict=True)
    ]


@party_page
@require_safe
def refunds(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """What to pay today, to which account, under which title; and what was paid."""
    on = timezone.localdate()
    rows = _rows(agreement, on)
    total = sum((row["owed"].total for row in rows if row["open"]), Decimal(0))
    waiting = [row for row in rows if row["open"]]
    finding = _("Nothing is to be given back")
    if total:
        finding = _("To be given back today: %(sum)s") % {"sum": money(total, agreement.currency)}
    elif rows:
        finding = _("Everything is given back")
    context = {
        "rows": rows,
        "total": total,
        "finding": finding,
        "by": min((row["refund"].due_on for row in waiting), default=None),
        "late": any(row["owed"].late for row in waiting),
        "on": on,
        "account_no": _our_account(agreement),
        "transfer_title": _("Refund of a grant, agreement %(number)s") % {"number": agreement.number},
    }
    return page(request, "grants/refunds.html", agreement, "refunds", context)


# --- the desk: settlement


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_settle(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """The account in plain words before it is settled; afterwards as it was settled."""
    person: Any = request.user
    at = timezone.now()
    here = address("web:desk_settle", agreement.pk)
    settlement = Settlement.objects.select_related("settled_by").filter(agreement=agreement).first()
    form = SettleForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        answer = attempt(
            request,
            form,
            lambda given: settling.settle(by=person, agreement=agreement, note=given["note"], at=at),
            _("Settled. The party gets a letter with every figure."),
            here,
        )
        if not isinstance(answer, int):
            return answer
        status = answer
        agreement.refresh_from_db()
    made: Any = settlement or settling.figures(agreement)
    account, lends = sums.account_of(agreement), agreement.support == Scheme.Support.LOAN
    hindrances = [] if settlement else [_hindrance(one, agreement) for one in made.hindrances]
    asked = {kind: settling.may_ask_back(agreement, kind) for kind in (Refund.Kind.UNSPENT,)} if settlement else {}
    context = {
        "settlement": settlement,
        "made": made,
        "never_paid": made.awarded - made.paid,
        "account": account,
        "money": gives_money(agreement),
        "lends": lends,
        "hindrances": hindrances,
        "to_ask": asked.get(Refund.Kind.UNSPENT, Decimal(0)),
        "form": form,
        "finding": _settle_finding(agreement, settlement, made, hindrances),
        "pledges": agreement.pledges.exists(),
        "bought": bought_for(agreement, at),
        "not_bought": max(agreement.amount - (account.lent if lends else account.bought), Decimal(0)),
    }
    return page(request, "grants/desk_settle.html", agreement, "settle", context, desk=True, status=status)


def _settle_finding(agreement: Agreement, settlement: Settlement | None, made: Any, hindrances: list[Any]) -> str:
    if not gives_money(agreement) and (settlement is not None or not hindrances):
        return _("Settled without money") if settlement else _("Ready to close: no money was paid")
    if settlement is not None:
        if settlement.due_back:
            return _("Settled; %(sum)s are to come back") % {"sum": money(settlement.due_back, agreement.currency)}
        return _("Settled; nothing is to come back")
    if hindrances:
        n = len(hindrances)
        return ngettext("One thing comes before the settlement", "%(n)s things come before the settlement", n) % {
            "n": n
        }
    if made.due_back:
        return _("Ready to settle: %(sum)s are to come back") % {"sum": money(made.due_back, agreement.currency)}
    return _("Ready to settle: nothing is to come back")


def _hindrance(one: settling.CannotSettle, agreement: Agreement) -> dict[str, str]:
    report = report_at_hand(agreement)
    urls = {
        "report": address("web:desk_report", agreement.pk, report.number) if report else "",
        "expenses": address("web:desk_costs", agreement.pk),
        "work": address("web:desk_grant_work", agreement.pk),
        "purchases": address("web:desk_purchases", agreement.pk),
        "instalments": address("web:desk_payments", agreement.organisation.slug),
        "state": address("web:desk_agreement", agreement.pk),
    }
    return {"message": str(one.message), "url": urls.get(one.code, "")}


# --- the desk: refunds


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_refunds(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Ask for money back, write down what came in, waive, give to enforcement."""
    person: Any = request.user
    at = timezone.now()
    on = timezone.localdate(at)
    here = address("web:desk_refunds", agreement.pk)
    rooms = {kind: settling.may_ask_back(agreement, kind) for kind in Refund.Kind.values}
    first = Refund.Kind.INELIGIBLE if sums.account_of(agreement).refused else Refund.Kind.UNSPENT
    do, number = request.POST.get("do", ""), request.POST.get("refund", "")
    enforced = enforced_breaches(agreement)
    breach = next((one for one in enforced if str(one.pk) == request.GET.get("breach")), None)
    initial = {"kind": first, "principal": rooms[first] or None}
    if breach is not None:
        initial = {"kind": Refund.Kind.MISUSED, "principal": None, "reason": _breach_in_words(breach)}
    ask = RefundForm(request.POST if do == "ask" else None, prefix="ask", initial=initial)
    status, bound = 200, None
    if do == "ask":
        answer = attempt(
            request,
            ask,
            lambda given: settling.ask_refund(by=person, agreement=agreement, at=at, **given),
            _("Asked. The party gets a letter that says how much, why and by when."),
            here,
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    elif request.method == "POST":
        answer, bound = _about_one(request, agreement, do, number, here)
        if not isinstance(answer, int):
            return answer
        status = answer
    rows = _rows(agreement, on)
    for row in rows:
        key = row["refund"].number
        mine = number == str(key)
        row["paid_form"] = bound if mine and do == "paid" else RefundPaidForm(
            prefix=f"paid{key}", initial={"on": on, "amount": row["owed"].total or None})  # fmt: skip
        row["why_form"] = bound if mine and do in ("waive", "enforce") else WhyForm(prefix=f"why{key}")
        row["doing"] = do if mine else ""
    context = {
        "rows": rows,
        "rooms": rooms,
        "may_ask": any(rooms.values()),
        "ask": ask,
        "asking": do == "ask" or breach is not None,
        "breach": breach,
        "enforced": enforced,
        "on": on,
        "finding": _refund_finding(agreement, rows, rooms),
        "settlement": Settlement.objects.filter(agreement=agreement).first(),
    }
    return page(request, "grants/desk_refunds.html", agreement, "refunds", context, desk=True, status=status)


def _breach_in_words(breach: Breach) -> str:
    """The reason as it is offered: what was missing and what the office wrote when it was not mended."""
    found = _("Breach of the duty of care found on %(day)s, to be mended by %(term)s.") % {
        "day": day(breach.found_on), "term": day(breach.mend_by)}  # fmt: skip
    return "\n".join(part for part in (found, breach.what, breach.note) if part)[:1000]


def _refund_finding(agreement: Agreement, rows: list[dict[str, Any]], rooms: dict[str, Decimal]) -> str:
    total = sum((row["owed"].total for row in rows if row["open"]), Decimal(0))
    if total:
        return _("Owed today: %(sum)s") % {"sum": money(total, agreement.currency)}
    if rooms[Refund.Kind.UNSPENT]:
        return _("%(sum)s are to be asked back") % {"sum": money(rooms[Refund.Kind.UNSPENT], agreement.currency)}
    return _("Everything came back") if rows else _("Nothing is to come back")


def _about_one(
    request: HttpRequest, agreement: Agreement, do: str, number: str, here: str
) -> tuple[Any, forms.Form | None]:
    person: Any = request.user
    at = timezone.now()
    refund = agreement.refunds.filter(number=number).first() if number.isdecimal() else None
    if refund is None:
        return 422, None
    refund.agreement = agreement
    if do == "paid":
        form: forms.Form = RefundPaidForm(request.POST, prefix=f"paid{number}")

        def act(given: dict[str, Any]) -> object:
            return settling.record_refund_payment(by=person, refund=refund, at=at, **given)

        return attempt(request, form, act, _("Written down."), here), form
    form = WhyForm(request.POST, prefix=f"why{number}")
    action = {"waive": settling.waive, "enforce": settling.enforce}.get(do)
    if action is None:
        return 422, None
    said = (
        _("Waived. The party gets a letter.") if do == "waive" else _("Given to enforcement. The party gets a letter.")
    )
    return attempt(
        request, form, lambda given: action(by=person, refund=refund, reason=given["why"], at=at), said, here
    ), form


# --- the desk: who is late


@desk_of
@require_safe
def desk_overdue(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Reports, refunds and loans past their day, the longest overdue first, with today's interest."""
    at = timezone.now()
    on = timezone.localdate(at)
    # A report given back to be corrected is late only once the time for that is over.
    late_ones = late_reports(city, on).exclude(state=Report.State.CORRECTION, correct_until__gt=at)
    listed = Paginator(late_ones, PAGE).get_page(request.GET.get("page"))
    refunds_ = open_refunds(city, on)
    late = [one for one in refunds_ if one.late]
    loans = (
        Purchase.objects.filter(agreement__organisation=city, state=Purchase.State.HANDED_OVER, back_by__lt=on)
        .select_related("agreement")
        .order_by("back_by", "pk")
    )
    currencies: dict[str, list[Decimal]] = {}
    for one in late:
        both = currencies.setdefault(one.refund.agreement.currency, [Decimal(0), Decimal(0)])
        both[0] += one.principal
        both[1] += one.interest
    count = listed.paginator.count + len(late) + len(loans)
    finding = (
        ngettext("%(n)s thing is late", "%(n)s things are late", count) % {"n": count}
        if count
        else _("Nothing is late")
    )
    context = {
        "city": city,
        "finding": finding,
        "page": listed,
        "reports": [{"report": one, "days": (on - term_of(one)).days} for one in listed],
        "refunds": [{"owed": one, "days": (on - one.refund.due_on).days} for one in late],
        "coming": [one for one in refunds_ if not one.late],
        "loans": [{"loan": one, "days": (on - one.back_by).days} for one in loans],
        "sums": [(currency, *both, sum(both)) for currency, both in sorted(currencies.items())],
        "rates_url": address("web:desk_rates", city.slug),
        "on": on,
    }
    return render(request, "grants/desk_overdue.html", context)
