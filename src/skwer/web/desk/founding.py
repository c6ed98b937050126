"""The site operator founds a city or another organisation and invites its first administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.people import actions
from skwer.apps.people.models import Membership, Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_found


class FoundForm(forms.Form):
    """Which kind, what it is called, where it works, and who lets the others in."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Organisation.Kind.choices)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    slug = forms.SlugField(
        label=gettext_lazy("Address part"),
        max_length=60,
        help_text=gettext_lazy("Small letters without accents, digits and hyphens, for example lipowiec."),
    )
    city = forms.ModelChoiceField(
        Organisation.objects.cities().order_by("name"),
        label=gettext_lazy("City it works in"),
        required=False,
        help_text=gettext_lazy("Leave empty for a city."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of its first administrator"),
        help_text=gettext_lazy("She gets a letter with a link, and lets the others in."),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found it and send the invitation, both or neither."""
    if not may_found(request.user):
        raise PermissionDenied
    form = FoundForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            name = _found(request, form.cleaned_data)
        except Refusal as error:
            refusal = error
            if error.code == "slug":
                form.add_error("slug", str(error))
        else:
            messages.success(request, _("%(name)s is founded; the invitation is on its way.") % {"name": name})
            return redirect("web:desk")
    context = {"form": form, "refusal": refusal if refusal and not form.errors else None}
    status = refusal.status if refusal else 422 if form.is_bound and form.errors else 200
    return render(request, "desk/found.html", context, status=status)


@transaction.atomic
def _found(request: HttpRequest, asked: dict[str, Any]) -> str:
    at = timezone.now()
    city = None if asked["kind"] == Organisation.Kind.CITY else asked["city"]
    organisation = actions.create_organisation(
        by=request.user, kind=asked["kind"], slug=asked["slug"], name=asked["name"], city=city, at=at
    )
    actions.invite_member(
        by=request.user, organisation=organisation, email=asked["email"], role=Membership.Role.ADMIN, at=at
    )
    return organisation.name
