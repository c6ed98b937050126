"""After sending: the correction the office asked for, taking the proposal back, and its versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.calls import actions
from skwer.apps.calls.actions.proposing import Incomplete, StaleVersion
from skwer.apps.calls.models import Proposal
from skwer.apps.calls.queries import form_of, open_correction
from skwer.apps.calls.rules import may_edit, may_see_inside, may_withdraw, writes
from skwer.apps.forms.checking import check_save, merge
from skwer.apps.forms.reading import read_post
from skwer.apps.forms.showing import differences
from skwer.apps.people.refusals import Refusal

from . import uploads
from .drafts import _version, not_now, rows
from .finding import draft_of, proposal_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Only the fields the office named, until the hour it set."""
    proposal = proposal_of(request, slug, number)
    if not writes(request.user, proposal):  # type: ignore[arg-type]
        raise Http404
    if request.method != "POST":
        return _correction(request, proposal, proposal.answers, [])
    form, at = form_of(proposal), timezone.now()
    asked = open_correction(proposal)
    fields = asked.fields if asked else []
    questions = [question for question in form.questions if question.key in fields]
    typed = read_post(form, request.POST, only=fields)
    files, not_taken = uploads.take(request, proposal, questions, at) if asked else ({}, [])
    answers = {**typed, **files}
    if not_taken or "add_row" in request.POST or "remove_row" in request.POST:
        # Nothing is kept before it is sent, so the page only comes back with another row, or with the reason.
        shown = merge(proposal.answers, check_save(form, answers)[0])
        return _correction(request, proposal, shown, not_taken, status=422 if not_taken else 200, files=files)
    try:
        actions.answer_correction(
            by=request.user,  # type: ignore[arg-type]
            proposal=proposal,
            answers=answers,
            version=_version(request),
            at=at,
        )
    except Incomplete as refusal:
        proposal.refresh_from_db()
        shown = merge(proposal.answers, check_save(form, answers)[0])
        return _correction(request, proposal, shown, refusal.errors, status=refusal.status, files=files)
    except StaleVersion as refusal:
        proposal.refresh_from_db()
        shown = merge(refusal.theirs, check_save(form, answers)[0])
        return _correction(request, proposal, shown, [], refusal=refusal, status=refusal.status)
    except Refusal as refusal:
        return not_now(request, proposal, refusal)
    messages.success(request, _("Your correction is sent. The office goes on checking."))
    return redirect("web:proposal", slug=slug, number=number)


def _correction(
    request: HttpRequest,
    proposal: Proposal,
    answers: Any,
    problems: list[Any],
    *,
    refusal: Any = None,
    status: int = 200,
    files: dict[str, Any] | None = None,
) -> HttpResponse:
    asked = open_correction(proposal)
    form = form_of(proposal)
    keys = asked.fields if asked else []
    questions = tuple(question for question in form.questions if question.key in keys)
    theirs: dict[str, str] = {}
    if refusal is not None:
        theirs = {d.question.key: d.before for d in differences(form, proposal.answers, answers, only=keys)}
    answers = {**answers, **(files or {})}
    context = {
        "call": proposal.call,
        "proposal": proposal,
        "asked": asked,
        "rows": rows(request, proposal, questions, answers, theirs),
        "answers": answers,
        "problems": problems,
        "refusal": refusal,
        "version": proposal.version,
        "may": may_edit(request.user, proposal, timezone.now()),  # type: ignore[arg-type]
        "has_files": any(question.kind == "file" for question in questions),
        "new_files": files or {},
    }
    return render(request, "proposals/correction.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, number: int | None = None, uid: UUID | None = None) -> HttpResponse:
    """Take it back; the page says first what that means."""
    proposal = proposal_of(request, slug, number) if number is not None else draft_of(request, slug, uid)  # type: ignore[arg-type]
    if not writes(request.user, proposal):  # type: ignore[arg-type]
        raise Http404
    if request.method == "POST":
        sent = proposal.number is not None
        try:
            actions.withdraw_proposal(by=request.user, proposal=proposal, at=timezone.now())  # type: ignore[arg-type]
        except Refusal as refusal:
            return not_now(request, proposal, refusal)
        if sent:
            messages.success(request, _("Your proposal is withdrawn."))
            return redirect("web:proposal", slug=slug, number=proposal.number)
        messages.success(request, _("The draft is deleted."))
        return redirect("web:propose", slug=slug)
    context = {
        "call": proposal.call,
        "proposal": proposal,
        "may": may_withdraw(request.user, proposal),  # type: ignore[arg-type]
    }
    return render(request, "proposals/withdraw.html", context)


@require_safe
def revisions(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Every version that was sent, and word by word what changed. Readers see public answers only."""
    proposal = proposal_of(request, slug, number)
    form = form_of(proposal)
    inside = may_see_inside(request.user, proposal)  # type: ignore[arg-type]
    only = None if inside else [question.key for question in form.questions if question.public]
    versions = []
    before: Any = None
    for revision in proposal.revisions.order_by("number"):
        changed = differences(form, before.answers, revision.answers, only=only) if before else []
        versions.append({"revision": revision, "changed": changed, "first": before is None})
        before = revision
    context = {"call": proposal.call, "proposal": proposal, "versions": versions[::-1], "inside": inside}
    return render(request, "proposals/revisions.html", context)
