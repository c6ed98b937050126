"""A loan's page for who borrows and who lends: what was agreed, the next step, the paper, the calendar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.refusals import Refusal
from skwer.apps.spaces import actions, rules
from skwer.apps.spaces.calendar import bookings_calendar
from skwer.apps.spaces.models import Booking
from skwer.web.templatetags.words import when

from .cards import pieces_words, row, terms_language


def own_booking(request: HttpRequest, pk: int) -> Booking:
    """The loan, for its two sides; for everybody else there is none (404)."""
    person: Any = request.user
    rows = Booking.objects.visible_to(person).select_related(
        "shared__organisation", "shared__city", "shared__photo", "person", "for_organisation"
    )
    return get_object_or_404(rows, pk=pk)


@never_cache
@login_required
@require_safe
def my_bookings(request: HttpRequest) -> HttpResponse:
    """What one borrowed and asked for, oneself and for one's organisations."""
    person: Any = request.user
    at = timezone.now()
    groups = [group.pk for group in rules.lends_for(person)]
    mine = Booking.objects.filter(person=person) | Booking.objects.filter(for_organisation__in=groups)
    rows = [row(b, at) for b in mine.select_related("shared__organisation").order_by("-starts_at", "-pk")[:200]]
    return render(request, "sharing/bookings.html", {"rows": rows})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    """One loan, with the step that is next for the reader."""
    person: Any = request.user
    at = timezone.now()
    one = own_booking(request, pk)
    request.city = one.shared.city  # type: ignore[attr-defined]
    lends, borrows = rules.may_answer_booking(person, one), rules.borrows(person, one)
    problem, status = "", 200
    if request.method == "POST":
        try:
            if said := _step(request, one, at):
                messages.success(request, said)
                return redirect("web:booking", pk=one.pk)
        except Refusal as refusal:
            problem, status = str(refusal.message), refusal.status
            one = own_booking(request, pk)
    state = one.state
    context = {
        "booking": one,
        "shared": one.shared,
        "city": one.shared.city,
        "line": row(one, at),
        "lends": lends,
        "borrows": borrows,
        "facts": _facts(one, lends),
        "terms_lang": terms_language(one),
        "problem": problem,
        "problems": [("", problem)] if problem else [],
        "typed": {name: request.POST.get(name, "") for name in ("answer", "damage")},
        "may_cancel": state in (Booking.State.ASKED, Booking.State.AGREED),
        "has_paper": state not in (Booking.State.ASKED, Booking.State.REFUSED, Booking.State.CANCELLED),
        "on_calendar": state in Booking.HOLDING,
    }
    return render(request, "sharing/booking.html", context, status=status)


def _step(request: HttpRequest, one: Booking, at: Any) -> str:
    by: Any = request.user
    answer = request.POST.get("answer", "")
    if "agree" in request.POST or "refuse" in request.POST:
        actions.answer_booking(by=by, booking=one, yes="agree" in request.POST, answer=answer, at=at)
        return _("Answered. Who asked gets a letter.")
    if "out" in request.POST:
        actions.give_out(by=by, booking=one, at=at)
        return _("Written down: it was fetched.")
    if "back" in request.POST:
        actions.take_back(by=by, booking=one, damage=request.POST.get("damage", ""), at=at)
        return _("Written down: it came back.")
    if "cancel" in request.POST:
        actions.cancel_booking(by=by, booking=one, answer=answer, at=at)
        return _("Cancelled.")
    raise PermissionDenied


def _facts(one: Booking, lends: bool) -> list[dict[str, Any]]:
    who = one.for_organisation.name if one.for_organisation else ""
    person = one.person.name if one.person is not None else _("somebody who has no account any more")
    contact = one.person.email if lends and one.person is not None else ""
    return [
        {"label": _("Who lends"), "value": one.shared.organisation.name},
        {"label": _("Who borrows"), "value": ", ".join(p for p in (who, person) if p), "note": contact},
        {"label": _("What for"), "value": one.purpose},
        {"label": _("Pieces"), "value": pieces_words(one.pieces) if one.shared.pieces > 1 else ""},
        {"label": _("Where to fetch it"), "value": one.shared.address, "note": one.shared.hours},
        {"label": _("Deposit"), "value": one.shared.deposit},
        {"label": _("Fetched"), "value": when(one.out_at) if one.out_at else ""},
        {"label": _("Brought back"), "value": when(one.back_at) if one.back_at else ""},
        {"label": _("Damage"), "value": one.damage},
        {"label": pgettext("answer to a request", "Answer"), "value": one.answer},
    ]


@never_cache
@login_required
@require_safe
def booking_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The loan for one's own calendar."""
    one = own_booking(request, pk)
    response = HttpResponse(bookings_calendar([one], str(one.shared.title)), content_type="text/calendar")
    response["Content-Disposition"] = f'attachment; filename="loan-{one.pk}.ics"'
    return response
