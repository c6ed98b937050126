"""An assessor's own pages: what waits, the declaration, the sheet, and then what others think."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.assessment import actions, queries, rules
from skwer.apps.assessment.measures import measured
from skwer.apps.assessment.models import Assignment, Sheet
from skwer.apps.assessment.terms import AssessTerms
from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.calls.queries import form_of
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.forms.showing import display
from skwer.apps.people.refusals import Refusal
from skwer.apps.places import access
from skwer.methods.ranking import short
from skwer.web.context import address
from skwer.web.fields import anchor_of
from skwer.web.proposals.uploads import listed
from skwer.web.proposals.words import applicant_words, who_applies

from .forms import criteria_shown, scores_from, version_from
from .showing import points_text, sheet_shown


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What an assessor has, call by call. Before the declaration only numbers are told."""
    groups: dict[int, dict[str, Any]] = {}
    for assignment in queries.assignments_of(request.user).select_related("sheet"):  # type: ignore[arg-type]
        stage = assignment.stage
        group = groups.setdefault(
            stage.pk,
            {"stage": stage, "call": stage.call, "rows": [], "open": stage.state == Stage.State.OPEN, "left": 0},
        )
        row = _listed(assignment)
        group["rows"].append(row)
        group["left"] += row["todo"]
    for group in groups.values():
        group["ranking_url"] = (
            address("web:desk_ranking", group["call"].slug)
            if rules.may_see_ranking(request.user, group["stage"])  # type: ignore[arg-type]
            else ""
        )
        group["oversee_url"] = (
            address("web:desk_assess", group["call"].slug)
            if rules.may_oversee(request.user, group["stage"])  # type: ignore[arg-type]
            else ""
        )
    left = sum(group["left"] for group in groups.values())
    if groups:
        request.city = next(iter(groups.values()))["call"].organisation  # type: ignore[attr-defined]
    finding = (
        ngettext("%(n)d proposal waits for your sheet", "%(n)d proposals wait for your sheets", left) % {"n": left}
        if left
        else _("No proposal waits for you")
    )
    return render(request, "assessment/assignments.html", {"groups": list(groups.values()), "finding": finding})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One assignment: declare; then read and score; then, once sent, compare."""
    assignment = queries.assignments_of(request.user).filter(pk=pk).first()  # type: ignore[arg-type]
    if assignment is None:
        raise Http404
    assignment.proposal.call = assignment.stage.call
    request.city = assignment.stage.call.organisation  # type: ignore[attr-defined]
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do in ("clear", "conflict"):
        return _declare(request, assignment, conflict=do == "conflict")
    if assignment.state == Assignment.State.ASSIGNED:
        return _declaration(request, assignment)
    if not rules.may_see_content(request.user, assignment):  # type: ignore[arg-type]
        return _aside(request, assignment)
    if request.method == "POST":
        return _score(request, assignment, send=do == "send")
    return _sheet(request, assignment)


def _declare(request: HttpRequest, assignment: Assignment, *, conflict: bool) -> HttpResponse:
    try:
        replacement = actions.declare(
            by=request.user,  # type: ignore[arg-type]
            assignment=assignment,
            conflict=conflict,
            reason=request.POST.get("reason", ""),
            at=timezone.now(),
        )
    except Refusal as refusal:
        assignment.refresh_from_db()
        if rules.may_see_content(request.user, assignment):  # type: ignore[arg-type]
            return _sheet(request, assignment, refusal=refusal)
        return _declaration(request, assignment, refusal)
    if not conflict:
        return redirect("web:desk_sheet", pk=assignment.pk)
    messages.success(
        request,
        _("Thank you. Somebody else takes over this proposal.")
        if replacement
        else _("Thank you. The office will find somebody else for this proposal."),
    )
    return redirect("web:desk_assignments")


def _declaration(request: HttpRequest, assignment: Assignment, refusal: Refusal | None = None) -> HttpResponse:
    """The number and nothing else of the proposal."""
    stage = assignment.stage
    context = {
        "call": stage.call,
        "stage": stage,
        "assignment": assignment,
        "number": assignment.proposal.number,
        "count": _undeclared(request, stage),
        "paragraph": paragraph_of(stage.call, "conflict"),
        "rules_url": address("web:regulations", stage.call.slug),
        "reason": request.POST.get("reason", ""),
        "problems": [("reason", str(refusal))] if refusal else [],
        "open": stage.state == Stage.State.OPEN,
    }
    return render(request, "assessment/declare.html", context, status=refusal.status if refusal else 200)


def _undeclared(request: HttpRequest, stage: Stage) -> int:
    return Assignment.objects.of(request.user).filter(stage=stage, state=Assignment.State.ASSIGNED).count()  # type: ignore[arg-type]


def _aside(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """She stepped aside: nothing of the proposal is shown any more."""
    context = {"call": assignment.stage.call, "assignment": assignment, "number": assignment.proposal.number}
    return render(request, "assessment/aside.html", context)


def _score(request: HttpRequest, assignment: Assignment, *, send: bool) -> HttpResponse:
    """Save what is typed, and send it if asked to; a refusal leaves everything on the page."""
    scores = scores_from(request.POST, AssessTerms.of(assignment.stage))
    comment = request.POST.get("comment", "")
    seen = access.read(request.POST)
    act = actions.submit_sheet if send else actions.save_sheet
    try:
        act(
            by=request.user,  # type: ignore[arg-type]
            assignment=assignment,
            scores=scores,
            comment=comment,
            access=seen,
            version=version_from(request.POST),
            at=timezone.now(),
        )
    except actions.SheetIncomplete as refusal:
        return _sheet(request, assignment, refusal=refusal)
    except Refusal as refusal:
        return _sheet(
            request, assignment, refusal=refusal, typed={"scores": scores, "comment": comment, "access": seen}
        )
    if not send:
        messages.success(request, _("Saved. Nobody else sees it until you send it."))
        return redirect("web:desk_sheet", pk=assignment.pk)
    messages.success(request, _("Your sheet is sent. Now you can see what others think."))
    return redirect("web:desk_sheet", pk=assignment.pk)


def _sheet(
    request: HttpRequest, assignment: Assignment, *, refusal: Refusal | None = None, typed: Any = None
) -> HttpResponse:
    stage, proposal = assignment.stage, assignment.proposal
    terms = AssessTerms.of(stage)
    mine = Sheet.objects.filter(assignment=assignment).first()
    kept: dict[str, Any] = {"scores": {}, "comment": "", "access": {}}
    if mine:
        kept = {"scores": mine.scores, "comment": mine.comment, "access": mine.access}
    measures = _measures(terms, proposal)
    if mine is None:  # what the costs say stands there already; the assessor may correct it
        kept["scores"] = {key: {"value": value} for key, value in measures.items()}
    shown = typed or kept
    errors = getattr(refusal, "errors", [])
    sent = assignment.state == Assignment.State.SUBMITTED
    sheets = queries.sheets_of(stage, proposal) if rules.may_see_others(request.user, assignment) else []  # type: ignore[arg-type]
    totals = [sheet_shown(one, terms) for one in sheets]
    context = {
        "call": stage.call,
        "stage": stage,
        "assignment": assignment,
        "proposal": proposal,
        "number": proposal.number,
        "title": proposal.title_in(),
        "summary": proposal.summary_in(),
        "who": who_applies(proposal, inside=True),
        "who_kind": applicant_words(proposal.applicant_kind),
        "shown": [one for one in display(form_of(proposal), proposal.answers) if rules.assessor_reads(one.question)],
        "files": listed(proposal, request.user),
        "criteria": criteria_shown(terms, shown["scores"], errors, measures),
        "comment": shown["comment"],
        "asks_access": terms.access,
        "access": shown["access"],
        "access_problems": [error for error in errors if error.row is not None],
        "version": mine.version if mine else 0,
        "scale": points_text(terms.scale, 0),
        "sent": sent,
        "may_score": rules.may_score(request.user, assignment),  # type: ignore[arg-type]
        "sheets": totals,
        "totals": [one["total"] for one in totals],
        "others_due": not sent,
        "stale": kept if isinstance(refusal, actions.StaleSheet) else None,
        "stale_rows": criteria_shown(terms, kept["scores"]) if isinstance(refusal, actions.StaleSheet) else [],
        "reopened": mine.sent.filter(reopened_at__isnull=False).last() if mine and not sent else None,
        "problems": _problems(refusal),
        "following": _following(assignment),
    }
    return render(request, "assessment/sheet.html", context, status=refusal.status if refusal else 200)


def _problems(refusal: Refusal | None) -> list[tuple[str, str]]:
    if refusal is None:
        return []
    errors = getattr(refusal, "errors", [])
    if errors:
        rows = [
            (anchor_of(error) if error.row is not None else f"{error.part}-{error.field}", error) for error in errors
        ]
        return [(anchor, error.summary) for anchor, error in rows]
    return [("", str(refusal))]


def _measures(terms: AssessTerms, proposal: Proposal) -> dict[str, str]:
    """What the table of costs says about banded criteria, rounded as the scale rounds."""
    found = {criterion.key: measured(criterion, proposal) for criterion in terms.criteria}
    return {key: short(value) for key, value in found.items() if value is not None}


def _following(assignment: Assignment) -> Assignment | None:
    """The next assignment of the same assessor in this stage that she has not finished."""
    todo = [Assignment.State.ASSIGNED, Assignment.State.CLEAR]
    mine = Assignment.objects.filter(stage=assignment.stage, assessor=assignment.assessor, state__in=todo)
    return mine.exclude(pk=assignment.pk).order_by("proposal__number").first()


def _listed(assignment: Assignment) -> dict[str, Any]:
    """A row of the list. The title only after the declaration."""
    proposal, states = assignment.proposal, Assignment.State
    opened = assignment.state in Assignment.OPENED
    open_ = assignment.stage.state == Stage.State.OPEN
    has_draft = hasattr(assignment, "sheet")
    status, label, button = {
        states.ASSIGNED: ("fix", _("declare first"), _("Declare")),
        states.CLEAR: ("fix", _("draft") if has_draft else _("to be scored"), _("Score")),
        states.SUBMITTED: ("done", _("sent"), _("Compare")),
        states.CONFLICT: ("no", _("you stepped aside"), ""),
    }[states(assignment.state)]
    late = open_ and assignment.stage.closes_at is not None and timezone.now() >= assignment.stage.closes_at
    todo = open_ and assignment.state in (states.ASSIGNED, states.CLEAR)
    return {
        "number": proposal.number,
        "title": proposal.title_in() if opened else "",
        "state": ("late" if late and todo else status) if todo or status != "fix" else "draft",
        "state_label": label,
        "action": button if open_ or assignment.state == states.SUBMITTED else "",
        "url": address("web:desk_sheet", assignment.pk),
        "todo": todo,
        "at": assignment.stage.closes_at if todo else None,
    }
