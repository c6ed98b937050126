"""Costs: the party shows an invoice at a time, with its photo; the office answers each one line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from skwer.apps.grants.actions import spending
from skwer.apps.grants.citing import cite
from skwer.apps.grants.models import Agreement, Expense
from skwer.apps.grants.queries import money as sums
from skwer.apps.grants.queries.spending import Warning as ShownBefore
from skwer.apps.grants.queries.spending import deviations, double_financing
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.templatetags.words import day, money

from . import keeping
from .forms_delivery import ExpenseForm, ShareForm, share_forms, shares_of
from .inside import done, page, party_page, put_errors, report_at_hand

KIND = "grant_expense"
State = Expense.State
SHAPES = {
    State.DRAFT: "draft",
    State.CLAIMED: "check",
    State.QUERIED: "fix",
    State.ACCEPTED: "done",
    State.PARTLY: "chosen",
    State.REFUSED: "no",
}
OPEN = (State.DRAFT, State.QUERIED)


def shape(expense: Expense, *, desk: bool = False) -> str:
    """The diamond only for who has to act: the office waits for what it asked."""
    if expense.state == State.QUERIED and desk:
        return "reserve"
    return SHAPES[State(expense.state)]


def _others(expense: Expense) -> Decimal:
    return sum((Decimal(str(share["amount"])) for share in expense.shares), Decimal(0))


def _shares(expense: Expense) -> list[dict[str, Any]]:
    return [
        {"who": share.get("payer") or (_("own money") if share.get("source") == "own" else _("another funder")),
         "amount": Decimal(str(share["amount"]))}
        for share in expense.shares
    ]  # fmt: skip


def row_of(expense: Expense, *, desk: bool, missing: Sequence[Any] = (), files: Sequence[Any] = ()) -> dict[str, Any]:
    return {
        "expense": expense,
        "shape": shape(expense, desk=desk),
        "state": expense.get_state_display(),
        "missing": missing,
        "files": files,
        "shares": _shares(expense),
        "editable": expense.state in OPEN,
    }


def left_of(agreement: Agreement, drafts: Iterable[Expense] = ()) -> list[dict[str, Any]]:
    """Each part of the budget that the grant pays: planned, shown, left, and how much of it as a share of a bar.

    drafts: costs not sent yet that count here too, so that the party sees at once what is left after the last one.
    """
    more: dict[int, Decimal] = defaultdict(Decimal)
    for one in drafts:
        if one.state == State.DRAFT:
            more[one.line_id] += one.claimed
    found = []
    for row in deviations(agreement):
        spent = row.spent + more[row.line.pk]
        found.append(
            {
                "line": row.line,
                "planned": row.planned,
                "spent": spent,
                "accepted": row.accepted,
                "left": row.planned - spent,
                "over": max(Decimal(0), spent - row.planned),
                "room": row.allowed - row.planned,
                "too_far": spent > row.allowed,
                "share": int(min(Decimal(100), 100 * spent / row.planned)) if row.planned else 0,
            }
        )
    return found


def _lines(agreement: Agreement) -> list[tuple[int, str]]:
    """Parts of the budget for the form, each with what is left."""
    return [
        (row["line"].pk, _("%(name)s: %(sum)s left") % {
            "name": row["line"].name, "sum": money(max(row["left"], Decimal(0)), agreement.currency)})
        for row in left_of(agreement, agreement.expenses.filter(state=State.DRAFT))
    ]  # fmt: skip


def _gaps(expense: Expense, files: Sequence[Any]) -> list[dict[str, str]]:
    """What sending would refuse, said at once, and the field that mends it."""
    if expense.state in OPEN and not files:
        return [{"where": "photo", "message": _("A photo or scan of the invoice")}]
    return []


def warned(found: Sequence[ShownBefore], agreement: Agreement, *, desk: bool) -> list[dict[str, str]]:
    """Where the document was shown before, in words. The party learns of other agreements only that there is one."""
    said = []
    for one in found:
        same = _("The same file") if one.why == "file" else _("The same number of the same seller")
        where, url = _("in another agreement"), ""
        if one.expense is not None and one.agreement is not None and one.agreement.pk == agreement.pk:
            where = _("in this agreement: cost %(n)s, “%(what)s”") % {"n": one.expense.number, "what": one.expense.what}
            url = (
                address("web:desk_costs", agreement.pk) + f"?cost={one.expense.number}"
                if desk
                else address("web:grant_cost", agreement.pk, one.expense.number)
            )
        elif desk and one.agreement is not None and one.expense is not None:
            where = _("in agreement %(number)s, cost %(n)s") % {"number": one.agreement.number, "n": one.expense.number}
            url = f"{address('web:desk_costs', one.agreement.pk)}?cost={one.expense.number}"
        elif desk:
            where = _("in an agreement of another city")
        said.append({"message": f"{same} {where}.", "url": url})
    return said  # fmt: skip


def listed(agreement: Agreement) -> list[Expense]:
    return list(agreement.expenses.select_related("line").order_by("number"))


# --- the party


@party_page
@require_http_methods(["GET", "HEAD", "POST"])
def costs(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """What was shown so far, what is missing, and what is left on each part of the budget."""
    person: Any = request.user
    here = address("web:grant_costs", agreement.pk)
    if request.method == "POST":
        sent = spending.claim_expenses(by=person, agreement=agreement, at=timezone.now())
        count = len(sent)
        said = ngettext(
            "%(n)s cost is sent. The office answers it.", "%(n)s costs are sent. The office answers each.", count
        )
        return done(request, said % {"n": count}, here)
    expenses = listed(agreement)
    files = keeping.of(person, KIND, *(one.pk for one in expenses))
    rows = [
        row_of(one, desk=False, files=files[str(one.pk)], missing=_gaps(one, files[str(one.pk)])) for one in expenses
    ]
    context = {
        "rows": rows,
        "left": left_of(agreement, expenses),
        "account": sums.account_of(agreement),
        "may_add": request.is_party and agreement.state == Agreement.State.ACTIVE,  # type: ignore[attr-defined]
        **_party_next(agreement, rows),
    }
    return page(request, "grants/costs.html", agreement, "costs", context)


def _party_next(agreement: Agreement, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The finding, and what next, who, by when."""
    you, office = (
        _("You, or anybody who writes along"),
        agreement.organisation.contact_office or agreement.organisation.name,
    )
    asked = [row for row in rows if row["expense"].state == State.QUERIED]
    gaps = [row for row in rows if row["expense"].state == State.DRAFT and row["missing"]]
    ready = [row for row in rows if row["expense"].state == State.DRAFT and not row["missing"]]
    waits = [row for row in rows if row["expense"].state == State.CLAIMED]
    report = report_at_hand(agreement)
    by = report.due_on if report else agreement.report_due_on
    if asked:
        n = len(asked)
        finding = ngettext("The office asks about %(n)s cost", "The office asks about %(n)s costs", n) % {"n": n}
        return {
            "finding": finding,
            "what": _("Complete what the office asks for"),
            "who": you,
            "by": by,
            "first": asked[0],
        }
    if gaps:
        n = len(gaps)
        finding = ngettext("%(n)s cost misses something", "%(n)s costs miss something", n) % {"n": n}
        return {"finding": finding, "what": _("Complete it, then send"), "who": you, "by": by, "first": gaps[0],
                "ready": len(ready)}  # fmt: skip
    if ready:
        n = len(ready)
        finding = ngettext("%(n)s cost is ready to send", "%(n)s costs are ready to send", n) % {"n": n}
        return {"finding": finding, "what": _("Send them, or add the next one"), "who": you, "by": by, "ready": n}
    if waits:
        n = len(waits)
        finding = ngettext("%(n)s cost waits for the office", "%(n)s costs wait for the office", n) % {"n": n}
        return {"finding": finding, "what": _("Check the costs and answer each"), "who": office, "by": None}
    if rows:
        accepted = sum((row["expense"].accepted or Decimal(0) for row in rows), Decimal(0))
        claimed = sum((row["expense"].claimed for row in rows), Decimal(0))
        finding = _("Accepted: %(sum)s of %(whole)s") % {
            "sum": money(accepted, agreement.currency), "whole": money(claimed, agreement.currency)}  # fmt: skip
        return {"finding": finding, "what": _("Add the next cost, or write the report"), "who": you, "by": by}
    return {"finding": _("Show your first invoice"), "what": _("Photograph the invoice and fill in what stands on it"),
            "who": you, "by": by}  # fmt: skip


@party_page
@require_http_methods(["GET", "HEAD", "POST"])
def cost_new(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """One invoice: its photo first, then what stands on it."""
    return _edit(request, agreement, None)


@party_page
@require_http_methods(["GET", "HEAD", "POST"])
def cost(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponse:
    """One cost: what the office said, and the form while it is open."""
    one = agreement.expenses.select_related("line").filter(number=number).first()
    if one is None:
        raise Http404
    if request.POST.get("do") == "remove":
        spending.remove_expense(by=request.user, expense=one, at=timezone.now())  # type: ignore[arg-type]
        return done(request, _("The cost is taken out."), address("web:grant_costs", agreement.pk))
    return _edit(request, agreement, one)


def _edit(request: HttpRequest, agreement: Agreement, one: Expense | None) -> HttpResponse:
    person: Any = request.user
    lines = _lines(agreement)
    data = request.POST if request.method == "POST" else None
    if data is not None:
        form = ExpenseForm(data, lines=lines)
    elif one is not None:
        form = ExpenseForm.of(one, lines)
    else:
        form = ExpenseForm(lines=lines, initial={"line": lines[0][0]} if len(lines) == 1 else {})
    rows = share_forms(data, one.shares if one else (), more=int("add_row" in request.POST))
    status, photos = 200, []
    if data is not None:
        at = timezone.now()
        photos = keeping.take(request, agreement.organisation, at)
        if "add_row" not in request.POST:
            answer = _save(request, agreement, one, form, rows, bool(photos))
            if not isinstance(answer, int):
                return answer
            status = answer
    files = keeping.of(person, KIND, one.pk)[str(one.pk)] if one else []
    writes = request.is_party and (one is None or one.state in OPEN)  # type: ignore[attr-defined]
    problems = [(f"id_{name}", message) for name, bound in _named(form, rows) for message in bound]
    context = {
        "one": one,
        "row": row_of(one, desk=False, files=files, missing=_gaps(one, files)) if one else None,
        "form": form,
        "shares": rows,
        "shared": any(row.is_bound and row.is_valid() and not row.empty for row in rows) or bool(one and one.shares)
        or "add_row" in request.POST or any(row.is_bound and not row.is_valid() for row in rows),
        "files": files,
        "kept": keeping.waiting(request) if data is not None else [],
        "photo_errors": photos,
        "problems": [*problems, *(("id_photo", message) for message in photos)],
        "writes": writes,
        "warnings": warned(double_financing(one), agreement, desk=False) if one and one.state in OPEN else [],
        "facts": facts_of(one, agreement) if one else [],
        "title": one.what if one else _("An invoice or a bill"),
        "paragraph": cite(agreement, "costs"),
    }  # fmt: skip
    return page(request, "grants/cost.html", agreement, "costs", context, status=status)


def _named(form: ExpenseForm, rows: Sequence[ShareForm]) -> list[tuple[str, list[str]]]:
    """Fields with what is wrong with them, in the order of the page."""
    if not form.is_bound:
        return []
    found = [("", list(form.non_field_errors()))]
    found += [(bound.html_name, list(bound.errors)) for bound in form]
    for row in rows:
        if row.is_bound:
            found += [(bound.html_name, list(bound.errors)) for bound in row]
    return found


def _save(
    request: HttpRequest,
    agreement: Agreement,
    one: Expense | None,
    form: ExpenseForm,
    rows: Sequence[ShareForm],
    not_taken: bool,
) -> Any:
    if any(row.is_bound and not row.is_valid() for row in rows) or not_taken:
        form.is_valid()
        return 422
    person: Any = request.user
    at = timezone.now()
    saved: list[Expense] = []

    @transaction.atomic
    def save(given: dict[str, Any]) -> None:
        values = {**given, "line": agreement.lines.get(pk=given["line"]), "shares": shares_of(rows)}
        if values["claimed"] is None:
            others = sum((Decimal(share["amount"]) for share in values["shares"]), Decimal(0))
            values["claimed"] = max(Decimal(0), values["total"] - others)
        if one is None:
            expense = spending.add_expense(by=person, agreement=agreement, values=values, at=at)
        else:
            expense = spending.change_expense(by=person, expense=one, values=values, at=at)
            keeping.drop(request, KIND, expense.pk, at)
        keeping.give(person, keeping.waiting(request), KIND, expense.pk, at)
        saved.append(expense)

    if not form.is_valid():
        return 422
    try:
        save(form.cleaned_data)
    except Refusal as refusal:
        put_errors(form, refusal)
        return refusal.status
    return _after(request, agreement, saved[0])


def _after(request: HttpRequest, agreement: Agreement, expense: Expense) -> HttpResponse:
    """What is left, and what is still missing, at once."""
    files = keeping.of(request.user, KIND, expense.pk)[str(expense.pk)]
    rows = left_of(agreement, agreement.expenses.filter(state=State.DRAFT))
    row = next((row for row in rows if row["line"].pk == expense.line_id), None)
    if row is not None:
        name, left, currency = row["line"].name, row["left"], agreement.currency
        if left >= 0:
            said = _("Saved. On “%(name)s” %(sum)s are left.") % {"name": name, "sum": money(left, currency)}
        else:
            said = _("Saved. “%(name)s” is over its plan by %(sum)s.") % {"name": name, "sum": money(-left, currency)}
        messages.success(request, said)
    else:
        messages.success(request, _("Saved."))
    if _gaps(expense, files) or double_financing(expense):
        return redirect("web:grant_cost", pk=agreement.pk, number=expense.number)
    return redirect("web:grant_costs", pk=agreement.pk)


def facts_of(one: Expense, agreement: Agreement) -> list[dict[str, Any]]:
    currency = agreement.currency
    return [
        {"label": _("Sum of the whole invoice"), "value": money(one.total, currency)},
        {"label": _("Of this, from the grant"), "value": money(one.claimed, currency), "big": True},
        *({"label": _("Paid by: %(who)s") % {"who": share["who"]}, "value": money(share["amount"], currency)}
          for share in _shares(one)),
        {"label": capfirst(_("accepted")), "value": money(one.accepted, currency) if one.accepted is not None else ""},
        {"label": _("Part of the budget"), "value": one.line.name},
        {"label": _("Number of the invoice or bill"), "value": one.document},
        {"label": _("Seller"), "value": " · ".join(part for part in (one.seller, one.seller_no) if part)},
        {"label": _("Day on the invoice"), "value": day(one.issued_on)},
        {"label": pgettext("expense", "Paid on"), "value": day(one.paid_on)},
    ]  # fmt: skip
