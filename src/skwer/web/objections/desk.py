"""Objections at the desk: what waits, papers that came, the ruling, and what an upheld one changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.assessment import actions as assessment
from skwer.apps.assessment import queries
from skwer.apps.assessment.models import Assignment
from skwer.apps.assessment.terms import AssessTerms
from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Objection, Proposal
from skwer.apps.calls.objections import terms_of
from skwer.apps.calls.queries import live_decision
from skwer.apps.calls.rules import writes
from skwer.apps.calls.stages import ASSESS
from skwer.apps.people.refusals import Refusal
from skwer.web.assessment.forms import scores_from
from skwer.web.assessment.showing import sheet_shown
from skwer.web.desk.doors import changes_only_by_staff, desk_call
from skwer.web.templatetags.words import day

from . import words


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, call: Call) -> HttpResponse:
    """Every objection of the call, those that wait first; and the form for one that came on paper."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            filed = _register(request, call)
        except Refusal as error:
            refusal = error
        else:
            said = _("Objection no. %(number)s is entered. The ruling is due by %(day)s.")
            messages.success(request, said % {"number": filed.number, "day": day(filed.rule_until)})
            return redirect("web:desk_objection", slug=call.slug, number=filed.number)
    at = timezone.now()
    found = call.objections.select_related("call", "proposal", "new_decision", "filed_by").order_by("rule_until")
    rows = [words.shown(one) for one in found]
    waiting = [row for row in rows if row["objection"].state == Objection.State.FILED]
    terms = terms_of(call)
    context = {
        "call": call,
        "finding": _finding(len(waiting), len(rows)),
        "waiting": [{**row, "late": at > row["objection"].rule_until} for row in waiting],
        "ruled": [row for row in rows if row not in waiting],
        "terms": [
            {"matter": words.MATTERS[key], "term": term, "body": term.body_in(), "runs": term.runs(at)}
            for key, term in terms.items()
        ],
        "matters": [(key, str(words.MATTERS[key])) for key in terms],
        "proposals": [(p.number, f"{p.number}. {p.title_in()}") for p in call.proposals.sent().order_by("number")],
        "typed": request.POST,
        "today": timezone.localdate(at).isoformat(),
        "refusal": refusal,
        "problems": [(f"id_{_field(refusal)}" if _field(refusal) else "", str(refusal))] if refusal else [],
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "objections/desk_list.html", context, status=refusal.status if refusal else 200)


def _field(refusal: Refusal) -> str:
    field = getattr(refusal, "field", "") or refusal.code
    return field if field in ("text", "received_date", "proposal", "state", "ruling") else ""


def _finding(waiting: int, together: int) -> str:
    if waiting:
        return ngettext("%(n)d objection waits for its ruling", "%(n)d objections wait for their rulings", waiting) % {
            "n": waiting
        }
    return _("Every objection is ruled on") if together else _("Nobody has objected")


def _register(request: HttpRequest, call: Call) -> Objection:
    typed = request.POST.get("proposal", "")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0
    proposal = Proposal.objects.filter(call=call, number=number).select_related("author").first()
    if proposal is None:
        raise Refusal(_("Choose the proposal from the list."), code="proposal")
    proposal.call = call
    try:
        received = date.fromisoformat(request.POST.get("received_date", "").strip())
    except ValueError:
        raise Refusal(_("Write the day as in a calendar, for example 2026-12-06."), code="received_date") from None
    return actions.register_objection(
        by=request.user,  # type: ignore[arg-type]
        proposal=proposal,
        against=request.POST.get("against", ""),
        text=request.POST.get("text", ""),
        received_date=received,
        at=timezone.now(),
    )


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, call: Call, number: int) -> HttpResponse:
    """One objection: what it says, the ruling, and step by step what an upheld one changes."""
    objection = (
        call.objections.select_related("proposal__author", "filed_by", "registered_by", "ruled_by", "decision")
        .select_related("new_decision")
        .filter(number=number)
        .first()
    )
    if objection is None:
        raise Http404
    objection.call = objection.proposal.call = call
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            said, route = _act(request, objection)
        except Refusal as error:
            refusal = error
            objection.refresh_from_db()
        else:
            messages.success(request, said)
            kwargs = {"slug": call.slug} | ({"number": number} if route == "web:desk_objection" else {})
            return redirect(route, **kwargs)
    counting = objection.state == Objection.State.UPHELD and objection.new_decision is None
    live = live_decision(call)
    sheets = _sheets(objection) if counting and objection.against == Objection.Against.SCORE else []
    late = _late(call, objection.proposal)
    state = Objection.State
    context = {
        **words.shown(objection),
        "call": call,
        "waits": objection.state == state.FILED,
        "late": objection.state == state.FILED and timezone.now() > objection.rule_until,
        "states": [(one.value, str(one.label)) for one in (state.UPHELD, state.DISMISSED, state.NOT_HEARD)],
        "typed": request.POST,
        "own": writes(request.user, objection.proposal),  # type: ignore[arg-type]
        "sheets": sheets,
        "missing_sheets": late,
        "may_count": counting and objection.effect.get("count_again") and live is not None and not late,
        "chain": bool(live and live.stage and ((live.stage.frozen or {}).get("settings") or {}).get("chain")),
        "undecided": counting and live is None,
        "refusal": refusal,
        "problems": [(f"id_{_field(refusal)}" if _field(refusal) else "", str(refusal))] if refusal else [],
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "objections/desk_one.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, objection: Objection) -> tuple[str, str]:
    """What to say, and the page to go to."""
    by: Any = request.user
    at, do = timezone.now(), request.POST.get("do", "")
    if do == "rescore":
        assignment = _assignment(request, objection)
        typed = scores_from(request.POST, AssessTerms.of(assignment.stage))
        assessment.rescore(
            by=by,
            assignment=assignment,
            scores={key: score for key, score in typed.items() if score["points"] or score["value"]},
            reason=request.POST.get("why", ""),
            objection=objection,
            at=at,
        )
        return _("The points are changed. Both figures stay on the sheet."), "web:desk_objection"
    if do == "count":
        reason = _("Objection no. %(number)s was upheld.") % {"number": objection.number}
        live = live_decision(objection.call)
        kept = live.lines.exclude(comment="").values_list("proposal__number", "comment") if live else ()
        actions.record_decision(
            by=by,
            call=objection.call,
            act_number=request.POST.get("act_number", ""),
            note="",
            comments={number: comment for number, comment in kept if number is not None},
            at=at,
            supersede_reason=reason,
        )
        return _("Counted again. Look at the list, then publish it."), "web:desk_decide"
    actions.rule(
        by=by,
        objection=objection,
        state=request.POST.get("state", ""),
        ruling=request.POST.get("ruling", ""),
        at=at,
    )
    return _("The ruling is entered. Whoever objected gets a letter."), "web:desk_objection"


def _assignment(request: HttpRequest, objection: Objection) -> Assignment:
    typed = request.POST.get("assignment", "")
    key = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else 0
    found = Assignment.objects.filter(pk=key, proposal=objection.proposal).select_related("stage__call", "proposal")
    assignment = found.first()
    if assignment is None:
        raise Http404
    return assignment


def _sheets(objection: Objection) -> list[dict[str, Any]]:
    stage = queries.stage_of(objection.call, ASSESS)
    if stage is None:
        return []
    terms = AssessTerms.of(stage)
    return [sheet_shown(sheet, terms) for sheet in queries.sheets_of(stage, objection.proposal)]


def _late(call: Call, proposal: Proposal) -> int:
    stage = queries.stage_of(call, ASSESS)
    return queries.late_of(stage).filter(proposal=proposal).count() if stage else 0
