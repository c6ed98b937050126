"""Writing a proposal, page by page. Everything typed is kept at every step, whatever is wrong with it."""

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
from skwer.apps.calls.actions.proposing import WRITTEN, CannotEdit, StaleVersion
from skwer.apps.calls.limits import left_in_year
from skwer.apps.calls.models import Proposal
from skwer.apps.calls.queries import proposing_stage
from skwer.apps.calls.queries.reusing import origin_of
from skwer.apps.calls.queries.rounds import unanswered
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.rules import may_edit
from skwer.apps.forms.checking import check_save, merge
from skwer.apps.forms.reading import read_post
from skwer.apps.forms.schema import Question, Step
from skwer.apps.forms.showing import differences
from skwer.web.context import address
from skwer.web.learn import beside
from skwer.web.refusing import refused

from . import uploads
from .finding import draft_of
from .wizard import Way


@never_cache
@login_required
@require_safe
def resume(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """On any device: back to the first page on which something is missing; a sent proposal has its own page."""
    proposal = draft_of(request, slug, uid)
    if proposal.state not in WRITTEN:
        return redirect("web:proposal", slug=slug, number=proposal.number)
    return redirect(Way(proposal).resume_url)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, slug: str, uid: UUID, step: str) -> HttpResponse:
    """One page of the form."""
    proposal = draft_of(request, slug, uid)
    if proposal.state not in WRITTEN and request.method != "POST":
        return redirect("web:proposal", slug=slug, number=proposal.number)
    way = Way(proposal)
    page = way.step(step)
    if page is None:
        raise Http404
    if request.method == "POST":
        return _save(request, way, page)
    shown = way.problems if request.GET.get("check") else way.unreadable
    return _page(request, way, page, proposal.answers, way.of_step(page, shown))


def _save(request: HttpRequest, way: Way, page: Step) -> HttpResponse:
    proposal, at = way.proposal, timezone.now()
    typed = read_post(way.form, request.POST, step=page.key)
    try:
        files, not_taken = uploads.take(request, proposal, page.questions, at, forget=True)
        errors = actions.save_draft(
            by=request.user,  # type: ignore[arg-type]
            proposal=proposal,
            answers={**typed, **files},
            version=_version(request),
            at=at,
        )
    except StaleVersion as stale:
        return _conflict(request, way, page, stale)
    except CannotEdit as refusal:
        # Late: what was typed on this page is shown once more, so that nobody loses it.
        return _page(request, way, page, merge(proposal.answers, check_save(way.form, typed)[0]), [], refusal=refusal)
    way = Way(proposal)  # read anew what was just saved
    if "add_row" in request.POST:
        key = request.POST["add_row"]
        rows = len(proposal.answers.get(key) or way.proposal.answers.get("_raw", {}).get(key) or [])
        return redirect(f"{way.url(page)}?add={key}#id_{key}{f'-{rows}-name' if rows else ''}")
    if "remove_row" in request.POST:
        return redirect(f"{way.url(page)}#id_{request.POST['remove_row'].rpartition('-')[0]}")
    go = request.POST.get("go", "next")
    wrong = [*not_taken, *errors]
    if wrong and go == "next":
        return _page(request, way, page, proposal.answers, wrong, status=422)
    if go == "back":
        return redirect(way.before(page))
    if lesson := beside.after_saving(go, way.url(page)):
        return redirect(lesson)
    if go == "later":
        messages.success(request, _("Saved. Your draft waits for you here and in your inbox, on any device."))
        return redirect("web:propose", slug=proposal.call.slug)
    if go == "stay":
        return redirect(way.url(page))
    return redirect(way.after(page))


def _version(request: HttpRequest) -> int:
    """The version the page was made from; a page without one is older than any."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else -1


def _conflict(request: HttpRequest, way: Way, page: Step, stale: StaleVersion) -> HttpResponse:
    """Somebody saved meanwhile: my text stays in the fields, the saved one stands above each; I choose."""
    way.proposal.refresh_from_db()
    way = Way(way.proposal)
    keys = {question.key for question in page.questions}
    mine = merge(stale.theirs, check_save(way.form, stale.mine)[0])
    theirs = {d.question.key: d.before for d in differences(way.form, stale.theirs, mine, only=keys)}
    return _page(request, way, page, mine, [], refusal=stale, theirs=theirs, version=stale.version)


def _page(
    request: HttpRequest,
    way: Way,
    page: Step,
    answers: Any,
    problems: list[Any],
    *,
    status: int = 200,
    refusal: Any = None,
    theirs: dict[str, str] | None = None,
    version: int | None = None,
) -> HttpResponse:
    proposal = way.proposal
    now = timezone.now()
    stage = proposing_stage(proposal.call)
    origin = origin_of(proposal)
    lessons = beside.of_stage(stage, back=way.url(page))
    context = {
        "call": proposal.call,
        "proposal": proposal,
        "way": way,
        "step": page,
        "bar": way.bar(page.key),
        "first": page is way.steps[0],
        "rows": [
            {
                **row,
                "lessons": lessons.get(row["question"].key, []),
                "flag": origin.flags.get(row["question"].key, "") if origin else "",
            }
            for row in rows(request, proposal, page.questions, answers, theirs or {})
        ],
        "lessons": lessons.get("", []),
        "origin": origin,
        "flagged": [q for q in page.questions if origin and q.key in origin.flags],
        "answers": answers,
        "problems": problems,
        "beside": [*problems, *(e for e in way.of_step(page, way.limits) if e not in problems)],
        "year": (year := left_in_year(proposal) if any(q.kind == "costs" for q in page.questions) else None),
        "may_ask": min(year[2], proposal.call.request_max) if year else None,
        "year_paragraph": paragraph_of(proposal.call, "year_cap"),
        "checking": bool(request.GET.get("check")),
        "version": proposal.version if version is None else version,
        "may": may_edit(request.user, proposal, now),  # type: ignore[arg-type]
        "refusal": refusal,
        "conflict": isinstance(refusal, StaleVersion),
        "theirs": theirs,
        "stage": stage,
        "unanswered": unanswered(proposal) if proposal.number is not None else [],
        "has_files": any(question.kind == "file" for question in page.questions),
        "needs": proposal.needs.count(),
        "coauthors": proposal.coauthors.filter(accepted_at__isnull=False).count(),
        "is_author": proposal.author_id == request.user.pk,
        "people_url": address("web:coauthors", proposal.call.slug, proposal.uid),
    }
    return render(request, "proposals/draft.html", context, status=refusal.status if refusal else status)


def rows(
    request: HttpRequest,
    proposal: Proposal,
    questions: tuple[Question, ...],
    answers: Any,
    theirs: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    """What the page needs beside each question: its files, an empty row more, the text saved meanwhile."""
    known = uploads.listed(proposal, request.user) if any(q.kind == "file" for q in questions) else {}
    more = request.GET.get("add") or request.POST.get("add_row")
    return [
        {
            "question": question,
            "files": uploads.of_question(question, answers, known),
            "add": 1 if question.key == more else 0,
            "theirs": (theirs or {}).get(question.key),
        }
        for question in questions
    ]


def not_now(request: HttpRequest, proposal: Proposal, refusal: Any) -> HttpResponse:
    """The refusal as a page that leads back to the proposal or its draft."""
    call = proposal.call
    if proposal.number is None:
        back, label = address("web:draft", call.slug, proposal.uid), _("Back to the draft")
    else:
        back, label = address("web:proposal", call.slug, proposal.number), _("Back to the proposal")
    return refused(request, refusal, back=back, back_label=label, rules_url=address("web:regulations", call.slug))
