"""Who works at the city's desk, and who sits in its committees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from skwer.apps.people import actions
from skwer.apps.people.models import Body, Invitation, Membership, Organisation, Seat
from skwer.apps.people.queries import members, open_invitations, sitting
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_administer_or_operate, may_seat

from .doors import desk_city


class InviteForm(forms.Form):
    """A role for whoever reads an address."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Membership.Role.choices)


class BodyForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Body.Kind.choices)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=160)


class SeatForm(forms.Form):
    """A seat for whoever reads an address; she accepts by a link in a letter."""

    body = forms.ModelChoiceField(Body.objects.none(), widget=forms.HiddenInput)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    seat_role = forms.ChoiceField(label=gettext_lazy("Role in the body"), choices=Seat.Role.choices, initial="member")

    def __init__(self, *args: Any, city: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = city.bodies.all()


@desk_city
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Roles: invite, take an invitation back, end a role."""
    if request.method == "POST" and not may_administer_or_operate(request.user, city):
        raise PermissionDenied
    at = timezone.now()
    do = request.POST.get("do", "")
    form = InviteForm(request.POST if do == "invite" else None, initial={"role": Membership.Role.OFFICER})
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if do == "invite" and form.is_valid():
                actions.invite_member(by=request.user, organisation=city, at=at, **form.cleaned_data)
                messages.success(request, _("The invitation is on its way."))
                return redirect("web:desk_people", slug=city.slug)
            if do == "end":
                membership = get_object_or_404(
                    Membership, organisation=city, pk=_number(request.POST.get("membership"))
                )
                actions.end_membership(by=request.user, membership=membership, at=at)
                messages.success(request, _("The role has ended."))
                return redirect("web:desk_people", slug=city.slug)
            if do == "withdraw":
                invitation = get_object_or_404(
                    Invitation, organisation=city, pk=_number(request.POST.get("invitation"))
                )
                actions.withdraw_invitation(by=request.user, invitation=invitation, at=at)
                messages.success(request, _("The invitation was taken back."))
                return redirect("web:desk_people", slug=city.slug)
        except Refusal as error:
            refusal = error
    context = {
        "members": members(city),
        "invitations": open_invitations(city, at),
        "form": form,
        "refusal": refusal,
        "may_change": may_administer_or_operate(request.user, city),
    }
    return render(request, "desk/people.html", context, status=_status(refusal, form))


@desk_city
@require_http_methods(["GET", "POST"])
def bodies(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Committees and their seats: found one, invite people, end a seat."""
    if request.method == "POST" and not may_seat(request.user, city):
        raise PermissionDenied
    at = timezone.now()
    do = request.POST.get("do", "")
    form = BodyForm(request.POST if do == "found" else None)
    seat_form = SeatForm(request.POST if do == "invite" else None, city=city)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if do == "found" and form.is_valid():
                actions.create_body(by=request.user, organisation=city, at=at, **form.cleaned_data)
            elif do == "invite" and seat_form.is_valid():
                actions.invite_member(
                    by=request.user,
                    organisation=city,
                    role=Membership.Role.MEMBER,
                    at=at,
                    **seat_form.cleaned_data,
                )
            elif do == "unseat":
                seat = get_object_or_404(Seat, body__organisation=city, pk=_number(request.POST.get("seat")))
                actions.unseat(by=request.user, seat=seat, at=at)
            if do in ("found", "invite", "unseat") and not form.errors and not seat_form.errors:
                messages.success(request, _("Saved."))
                return redirect("web:desk_bodies", slug=city.slug)
        except Refusal as error:
            refusal = error
    asked = seat_form.data.get("body") if seat_form.is_bound else None
    rows = [
        {
            "body": body,
            "seats": sitting(body),
            "form": seat_form if str(body.pk) == asked else SeatForm(city=city, initial={"body": body}),
        }
        for body in city.bodies.order_by("name")
    ]
    context = {
        "rows": rows,
        "form": form,
        "seat_form": seat_form,
        "refusal": refusal,
        "may_change": may_seat(request.user, city),
    }
    return render(request, "desk/bodies.html", context, status=_status(refusal, form, seat_form))


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 12 else 0


def _status(refusal: Refusal | None, *forms_: forms.Form) -> int:
    if refusal is not None:
        return refusal.status
    return 422 if any(form.is_bound and form.errors for form in forms_) else 200
