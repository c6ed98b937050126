"""The city's table of interest rates: one by one, or from a CSV file, each with where and when it was read."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.actions.locking import lock
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run

from ..models import InterestRate
from .book import BadValues, Reader, note

COLUMNS = ("kind", "since", "percent", "source", "read_on")
MOST_ROWS = 500
MOST_BYTES = 200_000


class RowError(NamedTuple):
    """What is wrong in a line of the file, lines counted from 1 as in a spreadsheet."""

    row: int
    column: str
    message: Any

    def __str__(self) -> str:
        return str(
            format_lazy(_("Row {row}, {column}: {message}"), row=self.row, column=self.column, message=self.message)
        )


class BadTable(Refusal):
    """The file cannot be read as rates; nothing was taken over. `errors` says which row and column."""

    code = "bad_table"
    field = "file"

    def __init__(self, message: Any, errors: list[RowError] | None = None) -> None:
        self.errors = errors or []
        super().__init__(message)


class Loaded(NamedTuple):
    added: int
    changed: int
    same: int


@transaction.atomic
def set_rate(
    *,
    by: Person,
    organisation: Organisation,
    kind: str,
    since: date | str,
    percent: Decimal | str,
    source: str,
    read_on: date | str,
    at: datetime,
) -> InterestRate:
    """A rate from a day on; one already kept for that day is corrected. Raises NotAllowed, BadValues."""
    if not may_run(by, organisation):
        raise NotAllowed
    values = {"kind": kind, "since": since, "percent": percent, "source": source, "read_on": read_on}
    read = Reader(values)
    clean = _clean(read, at)
    read.done()
    lock(organisation)
    rate, _how = _keep(organisation, clean, by, at)
    return rate


@transaction.atomic
def remove_rate(*, by: Person, rate: InterestRate, at: datetime) -> None:
    """Take a rate away; payments already split stay as they were. Raises NotAllowed."""
    if not may_run(by, rate.organisation):
        raise NotAllowed
    note("rate_removed", "interest_rate", rate.pk, by, at, organisation=rate.organisation, before=_facts(rate))
    rate.delete()


def load_rates(*, by: Person, organisation: Organisation, data: bytes, at: datetime) -> Loaded:
    """Rates from a CSV file (comma or semicolon, UTF-8) with the columns of COLUMNS; all of it or nothing.

    A rate known for the day is corrected; rates the file does not name stay. Raises NotAllowed, BadTable.
    """
    if not may_run(by, organisation):
        raise NotAllowed
    rows = _rows(data)
    wanted: dict[tuple[str, date], dict[str, Any]] = {}
    errors: list[RowError] = []
    for number, row in rows:
        read = Reader(row)
        clean = _clean(read, at)
        errors += [RowError(number, error.field, error.message) for error in read.errors]
        if not read.errors:
            key = (clean["kind"], clean["since"])
            if key in wanted:
                errors.append(RowError(number, "since", _("This kind and day stand in the file twice.")))
            wanted[key] = clean
    if errors:
        raise BadTable(_("Some rows cannot be read, and nothing was taken over. Mend them and send it again."), errors)
    with transaction.atomic():
        lock(organisation)
        counts = {"added": 0, "changed": 0, "same": 0}
        for clean in wanted.values():
            _rate, how = _keep(organisation, clean, by, at)
            counts[how] += 1
    return Loaded(**counts)


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(data) > MOST_BYTES:
        raise BadTable(_("This file is too large for a table of rates."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable(_("This file is not text in UTF-8. Save the table as CSV (UTF-8).")) from error
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    names = [str(name or "").strip().lower() for name in reader.fieldnames or []]
    if missing := [name for name in COLUMNS if name not in names]:
        raise BadTable(format_lazy(_("Columns are missing: {names}."), names=", ".join(missing)))
    reader.fieldnames = names
    try:
        found = [
            (number, {name: str(row.get(name) or "").strip() for name in COLUMNS})
            for number, row in enumerate(reader, 2)
        ]
    except csv.Error as error:
        raise BadTable(_("This file cannot be read as CSV.")) from error
    found = [(number, row) for number, row in found if any(row.values())]
    if not found:
        raise BadTable(_("The file has no rows under its heading."))
    if len(found) > MOST_ROWS:
        raise BadTable(_("The file has more than 500 rows. Is it really a table of rates?"))
    return found


def _clean(read: Reader, at: datetime) -> dict[str, Any]:
    kind = str(read.values.get("kind") or "").strip().lower()
    if kind not in InterestRate.Kind.values:
        read.wrong("kind", "kind", _("Write “tax” (as for tax arrears) or “statutory” (for delay)."))
    since = read.day("since", needed=_("Write the day from which the rate holds."))
    read_on = read.day("read_on", needed=_("Write the day on which you read it there."))
    if read_on is not None and read_on > timezone.localdate(at):
        read.wrong("read_on", "future", _("This day is still to come."))
    source = read.text("source", 250, needed=_("Write where the rate stands: the act or notice, with its number."))
    percent: Decimal | None = None
    written = str(read.values.get("percent") or "").strip().removesuffix("%").strip().replace(",", ".")
    try:
        percent = Decimal(written)
        good = percent.is_finite() and 0 <= percent <= 100 and percent == percent.quantize(Decimal("0.001"))
    except InvalidOperation:
        good = False
    if not good:
        read.wrong("percent", "percent", _("Write the yearly rate in per cent, from 0 to 100, for example 12,5."))
    return {"kind": kind, "since": since, "percent": percent, "source": source, "read_on": read_on}


def _keep(organisation: Organisation, clean: dict[str, Any], by: Person, at: datetime) -> tuple[InterestRate, str]:
    where = {"organisation": organisation, "kind": clean["kind"], "since": clean["since"]}
    rate = InterestRate.objects.filter(**where).first()
    before = _facts(rate) if rate else None
    if rate is None:
        rate, how = InterestRate(**where), "added"
    else:
        kept = (rate.percent, rate.source, rate.read_on)
        how = "same" if kept == (clean["percent"], clean["source"], clean["read_on"]) else "changed"
    if how != "same":
        rate.percent, rate.source, rate.read_on = clean["percent"], clean["source"], clean["read_on"]
        rate.save()
        note("rate_set", "interest_rate", rate.pk, by, at, organisation=organisation, before=before, after=_facts(rate))
    return rate, how


def _facts(rate: InterestRate) -> dict[str, Any]:
    return {"kind": rate.kind, "since": rate.since, "percent": rate.percent, "read_on": rate.read_on}


__all__ = ["BadTable", "BadValues", "Loaded", "RowError", "load_rates", "remove_rate", "set_rate"]
