"""Everything on one page, the declarations, and sending; then the receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.calls import actions
from skwer.apps.calls.actions.proposing import WRITTEN, Incomplete, StaleVersion, Unverified
from skwer.apps.calls.models import Proposal, Revision
from skwer.apps.calls.queries import proposing_stage
from skwer.apps.calls.queries.rounds import IDEA, round_of, stage_of_round
from skwer.apps.calls.rules import may_edit, may_see_inside
from skwer.apps.forms.reading import read_post
from skwer.apps.forms.showing import display
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import has_verified_email
from skwer.web.calls.stages import after, stage_name
from skwer.web.context import address

from . import uploads
from .drafts import _version, not_now
from .finding import draft_of, proposal_of
from .wizard import Way
from .words import applicant_words, who_applies

SENT = (Revision.Reason.SUBMITTED, Revision.Reason.REGISTERED)
ROUND_OF_IDEAS = (Proposal.State.IDEA, Proposal.State.INVITED, Proposal.State.DECLINED, Proposal.State.LAPSED)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_and_send(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """The last step. Sending again what was already sent leads to its receipt."""
    proposal = draft_of(request, slug, uid)
    if proposal.state not in WRITTEN:
        return redirect("web:receipt", slug=slug, number=proposal.number)
    if request.method != "POST":
        return _page(request, Way(proposal))
    way, at = Way(proposal), timezone.now()
    try:
        if way.ending:
            declared = read_post(way.form, request.POST, step=way.ending.key)
            actions.save_draft(
                by=request.user,  # type: ignore[arg-type]
                proposal=proposal,
                answers=declared,
                version=_version(request),
                at=at,
            )
        if request.POST.get("go") == "later":
            return redirect("web:propose", slug=slug)
        actions.submit_proposal(by=request.user, proposal=proposal, at=at)  # type: ignore[arg-type]
    except (Incomplete, StaleVersion, Unverified) as refusal:
        proposal.refresh_from_db()
        return _page(request, Way(proposal), refusal)
    except Refusal as refusal:
        proposal.refresh_from_db()
        if refusal.code == "already_sent" and proposal.number is not None:
            return redirect("web:receipt", slug=slug, number=proposal.number)
        return not_now(request, proposal, refusal)
    return redirect("web:receipt", slug=slug, number=proposal.number)


def _page(request: HttpRequest, way: Way, refusal: Any = None) -> HttpResponse:
    proposal = way.proposal
    tried = isinstance(refusal, Incomplete)
    known = uploads.listed(proposal, request.user)
    remains = way.remains(declared=tried)
    if tried:
        # What only sending finds out, such as too many proposals of one person.
        found = {problem.field for problem in way.problems}
        remains += [way.leads(problem) for problem in refusal.errors if problem.field not in found]
    asked = {question.key for question in way.declarations}
    shown = {one.question.key: one for one in display(way.form, proposal.answers)}
    context = {
        "call": proposal.call,
        "proposal": proposal,
        "way": way,
        "bar": way.bar(""),
        "remains": remains,
        "parts": [
            {"step": step, "url": way.url(step), "shown": [shown[q.key] for q in step.questions if q.key in shown]}
            for step in way.steps
        ],
        "files": known,
        "declarations": way.declarations,
        "answers": proposal.answers,
        "problems": [problem for problem in way.problems if problem.field in asked] if tried else [],
        "version": proposal.version,
        "who": who_applies(proposal, inside=True),
        "applicant_kind": applicant_words(proposal.applicant_kind),
        "may": may_edit(request.user, proposal, timezone.now()),  # type: ignore[arg-type]
        "stage": proposing_stage(proposal.call),
        "following": after(proposal.call, proposing_stage(proposal.call)),
        "round": round_of(proposing_stage(proposal.call)),
        "verified": has_verified_email(request.user),  # type: ignore[arg-type]
        "email_url": address("account_email"),
        "refusal": refusal,
    }
    return render(request, "proposals/send.html", context, status=refusal.status if refusal else 200)


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Number, day and hour, what was sent, what comes next. For those who wrote it and for the office."""
    proposal = proposal_of(request, slug, number)
    if not may_see_inside(request.user, proposal):  # type: ignore[arg-type]
        raise Http404
    kept = proposal.revisions.filter(reason__in=[Revision.Reason.IDEA, *SENT]).order_by("number")
    first = kept.last() or proposal.revisions.order_by("number").first()
    form = Way(proposal).form
    stage = proposing_stage(proposal.call)
    if proposal.state in ROUND_OF_IDEAS:
        stage = stage_of_round(proposal.call, IDEA) or stage
    following = after(proposal.call, stage)
    context = {
        "call": proposal.call,
        "proposal": proposal,
        "revision": first,
        "idea": proposal.state in ROUND_OF_IDEAS,
        "shown": display(form, first.answers if first else proposal.answers),
        "files": uploads.listed(proposal, request.user),
        "who": who_applies(proposal, inside=True),
        "following": following,
        "following_name": stage_name(following) if following else "",
    }
    return render(request, "proposals/receipt.html", context)
