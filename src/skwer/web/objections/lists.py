"""The list after the decision: the acts of the bodies it goes through, who stepped back, and who moves up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, DecisionAct, Proposal
from skwer.apps.calls.queries import chain_of, gone_since, live_decision
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.people.refusals import Refusal
from skwer.values.text import in_language
from skwer.web.desk.doors import changes_only_by_staff, desk_call


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def acts(request: HttpRequest, call: Call) -> HttpResponse:
    """Body by body: the number and day of its act, in turn."""
    decision = live_decision(call)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if decision is None:
                raise Refusal(_("Record the decision first."), code="not_recorded")
            try:
                on = date.fromisoformat(request.POST.get("on", "").strip())
            except ValueError:
                raise Refusal(_("Write the day as in a calendar, for example 2026-12-06."), code="on") from None
            order = request.POST.get("order", "")
            actions.record_act(
                by=request.user,  # type: ignore[arg-type]
                decision=decision,
                order=int(order) if order.isascii() and order.isdecimal() and len(order) < 4 else 0,
                number=request.POST.get("number", ""),
                on=on,
                note=request.POST.get("note", ""),
                at=timezone.now(),
            )
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("The act is recorded."))
            return redirect("web:desk_acts", slug=call.slug)
    chain = chain_of(decision) if decision else []
    kept = {act.order: act for act in decision.acts.select_related("recorded_by")} if decision else {}
    following = next((order for order in range(1, len(chain) + 1) if order not in kept), None)
    wrong = getattr(refusal, "field", "") or (refusal.code if refusal else "")
    context = {
        "call": call,
        "decision": decision,
        "steps": [
            {
                "order": order,
                "title": in_language(step["title"]),
                "role": DecisionAct.Role(step["role"]).label,
                "act": kept.get(order),
                "next": order == following,
            }
            for order, step in enumerate(chain, 1)
        ],
        "following": following,
        "typed": request.POST,
        "today": timezone.localdate().isoformat(),
        "refusal": refusal,
        "problems": [(f"id_{wrong}" if wrong in ("number", "on") else "", str(refusal))] if refusal else [],
        "paragraph": paragraph_of(call, "chain"),
        "open": decision is not None and decision.published_at is None,
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "objections/acts.html", context, status=refusal.status if refusal else 200)


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def moving_up(request: HttpRequest, call: Call) -> HttpResponse:
    """Take a proposal out on the applicant's written wish; let the reserve list move up when money came free."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            said, route = _act(request, call)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, said)
            return redirect(route, slug=call.slug)
    live = live_decision(call)
    public = live if live is not None and live.published_at is not None else None
    gone = gone_since(public) if public else []
    lines = list(public.lines.select_related("proposal").order_by("order")) if public else []
    for line in lines:
        line.proposal.call = call
    freed = sum((line.amount for line in lines if line.proposal.number in gone), Decimal(0))
    at_all = call.proposals.filter(number__isnull=False, state__in=Proposal.OPEN).order_by("number")
    did = request.POST.get("do", "")
    context = {
        "call": call,
        "live": live,
        "public": public,
        "gone": [line for line in lines if line.proposal.number in gone],
        "reserve": [line for line in lines if line.result == "reserve" and line.proposal.number not in gone],
        "left": public.pot - public.spent + freed if public else Decimal(0),
        "proposals": [(p.number, f"{p.number}. {p.title_in()} ({p.get_state_display()})") for p in at_all],
        "number": request.POST.get("number", request.GET.get("number", "")),
        "typed": request.POST,
        "did": did,
        "refusal": refusal,
        "problems": [(f"id_{'why' if did == 'withdraw' else 'reason'}", str(refusal))] if refusal else [],
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "objections/promote.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, call: Call) -> tuple[str, str]:
    by: Any = request.user
    at = timezone.now()
    if request.POST.get("do") == "withdraw":
        typed = request.POST.get("number", "")
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0
        proposal = call.proposals.filter(number=number).first()
        if proposal is None:
            raise Refusal(_("Choose the proposal from the list."), code="proposal")
        proposal.call = call
        actions.withdraw_winner(by=by, proposal=proposal, reason=request.POST.get("why", ""), at=at)
        said = _("Proposal no. %(number)s is withdrawn. Its author gets a letter.") % {"number": number}
        return said, "web:desk_promote"
    actions.promote(
        by=by,
        call=call,
        reason=request.POST.get("reason", ""),
        act_number=request.POST.get("act_number", ""),
        at=at,
    )
    return _("The reserve list moved up. Look at the new list, then publish it."), "web:desk_decide"
