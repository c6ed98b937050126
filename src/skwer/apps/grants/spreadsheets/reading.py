"""A spreadsheet's cells as text and dates, from XLSX or CSV, whatever the file claims to be."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.refusals import Refusal

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
# The title row of an office's table often stands below its heading.
_SEARCHED = 15


class NotASheet(Refusal):
    """The file cannot be read as a table; the sentence says why and how to mend it."""

    code = "not_a_sheet"
    field = "file"


@dataclass(frozen=True)
class Sheet:
    """header: titles of the columns; rows: (number as the spreadsheet shows it, cells as text); names: all sheets."""

    name: str
    names: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(data: bytes, wanted: str = "") -> Sheet:
    """The wanted sheet (else the first) of an XLSX file, or a CSV file in UTF-8 or Windows-1250.

    The header is the first row with at least two filled cells, within the first fifteen. Raises NotASheet.
    """
    if not data:
        raise NotASheet(_("This file is empty. Choose the spreadsheet again."))
    if len(data) > MOST_BYTES:
        raise NotASheet(_("This file is larger than 10 MB. Save only the sheet with the table and try again."))
    if data.startswith(b"PK"):
        return _xlsx(data, wanted)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotASheet(_("This is the old Excel format (XLS). Save it as XLSX and send it again."))
    return _csv(data)


def _xlsx(data: bytes, wanted: str) -> Sheet:
    from openpyxl import load_workbook  # a heavy import for a rare wish

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise NotASheet(_("This file unpacks to more than 60 MB. Save only the sheet with the table."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        names = tuple(book.sheetnames)
        name = wanted if wanted in names else names[0]
        page = book[name]
        page.reset_dimensions()  # what the file claims about its size may be wrong
        cells = []
        for number, row in enumerate(page.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            if number > MOST_ROWS + _SEARCHED:
                raise _too_long()
            cells.append(tuple(_text(value) for value in row))
        book.close()
    except NotASheet:
        raise
    except Exception as error:  # openpyxl answers a damaged file with exceptions of many kinds
        raise NotASheet(_("This file cannot be opened as a spreadsheet. Save it as XLSX or CSV again.")) from error
    return _table(name, names, cells)


def _csv(data: bytes) -> Sheet:
    if b"\x00" in data:
        raise NotASheet(_("This is not a spreadsheet. Send a file in the format XLSX or CSV."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1250")
        except UnicodeDecodeError as error:
            raise NotASheet(_("The letters of this file cannot be read. Save it as CSV in UTF-8.")) from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(";\t,", key=first.count)
    try:
        cells = [
            tuple(cell.strip() for cell in row[:MOST_COLUMNS]) for row in csv.reader(io.StringIO(text), delimiter=mark)
        ]
    except csv.Error as error:
        raise NotASheet(_("This file cannot be opened as a spreadsheet. Save it as XLSX or CSV again.")) from error
    if len(cells) > MOST_ROWS + _SEARCHED:
        raise _too_long()
    return _table("", (), cells)


def _table(name: str, names: tuple[str, ...], cells: list[tuple[str, ...]]) -> Sheet:
    top = next((i for i, row in enumerate(cells[:_SEARCHED]) if sum(bool(cell) for cell in row) >= 2), None)
    if top is None:
        raise NotASheet(_("No table was found: a row with the titles of the columns is needed near the top."))
    width = max((i + 1 for i, cell in enumerate(cells[top]) if cell), default=0)
    rows = tuple(
        (number, (row + ("",) * width)[:width])
        for number, row in enumerate(cells[top + 1 :], top + 2)
        if any(row[:width])
    )
    if not rows:
        raise NotASheet(_("The table has titles and no rows."))
    if len(rows) > MOST_ROWS:
        raise _too_long()
    return Sheet(name, names, cells[top][:width], rows)


def _too_long() -> NotASheet:
    return NotASheet(_("The table has more than 5,000 rows. Send it in parts."))


def _text(value: Any) -> str:
    """A cell as text: days as 2026-05-31, numbers without an exponent and without the noise of binary fractions."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{Decimal(repr(value)).quantize(Decimal('0.0001')).normalize():f}"
    return str(value).strip()
