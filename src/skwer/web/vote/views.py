"""The ballot, and the page that says the vote was cast."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from skwer.apps.calls.models import Call, Proposal, Stage
from skwer.apps.people.refusals import Refusal
from skwer.apps.voting import actions, queries, rules
from skwer.values.text import in_language
from skwer.web.context import address

WIDE = 15  # squares in a row of the purse


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """The ballot: choose, count, cast; or why one cannot vote now, and what to do about it."""
    stage = _stage(request, slug)
    if request.method != "POST":
        chosen = queries.my_ballot(request.user, stage) or []
        return _ballot(request, stage, chosen, declared=bool(chosen))
    chosen = [_number(value) for value in request.POST.getlist("choice")]
    declared = "declared" in request.POST
    if "count" in request.POST:
        return _ballot(request, stage, chosen, declared=declared, counted=True)
    try:
        actions.cast_ballot(by=request.user, stage=stage, choices=chosen, declared=declared, at=timezone.now())
    except Refusal as refusal:
        if refusal.code == "signed_out":
            return redirect_to_login(request.path)
        return _ballot(request, stage, chosen, declared=declared, refusal=refusal)
    return redirect("web:voted", slug=slug)


@never_cache
@require_GET
def voted(request: HttpRequest, slug: str) -> HttpResponse:
    """You have voted: for what, until when it may be changed, and what comes next."""
    stage = _stage(request, slug)
    if not queries.has_voted(request.user, stage):
        return redirect("web:vote", slug=slug)
    numbers = queries.my_ballot(request.user, stage)
    chosen = stage.call.proposals.filter(number__in=numbers or []).select_related("district").order_by("number")
    return render(
        request,
        "vote/done.html",
        {
            "call": stage.call,
            "stage": stage,
            "chosen": [_card(proposal) for proposal in chosen],
            "may_change": numbers is not None and rules.may_vote(request.user, stage, timezone.now()).yes,
            "call_url": address("web:call", slug),
            "results_url": _results_url(stage.call),
        },
    )


def _stage(request: HttpRequest, slug: str) -> Stage:
    call = get_object_or_404(
        Call.objects.visible_to(request.user).select_related("organisation").prefetch_related("stages"), slug=slug
    )
    request.city = call.organisation
    stage = queries.vote_stage(call)
    if stage is None:
        raise Http404
    return stage


def _ballot(
    request: HttpRequest,
    stage: Stage,
    chosen: Iterable[int],
    *,
    declared: bool,
    counted: bool = False,
    refusal: Refusal | None = None,
) -> HttpResponse:
    answer = rules.may_vote(request.user, stage, timezone.now())
    terms = queries.Terms.of(stage)
    ticked = set(chosen)
    ideas = [_card(p, ticked) for p in queries.ballot_proposals(stage, request.user)] if answer.yes else []
    number = sum(idea["chosen"] for idea in ideas)
    anchor = "declared" if refusal and refusal.code == "not_declared" else _first(ideas)
    context = {
        "call": stage.call,
        "stage": stage,
        "answer": answer,
        "terms": terms,
        "declaration": terms.declared(stage),
        "help_text": in_language(terms.help),
        "ideas": ideas,
        "number": number,
        "left": max(terms.most - number, 0),
        "over": number > terms.most,
        "squares": {
            "box": f"-1 -1 {WIDE * 10} {-(-terms.most // WIDE) * 10}",
            "all": _squares(terms.most),
            "chosen": _squares(min(number, terms.most)),
            "wide": WIDE,
        },
        "declared": declared,
        "counted": counted,
        "has_voted": queries.has_voted(request.user, stage),
        "problems": [(anchor, str(refusal))] if refusal else [],
        "undeclared": refusal is not None and refusal.code == "not_declared",
        "call_url": address("web:call", stage.call.slug),
        "ideas_url": address("web:proposals", stage.call.slug),
        "rules_url": address("web:regulations", stage.call.slug),
        "results_url": _results_url(stage.call),
        "login_url": redirect_to_login(request.path).url,
        "signup_url": f"{address('account_signup')}?next={request.path}",
        "email_url": address("account_email"),
    }
    return render(request, "vote/ballot.html", context, status=refusal.status if refusal else 200)


def _card(proposal: Proposal, ticked: Iterable[int] = ()) -> dict[str, Any]:
    cover = proposal.cover
    return {
        "number": proposal.number,
        "title": proposal.title_in(),
        "text": proposal.summary_in(),
        "category": proposal.category,
        "seed": proposal.pk,
        "photo_url": address("web:file", cover.uid) if cover else "",
        "where": str(proposal.district or proposal.address),
        "amount": proposal.requested,
        "currency": proposal.call.currency,
        "url": address("web:proposal", proposal.call.slug, proposal.number),
        "chosen": proposal.number in ticked,
    }


def _results_url(call: Call) -> str:
    published = call.decisions.filter(published_at__isnull=False, superseded_at__isnull=True).exists()
    return address("web:results", call.slug) if published else ""


def _number(value: str) -> int:
    """What was sent as a choice; what is no number stands for a number that is on no ballot."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else 0


def _first(ideas: list[dict[str, Any]]) -> str:
    return f"choice-{ideas[0]['number']}" if ideas else ""


def _squares(number: int) -> str:
    return "".join(f"M{k % WIDE * 10} {k // WIDE * 10}h8v8h-8z" for k in range(number))
