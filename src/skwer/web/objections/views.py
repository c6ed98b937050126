"""Objections for everybody: the public list with rulings, and the page on which somebody objects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.calls import actions
from skwer.apps.calls.models import Objection, Proposal
from skwer.apps.calls.objections import ANYONE, matters, may_object, terms_of
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.rules import writes
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.proposals.finding import call_of, proposal_of
from skwer.web.throttle import throttled

from . import words

A_PAGE = 30


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """Every objection of the call with its ruling, without names; about proposals that the reader may see."""
    call = call_of(request, slug)
    public = Proposal.objects.filter(call=call, number__isnull=False).visible_to(request.user)  # type: ignore[arg-type]
    found = (
        Objection.objects.filter(call=call, proposal__in=public.values("pk"))
        .exclude(state=Objection.State.WITHDRAWN)
        .select_related("call", "proposal", "new_decision")
        .order_by("-number")
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    terms = terms_of(call)
    context = {
        "call": call,
        "page": page,
        "rows": [words.shown(one) for one in page],
        "waiting": found.filter(state=Objection.State.FILED).count(),
        "terms": [{"matter": words.MATTERS[key], "term": term} for key, term in terms.items()],
        "paragraph": paragraph_of(call, "objections"),
        "rules_url": address("web:regulations", slug),
    }
    return render(request, "objections/list.html", context)


@never_cache
@login_required
@throttled("object", limit=10, seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What one may object to about this proposal, until when; what one filed, and how it stands."""
    person: Any = request.user
    proposal = proposal_of(request, slug, number)
    at = timezone.now()
    terms = terms_of(proposal.call)
    if not writes(person, proposal) and not any(term.who == ANYONE for term in terms.values()):
        raise PermissionDenied
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            said = _act(request, proposal)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, said)
            return redirect("web:object", slug=slug, number=number)
    answers = [(key, term, may_object(person, proposal, key, at)) for key, term in terms.items()]
    may = [(key, str(words.MATTERS[key])) for key, _term, answer in answers if answer]
    filed = proposal.objections.select_related("call", "proposal", "new_decision").order_by("-number")
    if not writes(person, proposal):
        filed = filed.filter(filed_by=person)
    about = matters(proposal)
    context = {
        "call": proposal.call,
        "proposal": proposal,
        "title": proposal.title_in(),
        "may": may,
        "terms": [
            {"matter": words.MATTERS[key], "term": term, "answer": answer, "body": term.body_in()}
            for key, term, answer in answers
            if key in about or answer
        ],
        "filed": [{**words.shown(one), "mine": one.state == Objection.State.FILED} for one in filed],
        "against": request.POST.get("against", may[0][0] if may else ""),
        "text": request.POST.get("text", ""),
        "refusal": refusal,
        "problems": [("id_text" if refusal.code == "text" else "", str(refusal))] if refusal else [],
        "paragraph": paragraph_of(proposal.call, "objections"),
        "rules_url": address("web:regulations", slug),
    }
    return render(request, "objections/mine.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, proposal: Proposal) -> str:
    person: Any = request.user
    at = timezone.now()
    if request.POST.get("do") == "withdraw":
        typed = request.POST.get("objection", "")
        mine = get_object_or_404(proposal.objections, number=int(typed) if typed.isdecimal() else 0)
        actions.withdraw_objection(by=person, objection=mine, at=at)
        return _("Your objection is withdrawn.")
    actions.file_objection(
        by=person,
        proposal=proposal,
        against=request.POST.get("against", ""),
        text=request.POST.get("text", ""),
        at=at,
    )
    return _("Your objection is filed. You will get a letter with the ruling.")
