"""One invoice followed to the money: file, cost, budget line, version in force, account, instalments, payment orders.

Every link is proved from what is stored: files are read and hashed again, the version's checksum is counted again, the
line is looked for in the version, the order's fingerprint in its payments. What does not hold is a gap, named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from skwer.apps.files.models import Upload
from skwer.apps.grants.actions.paying import hash_of
from skwer.apps.grants.merging import is_intact
from skwer.apps.grants.models import Agreement, Expense, Instalment, PaymentOrder, Version
from skwer.apps.grants.queries.money import Account, account_of
from skwer.apps.people.models import Person

CHUNK = 1 << 16


@dataclass(frozen=True)
class Proof:
    """A file and its SHA-256 counted now (empty: the store lost it); `intact`: as it came; `sent`: as it was sent."""

    upload: Upload
    computed: str
    intact: bool
    sent: bool


@dataclass(frozen=True)
class InForce:
    """A version of the agreement, and the expense's line as it stands in it (None: it is not there)."""

    version: Version
    line: dict[str, Any] | None
    intact: bool


@dataclass(frozen=True)
class Paid:
    """An instalment that was paid, with the order that paid it; `intact`: the order is what the bank was given."""

    instalment: Instalment
    order: PaymentOrder | None
    intact: bool


@dataclass(frozen=True)
class Gap:
    """A link that does not hold. Codes: no_file, file_lost, file_changed, file_not_sent, file_gone, no_version,
    version_changed, line_not_in_version, nothing_paid, no_order, order_changed, more_accepted_than_paid.
    """

    code: str
    what: str = ""


@dataclass(frozen=True)
class Trace:
    """The chain of one expense. `on`: the day whose version counts, that of the office's answer, else today."""

    expense: Expense
    agreement: Agreement
    on: date
    files: tuple[Proof, ...]
    in_force: InForce | None
    account: Account
    paid: tuple[Paid, ...]
    gaps: tuple[Gap, ...]

    @property
    def whole(self) -> bool:
        """Does every link hold, from the file to the payment order?"""
        return not self.gaps


def trace(expense: Expense, person: Person) -> Trace:
    """Follow the expense. The bytes of its files are read, so this is for one expense at a time."""
    agreement = expense.agreement
    on = timezone.localdate(expense.reviewed_at) if expense.reviewed_at else timezone.localdate()
    files = tuple(_proof(upload, expense) for upload in _files(expense, person))
    in_force = _in_force(expense, on)
    account = account_of(agreement)
    paid = tuple(_paid(agreement))
    gaps = [
        *_gaps_of_files(expense, files),
        *_gaps_of_version(expense, in_force),
        *_gaps_of_money(expense, account, paid),
    ]
    return Trace(expense, agreement, on, files, in_force, account, paid, tuple(gaps))


def _files(expense: Expense, person: Person) -> Iterator[Upload]:
    held = Upload.objects.visible_to(person).filter(holder_kind="grant_expense", holder_key=str(expense.pk))
    yield from held.order_by("uploaded_at", "pk")


def _proof(upload: Upload, expense: Expense) -> Proof:
    digest = hashlib.sha256()
    try:
        with upload.file.open("rb") as source:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
        computed = digest.hexdigest()
    except (FileNotFoundError, ValueError):  # the bytes are gone, or the row never had any
        computed = ""
    return Proof(upload, computed, computed == upload.sha256, computed in expense.file_hashes)


def _in_force(expense: Expense, on: date) -> InForce | None:
    versions = expense.agreement.versions.filter(in_force_at__isnull=False).order_by("-number")
    version = next((one for one in versions if timezone.localdate(one.in_force_at) <= on), None)
    if version is None:
        return None
    order = expense.line.order
    line = next((one for one in version.facts.get("lines", ()) if one.get("order") == order), None)
    return InForce(version, line, is_intact(version))


def _paid(agreement: Agreement) -> Iterator[Paid]:
    rows = agreement.instalments.filter(state=Instalment.State.PAID).select_related("payment").order_by("order")
    for row in rows:
        if row.payment is None:
            yield Paid(row, None, False)
            continue
        listed = row.payment.instalments.select_related("agreement").order_by("agreement__number", "order")
        yield Paid(row, row.payment, hash_of(row.payment, listed) == row.payment.hash)


def _gaps_of_files(expense: Expense, files: tuple[Proof, ...]) -> Iterator[Gap]:
    if not files:
        yield Gap("no_file")
    for one in files:
        name = one.upload.original_name
        if not one.computed:
            yield Gap("file_lost", name)
        elif not one.intact:
            yield Gap("file_changed", name)
        elif not one.sent and expense.file_hashes:
            yield Gap("file_not_sent", name)
    held = {one.computed for one in files}
    for missing in expense.file_hashes:
        if missing not in held and not any(not one.intact for one in files):
            yield Gap("file_gone", missing[:12])


def _gaps_of_version(expense: Expense, in_force: InForce | None) -> Iterator[Gap]:
    if in_force is None:
        yield Gap("no_version")
        return
    if not in_force.intact:
        yield Gap("version_changed", str(in_force.version.number))
    if in_force.line is None:
        yield Gap("line_not_in_version", expense.line.name)


def _gaps_of_money(expense: Expense, account: Account, paid: tuple[Paid, ...]) -> Iterator[Gap]:
    accepted = expense.accepted or Decimal(0)
    if accepted and not paid:
        yield Gap("nothing_paid")
    for one in paid:
        if one.order is None:
            yield Gap("no_order", str(one.instalment.order))
        elif not one.intact:
            yield Gap("order_changed", str(one.order.number))
    if paid and account.accepted > account.paid + account.due + account.planned + account.ordered + account.withheld:
        yield Gap("more_accepted_than_paid")
