"""The decision: what the method gives, recorded by the office with its act, then published for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.deciding import Draft, preview_decision
from skwer.apps.calls.deciding.gathering import rules_of
from skwer.apps.calls.deciding.verifying import decimal, measures
from skwer.apps.calls.models import Call, Decision, DecisionLine, Proposal
from skwer.apps.calls.queries import acts_missing
from skwer.apps.calls.reasons import sentence
from skwer.apps.people.refusals import Refusal
from skwer.values.text import in_language

from .doors import changes_only_by_staff, desk_call

SHAPES = {"funded": "chosen", "reserve": "reserve", "refused": "no"}


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, call: Call) -> HttpResponse:
    """One page for all three moments: before the decision, recorded but not public, published."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            message = _act(request, call)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, message)
            return redirect("web:desk_decide", slug=call.slug)
    live = call.decisions.filter(superseded_at__isnull=True).first()
    draft, missing = (None, None) if live else _preview(call)
    if live:
        lines: Iterable[DecisionLine] = live.lines.select_related("proposal").order_by("order")
        pot, spent, voters = live.pot, live.spent, live.voters
    else:
        lines = _unsaved(call, draft) if draft else []
        pot, spent, voters = (draft.pot, draft.spent, draft.voters) if draft else (call.pot, Decimal(0), None)
    rows = [_row(line, live or Decision(inputs=draft.inputs if draft else {}), request.POST) for line in lines]
    context = {
        "call": call,
        "live": live,
        "missing": missing,
        "rows": rows,
        "pot": pot,
        "spent": spent,
        "left": pot - spent,
        "voters": voters,
        "funded": sum(1 for row in rows if row["result"] == "funded"),
        "hash": (live.outcome_hash if live else draft.outcome_hash if draft else "")[:16],
        "refusal": refusal,
        "typed": request.POST,
        "earlier": call.decisions.filter(superseded_at__isnull=False).order_by("-decided_at"),
        "acts_missing": live is not None and acts_missing(live),
        "acts": [{"title": in_language(act.title), "number": act.number, "on": act.on} for act in live.acts.all()]
        if live
        else [],
        "chain": bool(draft and rules_of(draft.stage)["chain"]),
        "may_run": request.may_run,
    }
    return render(request, "desk/decide.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, call: Call) -> str:
    at = timezone.now()
    if request.POST.get("do") == "publish":
        decision = call.decisions.filter(superseded_at__isnull=True).first()
        if decision is None:
            raise Refusal(_("Record the decision first."), code="not_recorded")
        actions.publish_decision(by=request.user, decision=decision, at=at)
        return _("Published. Everybody can read the decision and recount it.")
    live = call.decisions.filter(superseded_at__isnull=True).first()
    kept = live.lines.exclude(comment="").values_list("proposal__number", "comment") if live else ()
    comments = dict(kept) | {
        int(name.removeprefix("comment-")): text
        for name, text in request.POST.items()
        if name.startswith("comment-") and name.removeprefix("comment-").isdecimal() and text.strip()
    }
    actions.record_decision(
        by=request.user,
        call=call,
        act_number=request.POST.get("act_number", ""),
        note=request.POST.get("note", ""),
        comments=comments,
        at=at,
        supersede_reason=request.POST.get("supersede_reason", ""),
    )
    return _("Recorded. Look once more, then publish it.")


def _preview(call: Call) -> tuple[Draft | None, Refusal | None]:
    """What the method gives, or why it cannot give anything yet."""
    try:
        return preview_decision(call), None
    except Refusal as missing:
        return None, missing


def _unsaved(call: Call, draft: Draft) -> list[DecisionLine]:
    """The draft's lines as they would be recorded."""
    proposals = {p.number: p for p in call.proposals.sent()}
    decision = Decision(call=call, inputs=draft.inputs)
    return [
        DecisionLine(
            decision=decision,
            proposal=proposals.get(line["number"], Proposal(call=call, number=line["number"])),
            order=order,
            result=line["result"],
            amount=decimal(line["amount"]),
            **measures(line),
            reason=line["reason"],
            figures=line["figures"],
        )
        for order, line in enumerate(draft.lines, 1)
    ]


def _row(line: DecisionLine, decision: Decision, typed: Mapping[str, Any]) -> dict[str, Any]:
    line.decision = decision
    return {
        "number": line.proposal.number,
        "title": line.proposal.title_in(),
        "amount": line.amount,
        "points": line.points,
        "votes": line.votes,
        "score": line.score,
        "result": line.result,
        "shape": SHAPES[line.result],
        "label": str(DecisionLine.Result(line.result).label).capitalize(),
        "why": sentence(line),
        "comment": typed.get(f"comment-{line.proposal.number}", line.comment),
    }
