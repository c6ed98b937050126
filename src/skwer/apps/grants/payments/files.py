"""The kinds of files, each from the same lines."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.people.refusals import Refusal
from skwer.values.tables import csv_lines

from ..accounts import show_account
from ..models import PaymentOrder
from . import elixir, iso20022
from .lines import Transfer, transfers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NoSuchFile(Refusal):
    """The order cannot be written in this format: another currency, an account abroad, an unknown format."""

    code = "no_such_file"


@dataclass(frozen=True)
class BankFile:
    """A file to be handed out."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is called on the page, how its name ends, and how it is made."""

    label: Any
    ending: str
    content_type: str
    make: Callable[[PaymentOrder, list[Transfer]], bytes]
    for_bank: bool = True


def xlsx(order: PaymentOrder, lines: list[Transfer]) -> bytes:
    """A spreadsheet with the total under its column."""
    from openpyxl import Workbook  # a heavy import for a rare wish
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(f"{order.number}"[:31])
    for row in (_header(), *_rows(order, lines), [_("Total"), "", "", "", order.total, order.currency, "", ""]):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"  # what somebody typed is text, never a formula
            elif isinstance(value, Decimal):
                cell.number_format = "#,##0.00"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(order: PaymentOrder, lines: list[Transfer]) -> bytes:
    """A table for spreadsheets."""
    return "".join(csv_lines(_header(), _rows(order, lines))).encode()


def _header() -> list[str]:
    return [
        _("Party"),
        _("Address"),
        _("Account"),
        _("Title of the transfer"),
        _("Sum"),
        _("Currency"),
        _("Agreement"),
        _("Instalment"),
    ]


def _rows(order: PaymentOrder, lines: list[Transfer]) -> list[list[Any]]:
    return [
        [
            line.name,
            line.address,
            show_account(line.account),
            line.title,
            line.amount,
            order.currency,
            line.agreement,
            line.instalment,
        ]
        for line in lines
    ]


FORMATS: Mapping[str, Format] = {
    "xlsx": Format(gettext_lazy("Spreadsheet (XLSX)"), "xlsx", XLSX, xlsx, for_bank=False),
    "csv": Format(gettext_lazy("Table (CSV)"), "csv", "text/csv; charset=utf-8", csv, for_bank=False),
    **{
        f"elixir0-{page}": Format(
            f"Elixir-0 ({label})",
            "txt",
            f"text/plain; charset={page}",
            lambda o, t, page=page: elixir.elixir0(o, t, page),
        )
        for page, label in elixir.PAGES.items()
    },
    **{
        version: Format(
            f"ISO 20022 {version}",
            "xml",
            "application/xml",
            lambda o, t, version=version: iso20022.pain001(o, t, version),
        )
        for version in iso20022.VERSIONS
    },
}


def make_file(order: PaymentOrder, kind: str) -> BankFile:
    """The order as a file of the kind (a key of FORMATS). Raises NoSuchFile, OrderChanged."""
    wanted = FORMATS.get(kind)
    if wanted is None:
        raise NoSuchFile(gettext_lazy("This kind of file is not known."))
    lines = transfers(order)
    if kind.startswith("elixir0") and (problem := elixir.problem_with(order, lines)):
        raise NoSuchFile(problem)
    name = f"{order.organisation.slug}-{order.number}-{kind}.{wanted.ending}"
    return BankFile(name, wanted.content_type, wanted.make(order, lines))
