"""Who assesses what and how far it is: for the city's desk and the committee's chair; after closing, the ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.assessment import actions, queries, rules
from skwer.apps.assessment.models import Assignment
from skwer.apps.assessment.terms import AssessTerms
from skwer.apps.calls.models import Call, Meeting, Stage
from skwer.apps.calls.stages import ASSESS
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk
from skwer.methods.ranking import formula_titled, formula_words, tie_words
from skwer.web.context import address
from skwer.web.templatetags.words import day

from .forms import scores_from
from .showing import points_text, sheet_shown

View = Callable[..., HttpResponse]


def overseeing(view: View) -> View:
    """view(request, stage, …) instead of view(request, slug, …), for the desk of the city and the committee's chair."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        stage = stage_of_request(request, slug)
        if not rules.may_oversee(request.user, stage):  # type: ignore[arg-type]
            raise PermissionDenied
        return view(request, stage, **kwargs)

    return inside


@overseeing
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, stage: Stage) -> HttpResponse:
    """Every proposal with its assessors and sheets; what is lacking, what is far apart; sharing out what is missing."""
    refusal = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "districts":
                return _keep_districts(request, stage)
            made = actions.assign_assessors(by=request.user, stage=stage, at=timezone.now())  # type: ignore[arg-type]
        except Refusal as error:
            refusal = error
        else:
            said = ngettext("%(n)d assignment made.", "%(n)d assignments made.", len(made)) % {"n": len(made)}
            messages.success(request, said)
            return redirect("web:desk_assess", slug=stage.call.slug)
    rows = queries.progress(stage)
    needed = sum(max(row.needed, len(row.live)) for row in rows)
    sent = sum(row.sent for row in rows)
    lacking = [row for row in rows if row.lacking]
    terms = AssessTerms.of(stage)
    context = {
        "call": stage.call,
        "stage": stage,
        "finding": _finding(stage, sent, needed),
        "rows": [_row(row) for row in rows],
        "lacking": len(lacking),
        "alarms": [row for row in rows if row.alarm],
        "alarm_share": terms.spread_alarm,
        "scale": points_text(terms.scale, 0),
        "people": _loads(stage, rows),
        "areas": list(stage.call.organisation.areas.order_by("name")) if terms.own_district else [],
        "problems": [("", str(refusal))] if refusal else [],
        "may_assign": rules.may_assign(request.user, stage) and stage.state == Stage.State.OPEN,  # type: ignore[arg-type]
        "closed": stage.state == Stage.State.CLOSED,
        "close_url": address("web:desk_close", stage.call.slug, stage.order),
        "complete": bool(rows) and all(row.complete for row in rows),
    }
    return render(request, "assessment/overview.html", context, status=refusal.status if refusal else 200)


@overseeing
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, stage: Stage, number: int) -> HttpResponse:
    """One proposal: who has it, whom one could give it to, and its sheets once all are in."""
    row = next((row for row in queries.progress(stage) if row.proposal.number == number), None)
    if row is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            said = _act(request, stage, row)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, said)
            return redirect("web:desk_assess_one", slug=stage.call.slug, number=number)
    terms = AssessTerms.of(stage)
    may_see = rules.may_see_sheets(request.user, stage, row.proposal)  # type: ignore[arg-type]
    open_ = stage.state == Stage.State.OPEN
    may_assign = rules.may_assign(request.user, stage) and open_  # type: ignore[arg-type]
    context = {
        **_row(row),
        "call": stage.call,
        "stage": stage,
        "assignments": row.assignments,
        "may_assign": may_assign,
        "free": queries.free_assessors(stage, row.proposal) if may_assign else [],
        "lacking": row.lacking,
        "sheets": [sheet_shown(sheet, terms) for sheet in queries.sheets_of(stage, row.proposal)] if may_see else [],
        "scale": points_text(terms.scale, 0),
        "may_reopen": open_ and rules.chairs(request.user, stage),  # type: ignore[arg-type]
        "meetings": _meetings(stage) if open_ and rules.may_rescore(request.user, stage, row.proposal) else [],  # type: ignore[arg-type]
        "problems": [("", str(refusal))] if refusal else [],
        "proposal_url": address("web:proposal", stage.call.slug, number),
        "content_url": address("web:desk_check_one", stage.call.slug, number) if _desk_reads(request, stage) else "",
    }
    return render(request, "assessment/overview_one.html", context, status=refusal.status if refusal else 200)


@never_cache
@login_required
@require_safe
def ranking(request: HttpRequest, slug: str) -> HttpResponse:
    """The ranking with its formula, for the desk and the committee once the stage is closed."""
    stage = stage_of_request(request, slug)
    if not rules.may_see_ranking(request.user, stage):  # type: ignore[arg-type]
        raise PermissionDenied
    counted = queries.ranking(stage)
    terms = AssessTerms.of(stage)
    language = (get_language() or "pl")[:2]
    proposals = {proposal.number: proposal for proposal in queries.assessed(stage)}
    context = {
        "call": stage.call,
        "stage": stage,
        "formula": formula_titled(counted.criteria, counted.scale, language),
        "formula_words": formula_words(counted.criteria, counted.scale, language),
        "ties": [tie_words(rule, counted.criteria, language) for rule in counted.ties],
        "criteria": [
            {"key": criterion.key, "title": criterion.title.get(language) or criterion.key}
            for criterion in counted.criteria
        ],
        "rows": [
            {
                "place": row.place,
                "number": row.proposal,
                "title": proposals[row.proposal].title_in(),
                "url": address("web:desk_assess_one", stage.call.slug, row.proposal),
                "points": points_text(row.points),
                "n": row.n,
                "totals": [points_text(total) for total in row.totals.values()],
                "low": points_text(row.low, 1),
                "high": points_text(row.high, 1),
                "deviation": row.deviation(),
                "means": [points_text(row.by_criterion[criterion.key]) for criterion in counted.criteria],
                "alarm": terms.is_alarming(row.spread),
                "parted": tie_words(row.parted_by, counted.criteria, language) if row.parted_by else "",
            }
            for row in counted.rows
        ],
        "unranked": [proposals[number] for number in counted.unranked],
        "scale": points_text(counted.scale, 0),
        "oversees": rules.may_oversee(request.user, stage),  # type: ignore[arg-type]
    }
    return render(request, "assessment/ranking.html", context)


def stage_of_request(request: HttpRequest, slug: str) -> Stage:
    """The begun assessment of a call that the reader may know of; 404 when there is none."""
    call = (
        Call.objects.visible_to(request.user)
        .select_related("organisation", "edition__scheme")
        .prefetch_related("stages__body")
        .filter(slug=slug)
        .first()
    )
    stage = queries.stage_of(call, ASSESS) if call else None
    if call is None or stage is None or stage.state == Stage.State.PLANNED:
        raise Http404
    stage.call = call
    request.city = call.organisation  # type: ignore[attr-defined]
    return stage


def _act(request: HttpRequest, stage: Stage, row: queries.Progress) -> str:
    """The one thing the page's button asks for, and what to say when it is done."""
    at, do = timezone.now(), request.POST.get("do", "")
    if do == "assign":
        person = Person.objects.filter(pk=_key(request, "person")).first()
        if person is None:
            raise Refusal(_("Choose a member of the committee."), code="person")
        actions.assign(by=request.user, stage=stage, proposal=row.proposal, assessor=person, at=at)  # type: ignore[arg-type]
        return _("%(name)s assesses proposal no. %(number)s.") % {"name": person.name, "number": row.proposal.number}
    assignment = next((one for one in row.assignments if one.pk == _key(request, "assignment")), None)
    if assignment is None:
        raise Http404
    assignment.stage = stage
    if do == "rescore":
        typed = scores_from(request.POST, AssessTerms.of(stage))
        meeting = stage.call.meetings.filter(number=_key(request, "meeting")).first()
        scores = {key: score for key, score in typed.items() if score["points"] or score["value"]}
        why = request.POST.get("why", "")
        actions.rescore(by=request.user, assignment=assignment, scores=scores, reason=why, meeting=meeting, at=at)  # type: ignore[arg-type]
        return _("The points are changed. Both figures stay on the sheet and in the minutes.")
    if do == "reopen":
        reason = request.POST.get("reason", "")
        actions.reopen_sheet(by=request.user, assignment=assignment, reason=reason, at=at)  # type: ignore[arg-type]
        return _("The sheet is open again. Its assessor gets a letter.")
    replacement = actions.release(by=request.user, assignment=assignment, at=at)  # type: ignore[arg-type]
    if replacement is None:
        return _("Taken away. Nobody else is free: seat somebody, or share the work differently.")
    return _("Taken away. Now %(name)s assesses this proposal.") % {"name": replacement.assessor.name}  # type: ignore[union-attr]


def _meetings(stage: Stage) -> list[tuple[int, str]]:
    """Meetings of the committee at which points of sent sheets may have changed."""
    held = stage.call.meetings.filter(body=stage.body).exclude(state=Meeting.State.CANCELLED).order_by("-starts_at")
    return [(one.number, f"{one.number}. {one.title}, {day(one.starts_at)}") for one in held]


def _key(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else 0


def _desk_reads(request: HttpRequest, stage: Stage) -> bool:
    return may_read_desk(request.user, stage.call.organisation)  # type: ignore[arg-type]


def _row(row: queries.Progress) -> dict[str, Any]:
    found = row.row
    return {
        "number": row.proposal.number,
        "title": row.proposal.title_in(),
        "requested": row.proposal.requested,
        "people": [
            {"name": _name(a), "is": _STATES[Assignment.State(a.state)], "label": a.get_state_display()}
            for a in row.assignments
            if a.state != Assignment.State.RELEASED
        ],
        "sent": row.sent,
        "needed": max(row.needed, len(row.live)),
        "lacking": row.lacking,
        "alarm": row.alarm,
        "points": points_text(found.points, 1) if found else "",
        "totals": [points_text(total, 1) for total in found.totals.values()] if found else [],
        "low": points_text(found.low, 1) if found else "",
        "high": points_text(found.high, 1) if found else "",
    }


_STATES = {
    Assignment.State.ASSIGNED: "draft",
    Assignment.State.CLEAR: "sent",
    Assignment.State.SUBMITTED: "done",
    Assignment.State.CONFLICT: "no",
    Assignment.State.RELEASED: "no",
}


def _name(assignment: Assignment) -> str:
    return assignment.assessor.name if assignment.assessor else assignment.label


def _loads(stage: Stage, rows: list[queries.Progress]) -> list[dict[str, Any]]:
    """The committee with what each has: how many proposals, how many sheets sent, how many conflicts."""
    has, sent, conflicts = Counter[int](), Counter[int](), Counter[int]()
    for row in rows:
        for assignment in row.assignments:
            key = assignment.assessor_id or 0
            has[key] += assignment.state in Assignment.LIVE
            sent[key] += assignment.state == Assignment.State.SUBMITTED
            conflicts[key] += assignment.state == Assignment.State.CONFLICT
    homes = queries.homes_of(stage)
    return [
        {
            "pk": person.pk,
            "home": homes.get(person.pk),
            "name": person.name,
            "has": has[person.pk],
            "sent": sent[person.pk],
            "conflicts": conflicts[person.pk],
        }
        for person in queries.candidates(stage)
    ]


def _keep_districts(request: HttpRequest, stage: Stage) -> HttpResponse:
    """The districts of the members, as the table sent them."""
    areas = {area.pk: area for area in stage.call.organisation.areas.all()}
    homes = queries.homes_of(stage)
    for person in queries.candidates(stage):
        area = areas.get(_key(request, f"home-{person.pk}"))
        if (area.pk if area else None) != homes.get(person.pk):
            actions.name_district(by=request.user, stage=stage, person=person, area=area, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("The districts are saved. Shares made before stay as they are."))
    return redirect("web:desk_assess", slug=stage.call.slug)


def _finding(stage: Stage, sent: int, needed: int) -> str:
    if not needed:
        return _("No proposal has passed the check yet")
    if stage.state == Stage.State.CLOSED:
        return _("The assessment is closed")
    if sent == needed:
        return _("All %(n)d score sheets are in") % {"n": needed}
    return _("%(sent)d of %(needed)d score sheets are in") % {"sent": sent, "needed": needed}
