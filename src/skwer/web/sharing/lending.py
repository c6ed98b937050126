"""The lender's side: what is lent, a thing's form, its loans, and its calendar file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.places import access
from skwer.apps.spaces import actions, rules
from skwer.apps.spaces.calendar import bookings_calendar
from skwer.apps.spaces.models import Booking, Shared

from .cards import row, shape
from .forms import SharedForm, add_refusal


@never_cache
@login_required
@require_safe
def shared_mine(request: HttpRequest) -> HttpResponse:
    """Everything one's organisations lend, and the loans that need a hand."""
    at = timezone.now()
    groups = _groups(request)
    things = Shared.objects.filter(organisation__in=groups).select_related("organisation")
    live = Booking.objects.filter(shared__organisation__in=groups).holding()
    loans = live.select_related("shared__organisation", "person", "for_organisation").order_by("starts_at", "pk")
    context = {
        "groups": groups,
        "things": [{"shared": one, "shape": shape(one)} for one in things],
        "asked": [row(b, at) for b in loans if b.state == Booking.State.ASKED],
        "running": [row(b, at) for b in loans if b.state != Booking.State.ASKED],
    }
    return render(request, "sharing/mine.html", context)


def _groups(request: HttpRequest) -> list[Organisation]:
    groups = rules.lends_for(request.user)  # type: ignore[arg-type]
    if not groups:
        raise PermissionDenied
    return groups


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shared_new(request: HttpRequest) -> HttpResponse:
    """Something to lend: a draft first."""
    groups = _groups(request)
    slug = request.GET.get("organisation", "")
    lender = next((g for g in groups if g.slug == slug), groups[0] if len(groups) == 1 else None)
    cities = list(Organisation.objects.cities().order_by("name"))
    own = lender if lender is not None and lender.is_city else lender.city if lender is not None else None
    town = request.GET.get("city", "")
    city = own or next((c for c in cities if c.slug == town), cities[0] if len(cities) == 1 else None)
    if lender is None or city is None:
        context = {
            "lenders": [(g.slug, g.name) for g in groups],
            "lender": lender,
            "cities": [(c.slug, c.name) for c in cities] if lender is not None and own is None else [],
        }
        return render(request, "sharing/new.html", context)
    return _edit(request, lender, city, None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shared_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a thing, offer it, stop lending it; its loans stand beside."""
    one = _lent(request, pk)
    return _edit(request, one.organisation, one.city, one)


def _lent(request: HttpRequest, pk: int) -> Shared:
    person: Any = request.user
    rows = Shared.objects.visible_to(person).select_related("organisation", "city", "photo")
    one = get_object_or_404(rows, pk=pk)
    if not rules.may_lend(person, one.organisation):
        raise PermissionDenied
    return one


def _edit(request: HttpRequest, lender: Organisation, city: Organisation, one: Shared | None) -> HttpResponse:
    at = timezone.now()
    request.city = city  # type: ignore[attr-defined]
    fresh = {"pieces": 1, "most_days": 7, "ahead_days": 90, "ask_first": True, "kind": "tool"}
    form = SharedForm(initial=SharedForm.initial_of(one) if one else fresh, city=city)
    checklist: Any = one.access if one else {}
    checklist_problems: list[Any] = []
    status = 200
    if request.method == "POST":
        try:
            if one is not None and ("offer" in request.POST or "pause" in request.POST):
                return _show(request, one, at)
            form = SharedForm(request.POST, city=city)
            checklist = access.read(request.POST)
            checklist_problems = access.problems(checklist)
            status = 422
            if form.is_valid() and not checklist_problems:
                return _save(request, lender, city, one, form, access.clean(checklist), at)
        except Refusal as refusal:
            status = refusal.status
            if not form.is_bound and one is not None:
                form = SharedForm(SharedForm.initial_of(one), city=city)
                form.is_valid()
            add_refusal(form, refusal)
    loans = Booking.objects.filter(shared=one).select_related("shared__organisation", "person", "for_organisation")
    context = {
        "shared": one,
        "lender": lender,
        "city": city,
        "shape": shape(one) if one else "draft",
        "form": form,
        "checklist": checklist,
        "checklist_problems": checklist_problems,
        "photo": _photo(one),
        "loans": [row(b, at) for b in loans.order_by("-starts_at", "-pk")[:100]] if one else [],
    }
    return render(request, "sharing/edit.html", context, status=status)


def _photo(one: Shared | None) -> list[dict[str, Any]]:
    """The photograph as the field for it lists it."""
    if one is None or one.photo is None:
        return []
    upload = one.photo
    return [{"name": upload.original_name, "size": upload.size, "alt": upload.alt_text, "key": str(upload.pk)}]


def _show(request: HttpRequest, one: Shared, at: Any) -> HttpResponse:
    by: Any = request.user
    if "offer" in request.POST:
        actions.offer_shared(by=by, shared=one, at=at)
        messages.success(request, _("Offered. It can be booked from now on."))
    else:
        actions.pause_shared(by=by, shared=one, at=at)
        messages.success(request, _("Not lent at present. Loans that were agreed stay."))
    return redirect("web:shared_edit", pk=one.pk)


def _save(
    request: HttpRequest,
    lender: Organisation,
    city: Organisation,
    one: Shared | None,
    form: SharedForm,
    checklist: Any,
    at: Any,
) -> HttpResponse:
    by: Any = request.user
    values = form.cleaned_data | {"access": checklist}
    with transaction.atomic():
        if one is None:
            one = actions.add_shared(by=by, organisation=lender, city=city, values=values, at=at)
        else:
            actions.change_shared(by=by, shared=one, values=values, at=at)
        if file := request.FILES.get("photo"):
            alt = request.POST.get("photo-alt", "")
            actions.set_shared_photo(by=by, shared=one, file=file, alt_text=alt, at=at)
    messages.success(request, _("Saved."))
    return redirect("web:shared_edit", pk=one.pk)


@never_cache
@login_required
@require_safe
def shared_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """All loans of a thing, for the lender's calendar."""
    one = _lent(request, pk)
    rows = Booking.objects.filter(shared=one).exclude(state=Booking.State.BACK).select_related("shared")
    response = HttpResponse(bookings_calendar(rows, str(one.title)), content_type="text/calendar")
    response["Content-Disposition"] = f'attachment; filename="shared-{one.pk}.ics"'
    return response
