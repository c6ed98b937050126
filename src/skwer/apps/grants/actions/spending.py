"""Documents the party shows, and the office's answer to each: accepted, in part, or not, with a paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.words import money, say
from skwer.apps.files.actions import delete_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import FieldError, clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from ..citing import cite
from ..models import Agreement, BudgetLine, Expense
from ..queries.spending import HOLDER, files_of, room_on_line
from ..signals import announce, expense_answered, expense_queried, expenses_claimed
from .book import BadValues, Reader, as_office, as_party, exact_sum, is_settled, locked, note

State = Expense.State
OPEN = (State.DRAFT, State.QUERIED)
"""What the party may change."""
ANSWERED = (State.ACCEPTED, State.PARTLY, State.REFUSED)
REASON_LENGTH = 2000
MOST_EXPENSES = 400


class CannotSpend(Refusal):
    """The account takes no documents now: not in force, settled already, or there are too many."""

    code = "cannot_spend"
    status = 409


class NotOpen(Refusal):
    """The document is with the office, or answered: the party cannot change it, or the office answers it again."""

    code = "not_open"
    status = 409


class NothingToClaim(Refusal):
    message = _("There is no document to send. Add an invoice or a bill first.")
    code = "nothing"


class CannotAccept(Refusal):
    """The answer cannot stand; `field` is accepted, reason or paragraph."""

    code = "cannot_accept"

    def __init__(self, field: str, message: Any, *, code: str | None = None, paragraph: str | None = None) -> None:
        self.field = field
        super().__init__(message, code=code, paragraph=paragraph)


@transaction.atomic
def add_expense(*, by: Person, agreement: Agreement, values: Mapping[str, Any], at: datetime) -> Expense:
    """A document the party shows, kept as a draft until it is sent.

    values: line (a BudgetLine or its `order`), document, what, issued_on, total, claimed (how much of it is asked
    from the grant); seller, seller_no, paid_on, shares ([{"source": "own"|"other", "payer", "amount"}]) if any.
    Photos are uploads of holder "grant_expense" under the expense's key. Raises NotAllowed, CannotSpend, BadValues.
    """
    locked(agreement)
    as_party(by, agreement)
    _takes_documents(agreement)
    numbers = list(agreement.expenses.order_by("-number").values_list("number", flat=True))
    if len(numbers) >= MOST_EXPENSES:
        raise CannotSpend(_("There are too many documents. Put small bills on one list."), code="too_many")
    expense = Expense(agreement=agreement, number=numbers[0] + 1 if numbers else 1, added_by=by, added_at=at)
    _fill(expense, values, at)
    expense.save()
    _note("expense_added", expense, by, at)
    return expense


@transaction.atomic
def change_expense(*, by: Person, expense: Expense, values: Mapping[str, Any], at: datetime) -> Expense:
    """Other values for a draft, or for one the office asked to complete; what is not named stays.

    Raises NotAllowed, CannotSpend, NotOpen, BadValues.
    """
    _open(by, expense)
    held = {name: getattr(expense, name) for name in _FIELDS}
    _fill(expense, {**held, **values}, at)
    expense.save()
    _note("expense_changed", expense, by, at)
    return expense


@transaction.atomic
def remove_expense(*, by: Person, expense: Expense, at: datetime) -> None:
    """Take away a draft; its files go with it. Raises NotAllowed, CannotSpend, NotOpen."""
    _open(by, expense)
    if expense.state != State.DRAFT:
        raise NotOpen(_("The office has seen this document: correct it, but it cannot be taken away."), code="seen")
    for upload in Upload.objects.filter(holder_kind=HOLDER, holder_key=str(expense.pk)):
        delete_upload(by=by, upload=upload, at=at)
    _note("expense_removed", expense, by, at)
    expense.delete()


@transaction.atomic
def claim_expenses(*, by: Person, agreement: Agreement, at: datetime) -> list[Expense]:
    """Send every draft and every completed document to the office. Each needs a photo or scan.

    Raises NotAllowed, CannotSpend, NothingToClaim, BadValues (fields "expense-<number>").
    """
    locked(agreement)
    as_party(by, agreement)
    _takes_documents(agreement)
    rows = list(agreement.expenses.filter(state__in=OPEN).order_by("number"))
    if not rows:
        raise NothingToClaim(paragraph=cite(agreement, "costs"))
    hashes = files_of(rows)
    if missing := [row for row in rows if not hashes[row.pk]]:
        cited = cite(agreement, "costs")
        raise BadValues(
            [
                FieldError(
                    field=f"expense-{row.number}",
                    code="no_file",
                    message=format_lazy(
                        _("Document no. {number}: add a photo or a scan ({paragraph})."),
                        number=row.number,
                        paragraph=cited or "–",
                    ),
                )
                for row in missing
            ]
        )
    for row in rows:
        row.state, row.file_hashes = State.CLAIMED, hashes[row.pk]
        row.save(update_fields=["state", "file_hashes"])
        _note("expense_claimed", row, by, at, files=row.file_hashes)
    announce(expenses_claimed, Expense, agreement=agreement, expenses=rows, at=at)
    return rows


@transaction.atomic
def query_expense(*, by: Person, expense: Expense, reason: str, at: datetime) -> Expense:
    """Give a document back to be completed, with what is missing. Raises NotAllowed, NotOpen, CannotAccept."""
    _claimed(by, expense, (State.CLAIMED,))
    words = clean_text(reason).strip()[:REASON_LENGTH]
    if not words:
        raise CannotAccept("reason", _("Say what is missing: the party reads it."), code="reason")
    expense.state, expense.reason, expense.paragraph = State.QUERIED, words, ""
    expense.reviewed_by, expense.reviewed_at = by, at
    expense.save(update_fields=["state", "reason", "paragraph", "reviewed_by", "reviewed_at"])
    _note("expense_queried", expense, by, at)
    announce(expense_queried, Expense, expense=expense, agreement=expense.agreement, at=at)
    return expense


@transaction.atomic
def review_expense(
    *,
    by: Person,
    expense: Expense,
    accepted: Decimal,
    reason: str = "",
    paragraph: str = "",
    at: datetime,
) -> Expense:
    """Answer a document: how much of what it claims is accepted; a lower sum needs a reason.

    paragraph: "§ 7"; empty means the paragraph on costs. May be answered anew until the account is settled. The sum
    accepted stays within the line (its plan and the shift allowed) and within the grant. Raises NotAllowed, NotOpen,
    CannotAccept.
    """
    agreement = _claimed(by, expense, (State.CLAIMED, State.QUERIED, *ANSWERED))
    amount = exact_sum(accepted)
    if amount is None or amount < 0:
        raise CannotAccept("accepted", _("Write a sum of money, zero or more."), code="no_sum")
    if amount > expense.claimed:
        raise CannotAccept(
            "accepted",
            say(
                _("The document claims %(claimed)s. Accept at most this."),
                claimed=money(expense.claimed, agreement.currency),
            ),
            code="more_than_claimed",
        )
    words = clean_text(reason).strip()[:REASON_LENGTH]
    cited = clean_text(paragraph, lines=False).strip()[:20]
    if amount < expense.claimed:
        if not words:
            raise CannotAccept("reason", _("Say why not all is accepted: the party reads it."), code="reason")
        cited = cited or cite(agreement, "costs")
    else:
        words, cited = "", ""
    _fits(expense, amount)
    before = {"state": expense.state, "accepted": expense.accepted}
    expense.state = State.ACCEPTED if amount == expense.claimed else State.PARTLY if amount > 0 else State.REFUSED
    expense.accepted, expense.reason, expense.paragraph = amount, words, cited
    expense.reviewed_by, expense.reviewed_at = by, at
    expense.save(update_fields=["state", "accepted", "reason", "paragraph", "reviewed_by", "reviewed_at"])
    _note("expense_reviewed", expense, by, at, before=before)
    announce(expense_answered, Expense, expense=expense, agreement=agreement, at=at)
    return expense


def _fits(expense: Expense, amount: Decimal) -> None:
    """Does the accepted sum fit into its line and into the grant?"""
    agreement = expense.agreement
    room = room_on_line(expense)
    if amount > room.line:
        raise CannotAccept(
            "accepted",
            say(
                _(
                    "Line %(line)s takes %(room)s more: %(planned)s planned, %(allowed)s allowed with the shift between"
                    " lines. Accept at most this, or agree an amendment."
                ),
                line=expense.line.order,
                room=money(room.line, agreement.currency),
                planned=money(expense.line.amount, agreement.currency),
                allowed=money(room.allowed, agreement.currency),
            ),
            code="over_line",
            paragraph=cite(agreement, "line_shift"),
        )
    if amount > room.grant:
        raise CannotAccept(
            "accepted",
            say(
                _("The grant covers %(room)s more. Accept at most this."),
                room=money(room.grant, agreement.currency),
            ),
            code="over_grant",
            paragraph=cite(agreement, "costs"),
        )


# --- inside

_FIELDS = ("line", "document", "seller", "seller_no", "what", "issued_on", "paid_on", "total", "claimed", "shares")


def _takes_documents(agreement: Agreement) -> None:
    if agreement.state not in (Agreement.State.ACTIVE, Agreement.State.TERMINATED):
        raise CannotSpend(
            _("The agreement is not in force, so it takes no documents."),
            code="not_active",
            paragraph=cite(agreement, "costs"),
        )
    if is_settled(agreement):
        raise CannotSpend(
            _("The account is settled and takes no more documents."),
            code="settled",
            paragraph=cite(agreement, "costs"),
        )


def _open(by: Person, expense: Expense) -> Agreement:
    agreement = locked(expense.agreement)
    as_party(by, agreement)
    _takes_documents(agreement)
    expense.refresh_from_db()
    expense.agreement = agreement
    if expense.state not in OPEN:
        raise NotOpen(_("This document is with the office and cannot be changed now."), code="with_the_office")
    return agreement


def _claimed(by: Person, expense: Expense, states: tuple[str, ...]) -> Agreement:
    agreement = locked(expense.agreement)
    as_office(by, agreement)
    expense.refresh_from_db()
    expense.agreement = agreement
    if is_settled(agreement):
        raise NotOpen(_("The account is settled: answers to its documents stay as they are."), code="settled")
    if expense.state not in states:
        raise NotOpen(_("The party has not sent this document, or somebody has answered it."), code="not_claimed")
    return agreement


def _fill(expense: Expense, values: Mapping[str, Any], at: datetime) -> None:
    """Values into the row, all faults at once."""
    agreement, read = expense.agreement, Reader(values)
    line = _line(agreement, values.get("line"))
    if line is None:
        read.wrong("line", "missing", _("Choose the line of the budget."))
    expense.document = read.text("document", 80, needed=_("Write the number of the invoice or bill."))
    expense.what = read.text("what", 200, needed=_("Write what was bought."))
    expense.seller = read.text("seller", 160)
    expense.seller_no = "".join(c for c in read.text("seller_no", 20) if c.isalnum()).upper()
    issued = read.day("issued_on", needed=_("Write the day the document was issued."))
    paid = read.day("paid_on")
    for field, day in (("issued_on", issued), ("paid_on", paid)):
        if day is not None and day > timezone.localdate(at):
            read.wrong(field, "future", _("This day is still to come."))
    cent = Decimal("0.01")
    total = read.sum("total", needed=_("Write the whole sum of the document."), least=cent)
    claimed = read.sum("claimed", needed=_("Write how much of it the grant should pay, or 0."))
    shares = _shares(read)
    others = sum((Decimal(share["amount"]) for share in shares), Decimal(0))
    if total is not None and claimed is not None and claimed + others > total:
        read.wrong(
            "claimed",
            "over_total",
            say(
                _("Together the payers pay %(sum)s, more than the document's %(total)s."),
                sum=money(claimed + others, agreement.currency),
                total=money(total, agreement.currency),
            ),
        )
    if claimed and line is not None and line.source != "grant":
        read.wrong("claimed", "not_the_grant", _("The grant does not pay for this line. Write 0, or choose another."))
    if read.errors or line is None or issued is None or total is None or claimed is None:
        raise BadValues(read.errors)
    expense.line, expense.issued_on, expense.paid_on = line, issued, paid
    expense.total, expense.claimed, expense.shares = total, claimed, shares


def _line(agreement: Agreement, value: Any) -> BudgetLine | None:
    if isinstance(value, BudgetLine):
        return value if value.agreement_id == agreement.pk else None
    try:
        return agreement.lines.filter(order=int(str(value))).first()
    except ValueError:
        return None


def _shares(read: Reader) -> list[dict[str, str]]:
    """Other payers' parts of the document; empty rows are left out."""
    kept = []
    for row in list(read.values.get("shares") or [])[:10]:
        if not isinstance(row, Mapping) or row.get("amount") in (None, ""):
            continue
        amount = exact_sum(row["amount"])
        source = row.get("source") or "own"
        if amount is None or amount < 0 or source not in ("own", "other"):
            read.wrong("shares", "no_sum", _("Write how much each of the other payers pays."))
        elif amount:
            payer = clean_text(row.get("payer", ""), lines=False).strip()[:120]
            kept.append({"source": source, "payer": payer, "amount": str(amount)})
    return kept


def _note(verb: str, expense: Expense, by: Person, at: datetime, before: Any = None, **more: Any) -> None:
    note(
        verb,
        "expense",
        expense.uid,
        by,
        at,
        organisation=expense.agreement.organisation,
        before=before,
        after={
            "agreement": expense.agreement_id,
            "number": expense.number,
            "state": expense.state,
            "total": expense.total,
            "claimed": expense.claimed,
            "accepted": expense.accepted,
            **more,
        },
    )
