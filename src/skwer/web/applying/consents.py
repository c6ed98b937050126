"""The link for a guardian or an owner: read what is asked, and agree or not, under a name and without an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.calls.actions import needing
from skwer.apps.calls.models import Need
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.refusing import refused
from skwer.web.throttle import throttled

from .words import shown


@never_cache
@throttled("consent", limit=20, seconds=600)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, by whom, and two buttons."""
    refusal: Refusal | None = None
    try:
        need = needing.asked_by(token)
        request.city = need.proposal.call.organisation  # type: ignore[attr-defined]
        if request.method == "POST":
            agree = request.POST.get("answer") == "yes"
            needing.answer_by_link(
                token=token,
                agree=agree,
                who=request.POST.get("who", ""),
                states="states" in request.POST,
                by=request.user if request.user.is_authenticated else None,
                at=timezone.now(),
            )
            messages.success(request, _("Thank you. Your answer is kept.") if agree else _("Your refusal is kept."))
            return redirect("web:consent_give", token=token)
    except needing.ConsentGone as gone:
        return refused(request, gone, back=address("web:home") or "/", back_label=_("To the start page"))
    except Refusal as caught:
        refusal = caught
    return _page(request, need, refusal)


def _page(request: HttpRequest, need: Need, refusal: Refusal | None) -> HttpResponse:
    proposal = need.proposal
    typed: Any = request.POST if refusal else {}
    at = getattr(refusal, "field", "")

    def wrong(name: str) -> list[str]:
        return [str(refusal)] if refusal and at == name else []

    statement = {
        Need.Kind.GUARDIAN: _("I am the parent or legal guardian of the person who sends this proposal."),
        Need.Kind.OWNER: _("I own this land, or manage it and may agree for its owner."),
    }[Need.Kind(need.kind)]
    fields = [
        {"kind": "text", "name": "who", "label": _("Your name and surname"), "value": typed.get("who", ""),
         "errors": wrong("who"), "attrs": {"autocomplete": "name", "maxlength": 160},
         "hint": _("For an office or a company: also its name.") if need.kind == Need.Kind.OWNER else ""},
        {"kind": "checkbox", "name": "states", "label": statement, "value": "states" in typed,
         "errors": wrong("states")},
    ]  # fmt: skip
    context = {
        "call": proposal.call,
        "city": proposal.call.organisation,
        "proposal": proposal,
        "author": proposal.author,
        "one": shown(need),
        "answered": need.state != Need.State.OPEN,
        "open": need.state in (Need.State.OPEN, Need.State.GIVEN),
        "fields": fields,
        "refusal": refusal,
        "problems": [(at, str(refusal))] if refusal else [],
        "rules_url": reverse("web:regulations", args=[proposal.call.slug]),
    }
    response = render(request, "applying/consent.html", context, status=refusal.status if refusal else 200)
    response["X-Robots-Tag"] = "noindex"
    # The address is the permission: it must not travel to pages this one links to.
    response["Referrer-Policy"] = "no-referrer"
    return response
