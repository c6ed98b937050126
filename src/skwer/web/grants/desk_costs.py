"""Costs at the desk: one open with its picture, an answer with its reason and paragraph, many accepted at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.calls.regulations import frozen_or_made
from skwer.apps.grants.actions import spending
from skwer.apps.grants.citing import cite
from skwer.apps.grants.models import Agreement, Expense
from skwer.apps.grants.queries import money as sums
from skwer.apps.grants.queries.spending import double_financing
from skwer.values.text import in_language
from skwer.web.context import address

from . import keeping
from .costs import KIND, State, facts_of, left_of, listed, row_of, warned
from .forms_delivery import ReviewForm
from .inside import attempt, desk_page, done, page, report_at_hand


def paragraphs_of(agreement: Agreement) -> list[tuple[str, str]]:
    """Paragraphs of the regulations in force, for a select: "§ 12 Costs"."""
    if agreement.call is None:
        return []
    return [
        (f"§\u00a0{one['number']}", f"§\u00a0{one['number']} {in_language(one['heading'])}")
        for one in frozen_or_made(agreement.call)
    ]


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_costs(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """One cost open with its picture, the others in a table; an answer brings the next."""
    person: Any = request.user
    at = timezone.now()
    here = address("web:desk_costs", agreement.pk)
    expenses = listed(agreement)
    wanted = request.POST.get("expense") or request.GET.get("cost", "")
    waits = [one for one in expenses if one.state == State.CLAIMED]
    open_ = next((one for one in expenses if str(one.number) == wanted), waits[0] if waits else None)
    paragraphs = paragraphs_of(agreement)
    usual = cite(agreement, "costs")
    do = request.POST.get("do", "")
    if do == "bulk":
        return _accept_many(request, waits, here)
    initial = (
        {"accepted": _suggested(open_), "reason": open_.reason, "paragraph": open_.paragraph or usual} if open_ else {}
    )
    form = ReviewForm(
        request.POST if do in ("accept", "refuse", "ask") else None, initial=initial, paragraphs=paragraphs
    )
    status = 200
    if form.is_bound and open_ is not None:
        answer = attempt(request, form, lambda given: _answer(person, open_, do, given, at), _said(do), f"{here}#now")
        if not isinstance(answer, int):
            return answer
        status = answer
    files = keeping.of(person, KIND, *(one.pk for one in expenses))
    answered = [one for one in expenses if one.state in (State.ACCEPTED, State.PARTLY, State.REFUSED)]
    context = {
        "rows": [row_of(one, desk=True, files=files[str(one.pk)]) for one in expenses],
        "waits": len(waits),
        "answered": len(answered),
        "open": row_of(open_, desk=True, files=files[str(open_.pk)]) if open_ else None,
        "facts": facts_of(open_, agreement) if open_ else [],
        "warnings": warned(double_financing(open_), agreement, desk=True) if open_ else [],
        "reviewable": bool(open_) and open_.state != State.DRAFT and request.may_run,  # type: ignore[attr-defined]
        "form": form,
        "left": left_of(agreement),
        "account": sums.account_of(agreement),
        "report": report_at_hand(agreement),
        "finding": _desk_finding(expenses, waits),
    }
    return page(request, "grants/desk_costs.html", agreement, "costs", context, desk=True, status=status)


def _suggested(one: Expense) -> Decimal:
    return one.claimed if one.accepted is None else one.accepted


def _said(do: str) -> str:
    if do == "ask":
        return _("Asked. The party gets a letter with your words.")
    return _("Answered. The party reads it at once.")


def _desk_finding(expenses: Sequence[Expense], waits: Sequence[Expense]) -> str:
    if waits:
        n = len(waits)
        return ngettext("%(n)s cost waits for your answer", "%(n)s costs wait for your answer", n) % {"n": n}
    return _("Every cost is answered") if expenses else _("No cost was shown yet")


def _answer(person: Any, one: Expense, do: str, given: dict[str, Any], at: Any) -> None:
    if do == "ask":
        spending.query_expense(by=person, expense=one, reason=given["reason"], at=at)
        return
    accepted = Decimal(0) if do == "refuse" else (one.claimed if given["accepted"] is None else given["accepted"])
    whole = accepted == one.claimed
    spending.review_expense(
        by=person,
        expense=one,
        accepted=accepted,
        reason="" if whole else given["reason"],
        paragraph="" if whole else given["paragraph"],
        at=at,
    )


@transaction.atomic
def _accept_many(request: HttpRequest, waits: list[Expense], here: str) -> HttpResponse:
    """Every ticked cost is accepted whole, or none of them is."""
    person: Any = request.user
    ticked = set(request.POST.getlist("numbers"))
    chosen = [one for one in waits if str(one.number) in ticked]
    if not chosen:
        messages.warning(request, _("Tick the costs to accept first."))
        return redirect(here)
    for one in chosen:
        spending.review_expense(
            by=person, expense=one, accepted=one.claimed, reason="", paragraph="", at=timezone.now()
        )
    n = len(chosen)
    return done(request, ngettext("%(n)s cost is accepted.", "%(n)s costs are accepted.", n) % {"n": n}, here)
