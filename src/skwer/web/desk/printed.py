"""A printed proposal at the counter: is it the version in force?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skwer.apps.calls.actions.printing import NotThisPaper, take_print
from skwer.apps.people.models import Organisation

from .doors import changes_only_by_staff, desk_city


class PrintedForm(forms.Form):
    """What stands on the paper; a camera pointed at its square fills both in."""

    number = forms.CharField(label=gettext_lazy("Receipt number"), max_length=100)
    checksum = forms.CharField(
        label=gettext_lazy("Checksum"),
        max_length=80,
        help_text=gettext_lazy("Sixteen signs in four groups. Dashes and small letters make no difference."),
    )


@desk_city
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def printed(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Number and checksum from the paper; the answer says which version it is, and why it is not taken."""
    form = PrintedForm(request.POST or None, initial=request.GET.dict())
    refusal: NotThisPaper | None = None
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            revision = take_print(
                by=request.user,  # type: ignore[arg-type]
                city=city,
                receipt=given["number"],
                checksum=given["checksum"],
                at=timezone.now(),
            )
        except NotThisPaper as error:
            refusal = error
        else:
            proposal = revision.proposal
            said = _(
                "The paper is version %(version)s of no. %(number)s, the one in force. The journal keeps that it came."
            )
            messages.success(request, said % {"version": revision.number, "number": proposal.number})
            return redirect("web:desk_proposal", slug=proposal.call.slug, number=proposal.number)
    context = {"city": city, "form": form, "refusal": refusal, "older": refusal is not None and refusal.code == "older"}
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(request, "desk/printed.html", context, status=status)
