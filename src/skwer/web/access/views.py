"""What a place offers to whom: as plain text for everybody, and its checklist at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk
from skwer.apps.places import access, actions, rules
from skwer.apps.places.models import Place
from skwer.web.context import address

from .forms import SeenForm
from .telling import plain


@require_safe
def place_visit(request: HttpRequest, number: int) -> HttpResponse:
    """The card as plain text."""
    person: Any = request.user
    visible = Place.objects.visible_to(person).select_related("organisation", "district")
    place = get_object_or_404(visible, pk=number)
    text = plain(place, request.build_absolute_uri(address("web:place", place.pk)))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_place_access(request: HttpRequest, number: int) -> HttpResponse:
    """The checklist of a place: what somebody saw there, and on which day."""
    person: Any = request.user
    place = get_object_or_404(Place.objects.visible_to(person).select_related("organisation"), pk=number)
    if not may_read_desk(person, place.organisation):
        raise PermissionDenied
    request.city = place.organisation  # type: ignore[attr-defined]
    form = SeenForm(request.POST if request.method == "POST" else None, initial={"on": place.access_on})
    seen: Any = place.access
    errors: list[Any] = []
    problems: list[Any] = []
    status = 200
    if request.method == "POST":
        seen = access.read(request.POST)
        if form.is_valid():
            try:
                actions.set_access(by=person, place=place, access=seen, on=form.cleaned_data["on"], at=timezone.now())
            except Refusal as refusal:
                status = refusal.status
                errors = getattr(refusal, "errors", [])
                problems = errors or [(getattr(refusal, "field", ""), str(refusal))]
            else:
                messages.success(request, _("Saved. The page of the place says so now."))
                return redirect("web:desk_place", number=place.pk)
        else:
            status, problems = 422, [("on", message) for message in form.errors["on"]]
    context = {
        "place": place,
        "city": place.organisation,
        "form": form,
        "access": seen,
        "access_problems": errors,
        "problems": problems,
        "may_change": rules.may_change(person, place),
    }
    return render(request, "access/desk_access.html", context, status=status)
