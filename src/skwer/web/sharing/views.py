"""Shared things everybody may see: the list, and each one's page with its calendar and the form to book."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.spaces import actions, queries, rules
from skwer.apps.spaces.models import Booking, Shared
from skwer.web.context import address
from skwer.web.spaces.cards import spoken
from skwer.web.templatetags.words import month
from skwer.web.throttle import throttled

from .cards import beside, card, cell, month_near, photo_of, pieces_words, scene, shape, weeks
from .forms import BookForm, add_refusal

PAGE = 24


@require_safe
def shared_things(request: HttpRequest) -> HttpResponse:
    """What cities and organisations lend, narrowed by city, kind and words."""
    person: Any = request.user
    offered = Shared.objects.visible_to(person).filter(state=Shared.State.OFFERED)
    cities = list(Organisation.objects.cities().filter(pk__in=offered.order_by().values("city")).order_by("name"))
    chosen = request.GET.get("city", "")
    city = next((c for c in cities if c.slug == chosen), cities[0] if len(cities) == 1 else None)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Shared.Kind.values else ""
    found = offered.select_related("organisation", "city", "photo")
    if city is not None:
        found = found.filter(city=city)
        request.city = city  # type: ignore[attr-defined]
    if kind:
        found = found.filter(kind=kind)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "city": city,
        "cities": [("", _("all cities")), *((c.slug, c.name) for c in cities)] if len(cities) > 1 else [],
        "kinds": [("", _("all kinds")), *Shared.Kind.choices],
        "kind": kind,
        "page": page,
        "cards": [card(one) for one in page],
        "title": _title(page.paginator.count),
        "lends": bool(rules.lends_for(person)),
        "borrows": person.is_authenticated and Booking.objects.filter(person=person).exists(),
        "home_url": address("web:city", city.slug) if city else address("web:home"),
    }
    return render(request, "sharing/list.html", context)


def _title(count: int) -> str:
    if not count:
        return _("Borrow tools and rooms")
    return ngettext("%(n)s thing to borrow", "%(n)s things to borrow", count) % {"n": count}


@require_http_methods(["GET", "HEAD", "POST"])
@throttled("booking", limit=30, seconds=3600)
def shared(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing: what it is, on what terms, when it is free, and the form to book it."""
    person: Any = request.user
    at = timezone.now()
    rows = Shared.objects.visible_to(person).select_related("organisation", "city", "district", "photo")
    one = get_object_or_404(rows, pk=pk)
    request.city = one.city  # type: ignore[attr-defined]
    if request.method == "POST" and not person.is_authenticated:
        return redirect(f"{address('account_login')}?next={request.path}")
    answer = rules.may_book(person, one)
    form = BookForm(
        request.POST if request.method == "POST" else None,
        shared=one,
        groups=rules.lends_for(person),
        initial={"version": one.terms_version, "pieces": 1, **_from_day(request.GET.get("day", ""))},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _book(person, one, form.cleaned_data, at)
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal)
                form.data = form.data.copy()
                form.data["version"] = str(one.terms_version)
            else:
                agreed = made.state == Booking.State.AGREED
                said = _("Booked. Here is your agreement.") if agreed else _("Sent. The lender answers you.")
                messages.success(request, said)
                return redirect("web:booking", pk=made.pk)
    first = month_near(request.GET.get("month", "") or request.GET.get("day", "")[:7], at)
    days = queries.month_of(one, first, at)
    before, after = beside(first)
    context = {
        "shared": one,
        "city": one.city,
        "shape": shape(one),
        "scene": scene(one),
        "photo": photo_of(one),
        "facts": _facts(one),
        "spoken": {n: spoken(one, n) for n in ("title", "text", "terms")},
        "answer": answer,
        "form": form,
        "weeks": weeks(days, one),
        "rows": [cell(day, one) for day in days if not day.past],
        "month": month(first),
        "this_month": f"{first:%Y-%m}",
        "before": f"{before:%Y-%m}" if first > timezone.localdate(at).replace(day=1) else "",
        "after": f"{after:%Y-%m}",
        "frame_days": [(str(WEEKDAYS_ABBR[n]), str(WEEKDAYS[n])) for n in range(7)],
        "access_from": _("The lender says so."),
        "edit_url": address("web:shared_edit", one.pk) if rules.may_lend(person, one.organisation) else "",
    }
    return render(request, "sharing/shared.html", context, status=status)


def _from_day(typed: str) -> dict[str, str]:
    """A day chosen in the calendar fills the form: from nine to five."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return {}
    return {"starts_at": f"{day:%Y-%m-%d}T09:00", "ends_at": f"{day:%Y-%m-%d}T17:00"}


def _book(person: Any, one: Shared, data: dict[str, Any], at: Any) -> Booking:
    return actions.book(
        by=person,
        shared=one,
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        pieces=data.get("pieces") or 1,
        purpose=data["purpose"],
        for_organisation=data.get("for_organisation"),
        agreed_version=data["version"],
        at=at,
    )


def _facts(one: Shared) -> list[dict[str, Any]]:
    days = ngettext("%(n)s day", "%(n)s days", one.most_days) % {"n": one.most_days}
    return [
        {"label": _("Who lends"), "value": one.organisation.name},
        {"label": _("Kind"), "value": capfirst(one.get_kind_display())},
        {"label": _("Pieces"), "value": pieces_words(one.pieces) if one.pieces > 1 else ""},
        {"label": _("Where to fetch it"), "value": ", ".join(str(p) for p in (one.address, one.district) if p)},
        {"label": _("When"), "value": one.hours},
        {"label": _("For at most"), "value": days},
        {"label": _("Deposit"), "value": one.deposit},
        {
            "label": pgettext("answer to a request", "Answer"),
            "value": _("the lender agrees to each booking") if one.ask_first else _("at once"),
        },
    ]
