"""A table as CSV, line by line, safe for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# A spreadsheet must not run what somebody typed as a title.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, value: str) -> str:
        return value


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_lines(header: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """UTF-8 text with a byte-order mark first, so that spreadsheets read Polish letters; memory stays flat.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])
