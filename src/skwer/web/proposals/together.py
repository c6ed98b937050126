"""Writing along: the people of a draft, and the link in an invitation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from skwer.apps.calls import actions
from skwer.apps.calls.models import CoAuthor
from skwer.apps.calls.queries.writers import text_hash
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.refusing import refused

from .drafts import not_now
from .finding import draft_of, read_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def coauthors(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """Who writes; invite somebody by her e-mail address."""
    proposal = draft_of(request, slug, uid)
    refusal, email, role = None, "", str(CoAuthor.Role.WRITER)
    if request.method == "POST":
        email, role = request.POST.get("email", ""), request.POST.get("role", role)
        try:
            actions.invite_coauthor(
                by=request.user,  # type: ignore[arg-type]
                proposal=proposal,
                email=email,
                role=role,
                at=timezone.now(),
            )
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": email.strip()})
            return redirect("web:coauthors", slug=slug, uid=uid)
    people = list(proposal.coauthors.select_related("person").order_by("invited_at", "pk"))
    context = {
        "call": proposal.call,
        "proposal": proposal,
        "people": people,
        "role": role,
        "roles": [
            (CoAuthor.Role.WRITER, _("writes along: reads and changes the draft")),
            (CoAuthor.Role.READER, _("only reads and confirms, for example a member of the board")),
        ],
        "text": text_hash(proposal) if any(one.role == CoAuthor.Role.READER for one in people) else "",
        "author": proposal.author,
        "is_author": proposal.author_id == request.user.pk,
        "me": request.user.pk,
        "email": email,
        "problems": [("email", str(refusal))] if refusal else [],
        "errors": [str(refusal)] if refusal else [],
        "back_url": address("web:proposal", slug, proposal.number)
        if proposal.number is not None
        else address("web:draft", slug, uid),
    }
    return render(request, "proposals/coauthors.html", context, status=refusal.status if refusal else 200)


@login_required
@require_POST
def coauthor_remove(request: HttpRequest, slug: str, uid: UUID, pk: int) -> HttpResponse:
    """Take an invitation back, end somebody's writing along, or leave."""
    proposal = read_of(request, slug, uid)
    coauthor = get_object_or_404(proposal.coauthors, pk=pk)
    leaving = coauthor.person_id == request.user.pk
    try:
        actions.remove_coauthor(by=request.user, coauthor=coauthor, at=timezone.now())  # type: ignore[arg-type]
    except Refusal as refusal:
        return not_now(request, proposal, refusal)
    if leaving:
        messages.success(request, _("You no longer write this proposal."))
        return redirect("web:call", slug=slug)
    messages.success(request, _("Removed from those who write along."))
    return redirect("web:coauthors", slug=slug, uid=uid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def coauthor_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the letter: accept (after signing in) or say no."""
    at = timezone.now()
    try:
        invitation = actions.invitation(token=token, at=at)
        proposal = invitation.proposal
        request.city = proposal.call.organisation  # type: ignore[attr-defined]
        if request.method == "POST" and request.POST.get("answer") == "no":
            actions.decline_invitation(token=token, at=at)
            messages.success(request, _("You said no. Your address has been erased from the invitation."))
            return redirect("web:call", slug=proposal.call.slug)
        if request.method == "POST":
            if not request.user.is_authenticated:
                return redirect_to_login(request.path)
            actions.accept_invitation(by=request.user, token=token, at=at)
            if invitation.role == CoAuthor.Role.READER:
                return redirect("web:draft_read", slug=proposal.call.slug, uid=proposal.uid)
            messages.success(request, _("You write along from now on."))
            return redirect("web:draft", slug=proposal.call.slug, uid=proposal.uid)
    except Refusal as refusal:
        return refused(request, refusal, back=address("web:home") or "/", back_label=_("To the start page"))
    context: dict[str, Any] = {
        "call": proposal.call,
        "proposal": proposal,
        "author": proposal.author,
        "reads": invitation.role == CoAuthor.Role.READER,
        "login_url": redirect_to_login(request.path).url,
        "signup_url": f"{address('account_signup')}?next={request.path}",
    }
    return render(request, "proposals/invitation.html", context)
