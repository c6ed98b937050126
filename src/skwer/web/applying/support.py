"""The unlisted page on which neighbours support an idea. Whoever has the link reads it; signing takes an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.calls.actions import supporting
from skwer.apps.calls.models import Call, Proposal, Supporter
from skwer.apps.calls.queries.backing import support_of, support_of_call
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.rules import writes
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import has_verified_email
from skwer.web.context import address
from skwer.web.proposals.finding import call_of
from skwer.web.proposals.words import who_applies
from skwer.web.refusing import refused
from skwer.web.throttle import throttled


def listed(call: Call, uid: UUID) -> Proposal:
    """The proposal a link names. Its key is long and random: knowing it is the permission, as the page says.

    A draft without a title has nothing to be supported yet.
    """
    proposal = call.proposals.select_related("author", "organisation", "district").filter(uid=uid).first()
    if proposal is None or not proposal.title or not support_of_call(call).needed:
        raise Http404
    proposal.call = call
    return proposal


@never_cache
@throttled("support", limit=20, seconds=600)
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """Read the idea, sign, take one's name back."""
    proposal = listed(call_of(request, slug), uid)
    at, person = timezone.now(), request.user
    refusal: Refusal | None = None
    if request.method == "POST":
        if not person.is_authenticated:
            return redirect_to_login(request.path)
        if request.POST.get("do") == "withdraw":
            if supporting.withdraw_support(by=person, proposal=proposal, at=at):
                messages.success(request, _("Your name is erased from the list."))
            return redirect("web:support_proposal", slug=slug, uid=uid)
        try:
            supporting.support(
                by=person,
                proposal=proposal,
                name=request.POST.get("name", ""),
                street=request.POST.get("street", ""),
                lives_here="lives_here" in request.POST,
                old_enough="old_enough" in request.POST,
                at=at,
            )
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, _("Thank you. Your name is on the list."))
            return redirect("web:support_proposal", slug=slug, uid=uid)
    mine = proposal.supporters.filter(person=person).first() if person.is_authenticated else None
    if mine is None and not supporting.collecting(proposal, at):
        return _closed(request, proposal)
    return _page(request, proposal, mine, refusal)


def _closed(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Too late, or taken back. What the idea was is not told here: if it is public, it has its page."""
    over = proposal.state == Proposal.State.WITHDRAWN
    message = _("This idea was withdrawn, so its list is closed.") if over else _("This list takes no names any more.")
    visible = Proposal.objects.visible_to(request.user).filter(pk=proposal.pk).exists()  # type: ignore[arg-type]
    links = ()
    if visible and proposal.number is not None:
        links = ((_("See the idea"), reverse("web:proposal", args=[proposal.call.slug, proposal.number])),)
    return refused(
        request,
        supporting.ListClosed(message, paragraph=paragraph_of(proposal.call, "support")),
        back=reverse("web:call", args=[proposal.call.slug]),
        back_label=_("See the call"),
        rules_url=reverse("web:regulations", args=[proposal.call.slug]),
        links=links,
    )


def _page(request: HttpRequest, proposal: Proposal, mine: Supporter | None, refusal: Refusal | None) -> HttpResponse:
    call, person, at = proposal.call, request.user, timezone.now()
    count = support_of(proposal)
    wanted = support_of_call(call)
    signed_in = person.is_authenticated
    context: dict[str, Any] = {
        "call": call,
        "city": call.organisation,
        "proposal": proposal,
        "title": proposal.title_in(),
        "who": who_applies(proposal),
        "count": count,
        "wanted": wanted,
        "mine": mine,
        "writes": writes(person, proposal),  # type: ignore[arg-type]
        "open": supporting.collecting(proposal, at),
        "erased": mine.expires_on if mine else supporting.kept_until(call, at),
        "paragraph": paragraph_of(call, "support"),
        "fields": _fields(request, call, mine, refusal) if signed_in else [],
        "refusal": refusal,
        "problems": [(getattr(refusal, "field", ""), str(refusal))] if refusal else [],
        "verified": has_verified_email(person) if signed_in else True,  # type: ignore[arg-type]
        "email_url": address("account_email"),
        "login_url": redirect_to_login(request.path).url,
        "signup_url": f"{address('account_signup')}?next={request.path}",
        "needs_url": reverse("web:needs", args=[call.slug, proposal.uid]),
    }
    response = render(request, "applying/support.html", context, status=refusal.status if refusal else 200)
    response["X-Robots-Tag"] = "noindex"
    return response


def _fields(request: HttpRequest, call: Call, mine: Supporter | None, refusal: Refusal | None) -> list[dict[str, Any]]:
    age = support_of_call(call).age
    typed = request.POST if refusal else {}
    at = getattr(refusal, "field", "")
    kept = {"name": mine.name if mine else getattr(request.user, "name", ""), "street": mine.street if mine else ""}

    def one(name: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
        value = typed.get(name, "") if refusal else kept.get(name, mine is not None)
        errors = [str(refusal)] if refusal and at == name else []
        return {"name": name, "kind": kind, "label": label, "value": value, "errors": errors, **more}

    found = [
        one("name", "text", _("Your name and surname"), attrs={"autocomplete": "name", "maxlength": 120}),
        one("street", "text", _("The street where you live"), hint=_("Without the number of the house. No PESEL."),
            attrs={"autocomplete": "off", "maxlength": 120}),
        one("lives_here", "checkbox", _("I live in this city.")),
    ]  # fmt: skip
    if age:
        found.append(one("old_enough", "checkbox", _("I am at least %(age)s years old.") % {"age": age}))
    return found
