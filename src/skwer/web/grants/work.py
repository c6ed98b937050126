"""Hours and things: promised, given, confirmed. The party logs a day's work; somebody else confirms it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.files.models import Upload
from skwer.apps.grants.actions import buying, working
from skwer.apps.grants.models import Agreement, Delivery, Pledge, Purchase
from skwer.apps.grants.queries import money as sums
from skwer.web.context import address
from skwer.web.templatetags.words import money, number

from . import keeping
from .forms_delivery import DELIVERY_SHAPES, DeliveryForm, PurchaseForm, PurchaseStepForm, WhyForm
from .inside import attempt, desk_page, done, page, party_page

KIND = "grant_delivery"


def in_units(pledge: Pledge, quantity: Decimal) -> str:
    """ "40 godzin", "3 szt.", "500 zł": how much, as one says it."""
    if pledge.kind == Pledge.Kind.MONEY:
        return money(quantity, pledge.agreement.currency)
    if pledge.kind == Pledge.Kind.HOURS:
        count = int(quantity) if quantity == int(quantity) else 2
        return ngettext("%(n)s hour", "%(n)s hours", count) % {"n": number(quantity)}
    return _("%(n)s pcs") % {"n": number(quantity)}


def _pledges(agreement: Agreement) -> list[dict[str, Any]]:
    """Each promise with what was given and what is confirmed. Two queries."""
    found = []
    for pledge in agreement.pledges.prefetch_related("deliveries").order_by("pk"):
        pledge.agreement = agreement
        all_ = list(pledge.deliveries.all())
        given = sum((one.quantity for one in all_ if one.state != Delivery.State.REFUSED), Decimal(0))
        sure = sum((one.quantity for one in all_ if one.state == Delivery.State.VERIFIED), Decimal(0))
        value = sum((one.value for one in all_ if one.state == Delivery.State.VERIFIED), Decimal(0))
        found.append(
            {
                "pledge": pledge,
                "promised": in_units(pledge, pledge.quantity),
                "given": in_units(pledge, given),
                "sure": in_units(pledge, sure),
                "value": value,
                "left": pledge.quantity - given,
                "left_said": in_units(pledge, max(pledge.quantity - given, Decimal(0))),
                "share": _part(sure, pledge.quantity),
                "given_share": _part(given, pledge.quantity),
            }
        )
    return found


def _part(some: Decimal, whole: Decimal) -> int:
    return int(min(Decimal(100), 100 * some / whole)) if whole else 0


def _entries(request: HttpRequest, agreement: Agreement) -> list[dict[str, Any]]:
    person: Any = request.user
    rows = Delivery.objects.filter(pledge__agreement=agreement).select_related("pledge", "logged_by", "verified_by")
    listed = list(rows.order_by("-on", "-pk"))
    files = keeping.of(person, KIND, *(one.pk for one in listed))
    answers = request.is_party or request.may_run  # type: ignore[attr-defined]
    found = []
    for one in listed:
        one.pledge.agreement = agreement
        waits = one.state == Delivery.State.LOGGED
        found.append(
            {
                "one": one,
                "quantity": in_units(one.pledge, one.quantity),
                "shape": DELIVERY_SHAPES[Delivery.State(one.state)],
                "files": files[str(one.pk)],
                "why": WhyForm(auto_id=f"id_%s_{one.pk}")["why"],
                "may_verify": waits and answers and one.logged_by_id != person.pk,
                "may_remove": waits and request.is_party and one.logged_by_id == person.pk,  # type: ignore[attr-defined]
            }
        )
    return found


def _hours_finding(agreement: Agreement) -> str:
    account = sums.account_of(agreement)
    if account.hours_pledged:
        return _("%(sure)s of %(promised)s hours are confirmed") % {
            "sure": number(account.hours_verified), "promised": number(account.hours_pledged)}  # fmt: skip
    return _("Work and things given")


@party_page
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """What was promised, what was given, and the form that logs a day."""
    return _work(request, agreement, desk=False)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_work(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """The same with the answers of the office: confirmed, or not and why; many at once."""
    return _work(request, agreement, desk=True)


def _work(request: HttpRequest, agreement: Agreement, *, desk: bool) -> HttpResponse:
    person: Any = request.user
    at = timezone.now()
    here = address("web:desk_grant_work" if desk else "web:grant_work", agreement.pk)
    do = request.POST.get("do", "")
    pledges = _pledges(agreement)
    to_go = _("%(what)s: %(left)s to go")
    choices = [(row["pledge"].pk, to_go % {"what": row["pledge"].what, "left": row["left_said"]}) for row in pledges]
    initial: dict[str, Any] = {"on": timezone.localdate(at)}
    if len(choices) == 1:
        initial["pledge"] = choices[0][0]
    form = DeliveryForm(request.POST if do == "log" else None, pledges=choices, initial=initial)
    why = WhyForm(request.POST if do == "refuse" else None)
    status, photos = 200, []
    if do == "log":
        photos = keeping.take(request, agreement.organisation, at)
        answer: Any = 422
        if photos:
            form.is_valid()
        else:
            answer = attempt(
                request, form, lambda given: _log(request, agreement, given, at),
                _("Written down. Somebody else confirms it."), f"{here}#entries",
            )  # fmt: skip
        if not isinstance(answer, int):
            return answer
        status = answer
    elif do == "remove":
        own = Delivery.objects.filter(pledge__agreement=agreement, pk__in=_keys(request))
        for one in own.select_related("pledge__agreement"):
            working.remove_delivery(by=person, delivery=one, at=at)
        return done(request, _("The entry is taken out."), f"{here}#entries")
    elif do in ("verify", "refuse"):
        answer = _verify(request, agreement, do, why, here, at)
        if not isinstance(answer, int):
            return answer
        status = answer
    entries = _entries(request, agreement)
    waits = [row for row in entries if row["one"].state == Delivery.State.LOGGED]
    mine = [row for row in waits if row["may_verify"]]
    context = {
        "pledges": pledges,
        "entries": entries,
        "waits": len(waits),
        "mine": len(mine),
        "form": form,
        "why": why,
        "refusing": request.POST.get("delivery", "") if do == "refuse" else "",
        "kept": keeping.waiting(request) if do == "log" else [],
        "photo_errors": photos,
        "writes": not desk and request.is_party and agreement.state == Agreement.State.ACTIVE and bool(pledges),  # type: ignore[attr-defined]
        "account": sums.account_of(agreement),
        "finding": _hours_finding(agreement),
        "by": agreement.ends_on,
        "bought": bought_for(agreement, at),
    }
    return page(request, "grants/work.html", agreement, "work", context, desk=desk, status=status)


@transaction.atomic
def _log(request: HttpRequest, agreement: Agreement, given: dict[str, Any], at: datetime) -> None:
    person: Any = request.user
    pledge = agreement.pledges.get(pk=given.pop("pledge"))
    audience = Upload.Audience.HOLDER if given.pop("shown") else Upload.Audience.INSIDE
    delivery = working.log_delivery(by=person, pledge=pledge, values=given, at=at)
    keeping.give(person, keeping.waiting(request), KIND, delivery.pk, at, audience)


def _keys(request: HttpRequest) -> list[str]:
    return [key for key in request.POST.getlist("delivery") if key.isdecimal()]


def _verify(request: HttpRequest, agreement: Agreement, do: str, why: WhyForm, here: str, at: datetime) -> Any:
    person: Any = request.user
    rows = Delivery.objects.filter(pledge__agreement=agreement, pk__in=_keys(request))
    chosen = list(rows.select_related("pledge__agreement__organisation").order_by("pk"))
    if not chosen:
        messages.warning(request, _("Tick the entries first."))
        return redirect(here)
    if do == "verify":
        with transaction.atomic():
            for one in chosen:
                working.verify_delivery(by=person, delivery=one, yes=True, why="", at=at)
        n = len(chosen)
        said = ngettext("%(n)s entry is confirmed.", "%(n)s entries are confirmed.", n) % {"n": n}
        return done(request, said, f"{here}#entries")
    return attempt(
        request,
        why,
        lambda given: working.verify_delivery(by=person, delivery=chosen[0], yes=False, why=given["why"], at=at),
        _("Not confirmed. The party reads why."),
        f"{here}#entries",
    )


# --- what the city buys or lends

PURCHASE_SHAPES = {
    Purchase.State.WANTED: "draft",
    Purchase.State.ORDERED: "sent",
    Purchase.State.DELIVERED: "check",
    Purchase.State.HANDED_OVER: "done",
    Purchase.State.GIVEN_BACK: "done",
    Purchase.State.DROPPED: "no",
}
STEP_WORDS = {
    Purchase.State.ORDERED: gettext_lazy("It is ordered"),
    Purchase.State.DELIVERED: gettext_lazy("It came"),
    Purchase.State.HANDED_OVER: gettext_lazy("Handed over to the party"),
    Purchase.State.GIVEN_BACK: gettext_lazy("Given back"),
    Purchase.State.DROPPED: gettext_lazy("Not needed any more"),
}


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_purchases(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """What the city buys or lends for the idea: wanted, ordered, delivered, handed over, given back."""
    person: Any = request.user
    at = timezone.now()
    here = address("web:desk_purchases", agreement.pk)
    do, key = request.POST.get("do", ""), request.POST.get("purchase", "")
    lines = [(line.order, line.name) for line in agreement.lines.order_by("order") if line.source in ("city", "grant")]
    form = PurchaseForm(request.POST if do == "add" else None, lines=lines, prefix="new")
    status: int = 200
    bound: PurchaseStepForm | None = None
    if do == "add":
        answer = attempt(
            request,
            form,
            lambda given: buying.add_purchase(by=person, agreement=agreement, values=given, at=at),
            _("Added."),
            here,
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    elif request.method == "POST":
        answer, bound = _step(request, agreement, do, key, here)
        if not isinstance(answer, int):
            return answer
        status = answer
    rows = []
    for one in agreement.purchases.select_related("line").order_by("pk"):
        steps = [
            (state, STEP_WORDS[Purchase.State(state)])
            for state in buying.NEXT[one.state]
            if state != Purchase.State.GIVEN_BACK or one.kind == Purchase.Kind.LEND
        ]
        mine = key == str(one.pk) and bound is not None
        initial = {"on": timezone.localdate(at), "cost": one.cost, "document": one.document, "condition": one.condition}
        rows.append(
            {
                "one": one,
                **_state_of(one, at),
                "steps": steps,
                "form": bound if mine else PurchaseStepForm(prefix=f"step{one.pk}", initial=initial),
                "doing": mine,
                "days": [
                    (STEP_WORDS[Purchase.State(state)], getattr(one, field))
                    for state, field in buying.DAYS.items()
                    if getattr(one, field)
                ],
            }
        )
    waits = sum(1 for row in rows if row["one"].state in (Purchase.State.WANTED, Purchase.State.ORDERED))
    finding = _("Nothing is to be bought or lent yet")
    if rows:
        finding = _("Everything the city promised is there")
    if waits:
        finding = ngettext("%(n)s thing is still to come", "%(n)s things are still to come", waits) % {"n": waits}
    context = {
        "rows": rows,
        "form": form,
        "adding": do == "add",
        "room": buying.room_to_buy(agreement),
        "account": sums.account_of(agreement),
        "finding": finding,
    }
    return page(request, "grants/desk_purchases.html", agreement, "purchases", context, desk=True, status=status)


def bought_for(agreement: Agreement, at: datetime) -> list[dict[str, Any]]:
    """What the city buys or lends for an agreement, for whoever reads along."""
    return [
        {"one": one, **_state_of(one, at)}
        for one in agreement.purchases.exclude(state=Purchase.State.DROPPED).order_by("pk")
    ]


def _state_of(one: Purchase, at: datetime) -> dict[str, Any]:
    if is_not_back(one, at):
        return {"shape": "late", "state": _("Not given back in time")}
    return {"shape": PURCHASE_SHAPES[Purchase.State(one.state)], "state": one.get_state_display()}


def is_not_back(one: Purchase, at: datetime) -> bool:
    """Lent, and past the day it should have come back."""
    return one.state == Purchase.State.HANDED_OVER and one.back_by is not None and one.back_by < timezone.localdate(at)


def _step(
    request: HttpRequest, agreement: Agreement, do: str, key: str, here: str
) -> tuple[Any, PurchaseStepForm | None]:
    """The next state of a purchase, with what one knows about it by then."""
    person: Any = request.user
    at = timezone.now()
    one = agreement.purchases.filter(pk=key).first() if key.isdecimal() else None
    if one is None or do not in STEP_WORDS:
        raise Http404
    one.agreement = agreement
    form = PurchaseStepForm(request.POST, prefix=f"step{key}")

    @transaction.atomic
    def move(given: dict[str, Any]) -> None:
        on = given.pop("on")
        known = {name: value for name, value in given.items() if value not in (None, "")}
        if known and do != Purchase.State.DROPPED:
            buying.change_purchase(by=person, purchase=one, values=known, at=at)
        buying.move_purchase(by=person, purchase=one, state=do, on=on, at=at)

    return attempt(request, form, move, _("Written down."), here), form
