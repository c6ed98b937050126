"""A person's own account: name, letters, consents, second factor, her data, and the way out."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from skwer.apps.calls.models import Proposal
from skwer.apps.inbox import actions as inbox
from skwer.apps.inbox.queries import wants, wishes
from skwer.apps.inbox.tokens import read_unsubscribe
from skwer.apps.people import actions, queries, tokens
from skwer.apps.people.consents import PURPOSES
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import decides

from ..context import address
from ..throttle import throttled


@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account on one page."""
    return render(request, "account/account.html", _page(request))


def _page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    person: Any = request.user
    proposals = Proposal.objects.written_by(person).select_related("call").order_by("-updated_at")
    return {
        "person": person,
        "languages": _languages(),
        "wishes": wishes(person),
        "consents": [(purpose, queries.has_agreed(person, purpose.key)) for purpose in PURPOSES.values()],
        "factors": queries.second_factors(person),
        "must_have_factor": decides(person),
        "memberships": person.memberships.current().select_related("organisation"),
        "seats": person.seats.filter(ended_at__isnull=True).select_related("body__organisation"),
        "mine": [_mine(proposal) for proposal in proposals],
        **more,
    }


def _mine(proposal: Proposal) -> dict[str, Any]:
    """A row of "your proposals": where it is gone on with, or read."""
    slug = proposal.call.slug
    if proposal.number is None:
        url = address("web:draft", slug, proposal.uid)
    elif proposal.state == Proposal.State.CORRECTION:
        url = address("web:correction", slug, proposal.number)
    else:
        url = address("web:proposal", slug, proposal.number)
    return {
        "title": proposal.title_in() or _("Untitled draft"),
        "url": url,
        "call": proposal.call.title,
        "state": proposal.get_state_display(),
    }


def _languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


@login_required
@require_POST
def change_name(request: HttpRequest) -> HttpResponse:
    written = request.POST.get("name", "")
    try:
        actions.change_name(by=request.user, name=written, at=timezone.now())  # type: ignore[arg-type]
    except Refusal as refusal:
        page = _page(request, problems=[("name", refusal.message)], written_name=written, name_errors=[refusal.message])
        return render(request, "account/account.html", page, status=refusal.status)
    messages.success(request, _("Your name is saved."))
    return redirect("web:account")


@login_required
@require_POST
def change_language(request: HttpRequest) -> HttpResponse:
    try:
        actions.change_language(by=request.user, language=request.POST.get("language", ""), at=timezone.now())  # type: ignore[arg-type]
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your language is saved."))
    return redirect("web:account")


@login_required
@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    inbox.set_preferences(by=request.user, wanted=request.POST.getlist("letter"), at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Your choice of letters is saved."))
    return redirect("web:account")


@login_required
@require_POST
def consents(request: HttpRequest) -> HttpResponse:
    agreed, now, person = request.POST.getlist("consent"), timezone.now(), request.user
    for key in PURPOSES:
        if key in agreed:
            actions.give_consent(by=person, purpose=key, at=now)  # type: ignore[arg-type]
        else:
            actions.withdraw_consent(by=person, purpose=key, at=now)  # type: ignore[arg-type]
    messages.success(request, _("Your consents are saved."))
    return redirect("web:account")


# Mail programs end a subscription with one POST of their own (RFC 8058); the signed link is what is asked for.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@throttled("unsubscribe", limit=30, seconds=600)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End one kind of letter, from the link in such a letter, without signing in."""
    found = read_unsubscribe(token)
    if found is None:
        raise Http404
    person, kind = found
    done = False
    if request.method == "POST":
        try:
            inbox.set_preference(by=person, letter=kind.key, wanted=False, at=timezone.now())
        except Refusal as refusal:
            return render(
                request, "account/unsubscribe.html", {"kind": kind, "refusal": refusal}, status=refusal.status
            )
        done = True
    return render(request, "account/unsubscribe.html", {"kind": kind, "done": done or not wants(person, kind.key)})


@login_required
@require_GET
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    """Everything kept about oneself, as a file."""
    person: Any = request.user
    kept = actions.export_person(by=person, person=person, at=timezone.now())
    response = JsonResponse(kept, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="skwer.json"'
    return response


@login_required
@never_cache
@reauthentication_required
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """The way out, with what follows from it said first."""
    person: Any = request.user
    now = timezone.now()
    problems: list[tuple[str, Any]] = []
    if request.method == "POST":
        if not request.POST.get("sure"):
            problems.append(("sure", _("Confirm that you want to erase your account.")))
        else:
            try:
                actions.erase_person(by=person, person=person, at=now)
            except Refusal as refusal:
                problems.append(("sure", refusal.message))
            else:
                logout(request)
                messages.success(request, _("Your account is erased. Thank you for the time you gave."))
                return HttpResponseRedirect(address("web:home") or "/")
    page = {"problems": problems, "hindrances": actions.hindrances_to_erasure(person, now)}
    return render(request, "account/erase.html", page, status=422 if problems else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@throttled("invitation", limit=20, seconds=600)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """See who invites to what, sign in or up, accept."""
    found, now = tokens.read_invitation(token), timezone.now()
    if found is None or not found.is_open(now):
        return render(request, "account/invitation.html", {"closed": True}, status=410)
    request.city = found.organisation if found.organisation.is_city else None  # type: ignore[attr-defined]
    if request.method == "POST" and request.user.is_authenticated:
        try:
            membership = actions.accept_invitation(by=request.user, token=token, at=now)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.path)
        messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": membership.organisation.name})
        return redirect("web:inbox")
    if not request.user.is_authenticated:
        # The link came to this address and nowhere else: whoever follows it has shown that the address is hers.
        request.session["account_verified_email"] = found.email
    return render(request, "account/invitation.html", {"invitation": found, "token": token})
