"""Appointments to look at a space: booking one, and the office's list of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.people.refusals import Refusal
from skwer.apps.spaces import actions, queries, rules
from skwer.apps.spaces.models import Space, Viewing, Visit, Wish
from skwer.web.context import address
from skwer.web.refusing import refused
from skwer.web.throttle import throttled

from .cards import card
from .doors import desk_of_space
from .forms import ViewingForm, VisitForm, add_refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("viewing", limit=30, seconds=3600)
def viewing_book(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Come and look at this hour; who booked sees where to meet, and can cancel."""
    person: Any = request.user
    at = timezone.now()
    space = get_object_or_404(Space.objects.visible_to(person).select_related("organisation"), pk=number)
    viewing = get_object_or_404(queries.counted(Viewing.objects.select_related("space")), space=space, pk=pk)
    request.city = space.organisation  # type: ignore[attr-defined]
    back = address("web:space", space.pk)
    if request.method == "POST" and not person.is_authenticated:
        return redirect(f"{address('account_login')}?next={request.path}")
    mine = None
    if person.is_authenticated:
        mine = Visit.objects.filter(viewing=viewing, person=person, cancelled_at__isnull=True).first()
    wishes = Wish.objects.none()
    if person.is_authenticated:
        wishes = Wish.objects.of(person).filter(organisation=space.organisation, state=Wish.State.OPEN)
    form = VisitForm(
        request.POST if request.method == "POST" else None, wishes=wishes, initial={"wish": wishes.first()}
    )
    status = 200
    if request.method == "POST":
        try:
            if "cancel" in request.POST and mine is not None:
                actions.cancel_visit(by=person, visit=mine, at=at)
                messages.success(request, _("Cancelled. Somebody else can come instead."))
                return redirect("web:space", number=space.pk)
            if form.is_valid():
                data = form.cleaned_data
                actions.book_visit(by=person, viewing=viewing, needs=data["needs"], wish=data.get("wish"), at=at)
                messages.success(request, _("Booked. We expect you."))
                return redirect("web:viewing_book", number=space.pk, pk=viewing.pk)
            status = 422
        except actions.NoViewing as refusal:
            return refused(request, refusal, back=back, back_label=_("Other hours"))
        except Refusal as refusal:
            status = refusal.status
            add_refusal(form, refusal)
    answer = rules.may_book_visit(person, viewing, at)
    left = max(0, viewing.capacity - viewing.taken)  # type: ignore[attr-defined]
    context = {
        "space": space,
        "city": space.organisation,
        "viewing": viewing,
        "left": left,
        "mine": mine,
        "may_cancel": mine is not None and bool(rules.may_cancel_visit(person, mine, at)),
        "answer": answer,
        "form": form,
        "point": [card(space)] if space.lon is not None else [],
    }
    return render(request, "spaces/viewing.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@desk_of_space
def desk_viewings(request: HttpRequest, space: Space) -> HttpResponse:
    """Hours of one space: a new one, who comes to each, calling one off."""
    by: Any = request.user
    at = timezone.now()
    form = ViewingForm(request.POST if "add" in request.POST else None)
    status = 200
    if request.method == "POST":
        try:
            if "cancel" in request.POST:
                pk = request.POST["cancel"]
                viewing = get_object_or_404(Viewing.objects.filter(space=space), pk=pk if pk.isdecimal() else 0)
                actions.cancel_viewing(by=by, viewing=viewing, at=at)
                messages.success(request, _("Cancelled. Everybody who had booked gets a letter."))
                return redirect("web:desk_viewings", number=space.pk)
            if form.is_valid():
                data = form.cleaned_data
                actions.add_viewing(
                    by=by, space=space, starts_at=data["starts_at"], ends_at=data["ends_at"],
                    capacity=data["capacity"], where=data["note"], at=at,
                )  # fmt: skip
                messages.success(request, _("Added. It can be booked on the space's page."))
                return redirect("web:desk_viewings", number=space.pk)
            status = 422
        except Refusal as refusal:
            if "add" not in request.POST:
                return refused(request, refusal, back=request.path)
            status = refusal.status
            add_refusal(form, refusal)
    rows = queries.counted(Viewing.objects.filter(space=space)).order_by("-starts_at")[:60]
    visits: dict[int, list[Visit]] = {}
    for visit in Visit.objects.filter(viewing__in=[v.pk for v in rows], cancelled_at__isnull=True).select_related(
        "person", "wish"
    ):
        visits.setdefault(visit.viewing_id, []).append(visit)
    all_rows = [
        {"viewing": v, "visits": visits.get(v.pk, []), "live": v.cancelled_at is None and v.starts_at > at}
        for v in rows
    ]
    context = {
        "space": space,
        "city": space.organisation,
        "form": form,
        "coming": [row for row in reversed(all_rows) if row["live"]],
        "past": [row for row in all_rows if not row["live"]],
        "offered": space.published_at is not None and space.state in queries.TO_HAVE,
    }
    return render(request, "spaces/desk_viewings.html", context, status=status)
