"""Reads on documents: their files, room on a line, deviations from the budget, and documents shown twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from skwer.apps.files.models import Upload
from skwer.values.money import to_cents

from ..models import Agreement, BudgetLine, Expense
from ..terms import terms_of

HOLDER = "grant_expense"
NOUGHT = Decimal("0.00")


def files_of(expenses: Iterable[Expense]) -> dict[int, list[str]]:
    """The SHA-256 of each expense's files, as they are now, in the order they came; one query."""
    found: dict[int, list[str]] = {expense.pk: [] for expense in expenses}
    uploads = Upload.objects.filter(holder_kind=HOLDER, holder_key__in=[str(pk) for pk in found])
    for key, sha256 in uploads.order_by("uploaded_at", "pk").values_list("holder_key", "sha256"):
        found[int(key)].append(sha256)
    return found


@dataclass(frozen=True)
class Room:
    """What may still be accepted on a document: by its line (`allowed` in all), and by the grant."""

    line: Decimal
    allowed: Decimal
    grant: Decimal


def allowed_on(line: BudgetLine, shift: Decimal) -> Decimal:
    """The most a line may take without an amendment: its plan and `shift` per cent of it."""
    return to_cents(line.amount * (100 + shift) / 100)


def granted_in_money(agreement: Agreement) -> Decimal:
    """What the agreement grants in money: its instalments, cancelled ones among them."""
    return to_cents(agreement.instalments.aggregate(all=Sum("amount"))["all"] or NOUGHT)


def room_on_line(expense: Expense) -> Room:
    """Room for this document, the others' accepted sums taken off. Ask with the agreement's lock held."""
    agreement = expense.agreement
    others = agreement.expenses.exclude(pk=expense.pk)
    sums = others.aggregate(line=Sum("accepted", filter=Q(line=expense.line_id)), all=Sum("accepted"))
    allowed = allowed_on(expense.line, terms_of(agreement).line_shift)
    return Room(
        line=max(NOUGHT, allowed - to_cents(sums["line"] or NOUGHT)),
        allowed=allowed,
        grant=max(NOUGHT, granted_in_money(agreement) - to_cents(sums["all"] or NOUGHT)),
    )


@dataclass(frozen=True)
class Deviation:
    """A line of the budget beside what was spent on it. `spent`: claimed by everything sent or answered, or accepted
    where answered; `over_by`: how much the accepted sum passes the plan; `allowed`: how far it may go.
    """

    line: BudgetLine
    planned: Decimal
    spent: Decimal
    accepted: Decimal
    over_by: Decimal
    allowed: Decimal

    @property
    def too_far(self) -> bool:
        """Does what was spent pass what is allowed without an amendment?"""
        return self.spent > self.allowed

    @property
    def left(self) -> Decimal:
        """What of the plan is not spent."""
        return max(NOUGHT, self.planned - self.spent)


def deviations(agreement: Agreement) -> list[Deviation]:
    """The lines the grant pays for, in their order; drafts are not counted. Two queries."""
    shift = terms_of(agreement).line_shift
    sums = {
        row["line"]: row
        for row in agreement.expenses.exclude(state=Expense.State.DRAFT)
        .order_by()
        .values("line")
        .annotate(
            open=Sum("claimed", filter=Q(accepted__isnull=True)),
            accepted_sum=Sum("accepted"),
        )
    }
    found = []
    for line in agreement.lines.filter(source="grant").order_by("order"):
        row: Any = sums.get(line.pk, {})
        accepted = to_cents(row.get("accepted_sum") or NOUGHT)
        spent = accepted + to_cents(row.get("open") or NOUGHT)
        found.append(
            Deviation(
                line=line,
                planned=line.amount,
                spent=spent,
                accepted=accepted,
                over_by=max(NOUGHT, spent - line.amount),
                allowed=allowed_on(line, shift),
            )
        )
    return found


@dataclass(frozen=True)
class Warning:
    """A document that was shown before: the same number of the same seller, or the same file.

    `agreement` and `expense` are None when it belongs to another city: then only that it exists may be said.
    """

    why: str  # "document" | "file"
    agreement: Agreement | None
    expense: Expense | None


def double_financing(expense: Expense) -> list[Warning]:
    """Where in the whole installation the document was shown before or elsewhere, drafts left out."""
    return double_financing_of([expense])[expense.pk]


def double_financing_of(expenses: Sequence[Expense]) -> dict[int, list[Warning]]:
    """Warnings of many documents of one agreement or list, in a constant number of queries."""
    found: dict[int, list[Warning]] = {expense.pk: [] for expense in expenses}
    if not found:
        return found
    files = files_of(expenses)
    wanted = {sha256 for hashes in files.values() for sha256 in hashes}
    same_files: dict[str, set[int]] = defaultdict(set)
    if wanted:
        uploads = Upload.objects.filter(holder_kind=HOLDER, sha256__in=wanted).values_list("sha256", "holder_key")
        for sha256, key in uploads:
            if key.isdecimal():
                same_files[sha256].add(int(key))
    numbers = {expense.seller_no for expense in expenses if expense.seller_no}
    others = Expense.objects.filter(
        Q(pk__in={pk for keys in same_files.values() for pk in keys}) | Q(seller_no__in=numbers)
    )
    rows = list(
        others.exclude(state=Expense.State.DRAFT).select_related("agreement").order_by("pk")
        if numbers or same_files
        else []
    )
    for expense in expenses:
        own_files = {pk for sha256 in files[expense.pk] for pk in same_files.get(sha256, ())}
        for other in rows:
            if other.pk == expense.pk:
                continue
            document = bool(expense.seller_no) and (other.seller_no, _plain(other.document)) == (
                expense.seller_no,
                _plain(expense.document),
            )
            if not document and other.pk not in own_files:
                continue
            ours = other.agreement.organisation_id == expense.agreement.organisation_id
            found[expense.pk].append(
                Warning("document" if document else "file", other.agreement if ours else None, other if ours else None)
            )
    return found


def _plain(document: str) -> str:
    """A document's number as one compares it: without spaces, in one case."""
    return "".join(document.split()).casefold()
