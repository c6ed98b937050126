"""Rows of a table against what their columns mean, against each other, and against what the city already holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from .columns import COLUMNS, plain
from .reading import Sheet

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: its row as the spreadsheet counts, its column's key, a sentence, what stood there."""

    row: int
    column: str
    code: str
    message: Any
    written: str = ""


@dataclass(frozen=True)
class Holding:
    """What the city holds about one agreement: its currency, and sums granted, paid and already asked back."""

    currency: str
    amount: Decimal
    paid: Decimal
    owed_back: Decimal
    has_report: bool
    settled: bool


@dataclass(frozen=True)
class Known:
    """The city as the rows meet it: agreements by number, districts by plain name or code, its usual currency."""

    agreements: Mapping[str, Holding] = field(default_factory=dict)
    districts: Mapping[str, int] = field(default_factory=dict)
    currency: str = "PLN"
    support: str = "cash"
    report_days: int = 30


@dataclass(frozen=True)
class Checked:
    """good: values of faultless rows by row number; faults: in the order of rows; total: sum of the main amount by
    currency over the good rows.
    """

    good: dict[int, dict[str, Any]]
    faults: tuple[Fault, ...]
    total: dict[str, Decimal]


def check(
    kind: str, sheet: Sheet, mapping: Mapping[str, int], corrections: Mapping[str, Mapping[str, str]], known: Known
) -> Checked:
    """Read every row. `corrections`: {row number: {column key: text}} stand instead of what the cells say."""
    good: dict[int, dict[str, Any]] = {}
    faults: list[Fault] = []
    texts = {
        number: {
            column.key: corrections.get(str(number), {})
            .get(column.key, cells[mapping[column.key]] if column.key in mapping else "")
            .strip()
            for column in COLUMNS[kind]
        }
        for number, cells in sheet.rows
    }
    seen = Counter(row["number"] for row in texts.values())
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for number, row in texts.items():
        values, wrong = _read(kind, number, row)
        if not wrong:
            wrong = list(_together(kind, number, row, values, known, seen, sums))
        if wrong:
            faults += wrong
        else:
            good[number] = values
            if kind != "agreements":
                sums[values["number"]] += values["amount"] or NOTHING
    total: dict[str, Decimal] = {}
    for values in good.values():
        currency = values.get("currency") or known.currency
        total[currency] = total.get(currency, NOTHING) + (values.get("amount") or NOTHING)
    return Checked(good, tuple(faults), total)


def _read(kind: str, number: int, row: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    wrong: list[Fault] = []
    for column in COLUMNS[kind]:
        text = row[column.key]
        if not text:
            values[column.key] = None
            if column.required:
                wrong.append(Fault(number, column.key, "missing", _("This cell is empty. Fill it in.")))
            continue
        try:
            values[column.key] = column.read(text)
        except ValueError as error:
            wrong.append(Fault(number, column.key, "unreadable", error.args[0], text))
    return values, wrong


def _together(
    kind: str,
    number: int,
    row: Mapping[str, str],
    values: dict[str, Any],
    known: Known,
    seen: Counter[str],
    sums: dict[str, Decimal],
) -> Iterator[Fault]:
    def fault(column: str, code: str, message: Any) -> Fault:
        return Fault(number, column, code, message, row[column])

    if kind == "agreements":
        if values["number"] in known.agreements:
            yield fault("number", "exists", _("An agreement with this number is already here."))
        elif seen[values["number"]] > 1:
            yield fault("number", "twice", _("This number stands in more than one row."))
        yield from _agreement(fault, values, known)
        return
    holding = known.agreements.get(values["number"])
    if holding is None:
        yield fault("number", "unknown", _("There is no agreement with this number. Move the agreements in first."))
        return
    values["currency"] = holding.currency
    if kind == "payments":
        left = holding.amount - holding.paid - sums[values["number"]]
        if holding.settled:
            yield fault("number", "settled", _("This agreement is already settled; nothing can be paid any more."))
        elif values["amount"] <= 0:
            yield fault("amount", "nothing", _("A payment is more than 0."))
        elif values["amount"] > left:
            yield fault("amount", "too_much", _("This is more than is left of the grant."))
    elif values["owed"] == "report":
        if holding.has_report:
            yield fault("number", "report", _("The final report of this agreement is already accepted."))
    elif not values["amount"]:
        yield fault("amount", "missing", _("Say how much is to be given back."))
    elif values["amount"] > holding.paid - holding.owed_back - sums[values["number"]]:
        yield fault("amount", "too_much", _("This is more than was paid and not yet asked back."))


def _agreement(fault: Any, values: dict[str, Any], known: Known) -> Iterator[Fault]:
    """Sums and days of one agreement agree; gaps are filled with what follows from the rest."""
    values["currency"] = values["currency"] or known.currency
    values["support"] = values["support"] or known.support
    if values["amount"] <= 0:
        yield fault("amount", "nothing", _("A grant is more than 0."))
    if values["district"]:
        found = known.districts.get(plain(values["district"]))
        if found is None:
            yield fault("district", "district", _("The city has no district of this name. Check it under Districts."))
        values["district"] = found
    signed: date = values["signed_on"]
    values["starts_on"] = values["starts_on"] or signed
    values["report_due_on"] = values["report_due_on"] or values["ends_on"] + timedelta(days=known.report_days)
    if values["ends_on"] < values["starts_on"]:
        yield fault("ends_on", "order", _("The work ends before it begins."))
    elif values["report_due_on"] < values["starts_on"]:
        yield fault("report_due_on", "order", _("The report is due before the work begins."))
    values["paid"] = values["paid"] or NOTHING
    if values["paid"] > values["amount"]:
        yield fault("paid", "too_much", _("More was paid than granted."))
    values["paid_on"] = values["paid_on"] or signed
    values["state"] = values["state"] or ("performed" if values["accepted"] is not None else "active")
    if values["accepted"] is not None:
        if values["accepted"] > values["paid"]:
            yield fault("accepted", "too_much", _("More was accepted than paid. Give the part that the grant paid."))
        if values["state"] == "active":
            yield fault("state", "settled", _("An agreement that is settled is no longer in force. Check the state."))
        values["settled_on"] = values["settled_on"] or values["report_due_on"]
        back = max(values["paid"] - values["accepted"], NOTHING)
        if values["accepted"] <= values["paid"] and (values["refunded"] or NOTHING) > back:
            yield fault("refunded", "too_much", _("More was given back than is owed (paid less accepted)."))
    elif values["state"] in ("performed", "closed"):
        yield fault("accepted", "missing", _("A settled agreement needs the accepted costs."))
    elif values["refunded"]:
        yield fault("refunded", "unsettled", _("Money given back needs the accepted costs."))
    values["refunded"] = values["refunded"] or NOTHING
    values["refunded_on"] = values["refunded_on"] or values["settled_on"]
