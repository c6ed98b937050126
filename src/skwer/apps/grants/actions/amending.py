"""A change of an agreement: asked for with a reason, answered by the office, signed by both, then in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.words import money, say
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ..accounts import AccountProblem, clean_account
from ..citing import cite
from ..merging import facts_of
from ..models import Agreement, Amendment, BudgetLine, Instalment, Purchase, Version
from ..rules import is_party, may_ask_change, may_run_grants
from ..signals import amendment_answered, amendment_asked, announce
from ..sums import GRANT, SUPPORTED
from ..terms import terms_of
from .annexing import OPEN_INSTALMENTS, PEOPLE, changed_facts
from .book import Reader, locked, note
from .drafting import read_lines
from .texts import make_version

KINDS = ("budget", "time", "scope", "people")
FIELDS: dict[str, tuple[str, ...]] = {
    "budget": ("lines",),
    "time": ("ends_on",),
    "scope": ("scope",),
    "people": ("party_name", "party_address", "represented_by", "account"),
}


class OneIsOpen(Refusal):
    """One change at a time: the next is asked for when this one is answered and signed."""

    message = _("There is a change already that waits for an answer or signatures. Finish it first.")
    code = "one_is_open"
    status = 409


class NotOpen(Refusal):
    message = _("This change has been answered or withdrawn already.")
    code = "not_open"
    status = 409


@transaction.atomic
def ask_amendment(
    *, by: Person, agreement: Agreement, kinds: Sequence[str], changes: Mapping[str, Any], why: str, at: datetime
) -> Amendment:
    """Ask for a change while the agreement is in force: the party, or the office itself.

    kinds: of budget, time, scope, people; changes: `lines` ([{"order", "name", "source", "amount", "payer"}], all of
    them, new ones without order), `ends_on`, `scope`, `party_name`, `party_address`, `represented_by`, `account`.
    Raises NotAllowed, OneIsOpen, BadValues.
    """
    locked(agreement)
    if not may_ask_change(by, agreement):
        raise NotAllowed(
            _("A change can be asked for by those who carry the agreement out, while it is in force."),
            paragraph=cite(agreement, "amendment"),
        )
    if agreement.amendments.filter(state__in=[Amendment.State.ASKED, Amendment.State.AGREED]).exists():
        raise OneIsOpen
    reader = Reader({**changes, "why": why})
    wanted = read_changes(reader, agreement, [kind for kind in KINDS if kind in kinds], changes)
    reason = reader.text("why", 2000, needed=_("Say why: the office decides by it."), lines=True)
    reader.done()
    last = agreement.amendments.order_by("number").last()
    amendment = Amendment.objects.create(
        agreement=agreement,
        number=last.number + 1 if last else 1,
        kinds=[kind for kind in KINDS if any(field in wanted for field in FIELDS[kind])],
        changes=wanted,
        why=reason,
        asked_by=by,
        asked_at=at,
    )
    _journal("ask_amendment", amendment, by, at)
    announce(amendment_asked, Amendment, amendment=amendment, agreement=agreement, at=at)
    return amendment


def read_changes(
    reader: Reader, agreement: Agreement, kinds: Sequence[str], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Only what really changes, as it is kept; what cannot be goes to the reader's errors."""
    wanted: dict[str, Any] = {}
    if "budget" in kinds and "lines" in changes:
        rows = _lines(reader, agreement, changes["lines"])
        if not reader.errors and rows != _held(agreement):
            wanted["lines"] = rows
    if "time" in kinds and "ends_on" in changes:
        on = reader.day("ends_on", needed=_("Give the day."))
        if on is not None and on != agreement.ends_on:
            _check_end(reader, agreement, on)
            wanted["ends_on"] = on.isoformat()
    if "scope" in kinds and "scope" in changes:
        scope = reader.text("scope", 3000, needed=_("Say what changes in the scope."), lines=True)
        if scope and scope != facts_of(agreement)["scope"]:
            wanted["scope"] = scope
    if "people" in kinds:
        wanted |= _people(reader, agreement, changes)
    if not wanted and not reader.errors:
        reader.wrong("kinds", "nothing", _("Nothing would change. Write down what should be different."))
    return wanted


def _held(agreement: Agreement) -> list[dict[str, Any]]:
    return [
        {
            "order": line.order,
            "name": line.name,
            "source": line.source,
            "amount": f"{line.amount:.2f}",
            "payer": line.payer,
        }
        for line in agreement.lines.order_by("order")
    ]


def _lines(reader: Reader, agreement: Agreement, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The budget as it should be: within the decision, above what was paid, without losing lines that are used."""
    read = read_lines(reader, rows, agreement.support)
    if reader.errors:
        return []
    held = {line.order: line for line in agreement.lines.all()}
    following, seen = max(held, default=0) + 1, set()
    made = []
    for index, (row, line) in enumerate(zip(rows, read, strict=True)):
        written = str(row.get("order") or "")
        order = int(written) if written.isdecimal() else None
        if order is None or (order not in held and order >= following):
            order, following = following, following + 1  # a new line, or one that was new when it was asked for
        elif order not in held or order in seen:
            reader.wrong(f"lines-{index}-name", "unknown", _("This line is not in the budget. Load the page again."))
        elif held[order].source != line.source and _used(held[order]):
            reader.wrong(
                f"lines-{index}-source",
                "used",
                _("Costs stand on this line already, so its source stays. Add a new line."),
            )
        seen.add(order)
        made.append(
            {
                "order": order,
                "name": line.name,
                "source": line.source,
                "amount": f"{line.amount:.2f}",
                "payer": line.payer,
            }
        )
    for order, lost in held.items():
        if order not in seen and _used(lost):
            message = say(_("Costs stand on “%(name)s” already. Keep the line; its sum may be 0."), name=lost.name)
            reader.wrong("lines", "used", message)
    _check_sums(reader, agreement, made)
    return made


def _used(line: BudgetLine) -> bool:
    return line.expenses.exists() or line.purchases.exists() or line.pledges.filter(deliveries__isnull=False).exists()


def _check_sums(reader: Reader, agreement: Agreement, rows: Sequence[Mapping[str, Any]]) -> None:
    currency = agreement.currency
    given = sum((Decimal(row["amount"]) for row in rows if row["source"] in SUPPORTED), Decimal(0))
    most = agreement.line.amount if agreement.line else agreement.amount
    if given > most:
        message = say(
            _("What the city gives would be %(given)s. It cannot be above the %(most)s granted (%(paragraph)s)."),
            given=money(given, currency),
            most=money(most, currency),
            paragraph=cite(agreement, "amendment") or "–",
        )
        reader.wrong("lines", "above_decision", message)
    paid = fixed_money(agreement)
    in_cash = sum((Decimal(row["amount"]) for row in rows if row["source"] == GRANT), Decimal(0))
    if in_cash < paid:
        message = say(
            _("%(paid)s of the grant is paid, ordered or given up already. The grant cannot fall below that."),
            paid=money(paid, currency),
        )
        reader.wrong("lines", "below_paid", message)
    bought = agreement.purchases.filter(kind=Purchase.Kind.BUY).exclude(
        state__in=(Purchase.State.WANTED, Purchase.State.DROPPED)
    )
    spent = bought.aggregate(sum=Sum("cost"))["sum"] or Decimal(0)
    # Money that will never be paid out may have been turned into a purchase (see `buying.room_to_buy`).
    given_up = agreement.instalments.filter(state=Instalment.State.CANCELLED).aggregate(sum=Sum("amount"))["sum"]
    if given - in_cash + (given_up or Decimal(0)) < spent:
        message = say(
            _("The city has bought things for %(spent)s already. Its purchases cannot fall below that."),
            spent=money(spent, currency),
        )
        reader.wrong("lines", "below_bought", message)


def fixed_money(agreement: Agreement) -> Decimal:
    """What no change can move any more: paid, on its way to the bank, or given up."""
    rows = agreement.instalments.exclude(state__in=OPEN_INSTALMENTS)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


def _check_end(reader: Reader, agreement: Agreement, on: date) -> None:
    terms = terms_of(agreement)
    if on < agreement.starts_on:
        reader.wrong("ends_on", "order", _("The work ends before it begins."))
    elif (on - agreement.starts_on).days >= terms.max_days:
        message = say(
            _("The work may last at most %(days)s days (%(paragraph)s)."),
            days=terms.max_days,
            paragraph=cite(agreement, "work_time") or "–",
        )
        reader.wrong("ends_on", "too_long", message)


def _people(reader: Reader, agreement: Agreement, changes: Mapping[str, Any]) -> dict[str, str]:
    wanted = {}
    for name, most in PEOPLE.items():
        if name in changes:
            needed = _("Say who signs.") if name == "party_name" else None
            written = reader.text(name, most, needed=needed)
            if written != getattr(agreement, name):
                wanted[name] = written
    if changes.get("account"):
        try:
            account = clean_account(str(changes["account"]))
        except AccountProblem as problem:
            reader.wrong("account", "account", problem.message)
        else:
            if account != agreement.account:
                wanted["account"] = account
    return wanted


@transaction.atomic
def answer_amendment(*, by: Person, amendment: Amendment, agree: bool, answer: str, at: datetime) -> Amendment:
    """Agree (an annex is written, which both sides sign) or refuse with a reason.

    Raises NotAllowed, NotOpen, BadValues (no reason; or what was asked for can no longer be).
    """
    agreement = locked(amendment.agreement)
    amendment.refresh_from_db()
    amendment.agreement = agreement
    if not may_run_grants(by, agreement):
        raise NotAllowed
    if amendment.state != Amendment.State.ASKED or agreement.state != Agreement.State.ACTIVE:
        raise NotOpen
    reader = Reader({**amendment.changes, "answer": answer})
    needed = None if agree else _("Say why not: the party reads it.")
    amendment.answer = reader.text("answer", 2000, needed=needed, lines=True)
    if agree:
        read_changes(reader, agreement, amendment.kinds, amendment.changes)
    reader.done()
    amendment.state = Amendment.State.AGREED if agree else Amendment.State.REFUSED
    amendment.answered_by, amendment.answered_at = by, at
    amendment.save()
    if agree:
        make_version(agreement, at, amendment=amendment, facts=changed_facts(agreement, amendment.changes))
    _journal("answer_amendment", amendment, by, at)
    announce(amendment_answered, Amendment, amendment=amendment, agreement=agreement, at=at)
    return amendment


@transaction.atomic
def withdraw_amendment(*, by: Person, amendment: Amendment, at: datetime) -> Amendment:
    """Take a change back before it is in force; an annex that was written for it goes. Raises NotAllowed, NotOpen."""
    agreement = locked(amendment.agreement)
    amendment.refresh_from_db()
    amendment.agreement = agreement
    if not (may_run_grants(by, agreement) or is_party(by, agreement)):
        raise NotAllowed
    if amendment.state not in (Amendment.State.ASKED, Amendment.State.AGREED):
        raise NotOpen
    Version.objects.filter(amendment=amendment).delete()
    amendment.state = Amendment.State.WITHDRAWN
    amendment.save(update_fields=["state"])
    _journal("withdraw_amendment", amendment, by, at)
    return amendment


def _journal(verb: str, amendment: Amendment, by: Person, at: datetime) -> None:
    agreement = amendment.agreement
    note(
        verb,
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        after={"amendment": amendment.number, "state": amendment.state, "kinds": amendment.kinds},
    )
