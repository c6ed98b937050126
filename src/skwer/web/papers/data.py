"""What each kind of paper is made from. Empty texts and empty lists leave their part out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True)
class Picture:
    """A funder's mark or another picture as the bytes of a PNG, JPEG or WebP; `alt` says what it shows."""

    data: bytes
    alt: str


@dataclass(frozen=True)
class Letterhead:
    """Whose paper it is: name, colours (`Organisation.Theme`), the funder's statement and marks in their order."""

    name: str
    theme: str = "lipa"
    statement: str = ""
    marks: Sequence[Picture] = ()


@dataclass(frozen=True)
class AttendanceRow:
    """One person who is expected."""

    name: str
    organisation: str = ""


@dataclass(frozen=True)
class AttendanceSheet:
    """A list to sign. `session` and `day` narrow an event to a part of it; `spare` rows wait for the unannounced."""

    head: Letterhead
    event: str
    rows: Sequence[AttendanceRow]
    data_protection: str
    session: str = ""
    when: str = ""
    day: date | None = None
    where: str = ""
    project: str = ""
    spare: int = 0


@dataclass(frozen=True)
class Certificate:
    """What somebody took part in (`event`) or learned (`learning`). `verify_url` leads to the page that confirms it."""

    head: Letterhead
    person: str
    what: str
    number: str
    issued_on: date
    kind: Literal["event", "learning"] = "event"
    hours: Decimal | None = None
    when: str = ""
    where: str = ""
    topics: Sequence[str] = ()
    verify_url: str = ""
    project: str = ""
    signed_by: str = ""
    signed_as: str = ""


@dataclass(frozen=True)
class Poster:
    """An A3 sheet for the wall that says what is paid by whom. `sums` are (label, sum as text) in their order."""

    head: Letterhead
    title: str
    fund: str = ""
    programme: str = ""
    aim: str = ""
    period: str = ""
    sums: Sequence[tuple[str, str]] = ()
    partners: Sequence[str] = ()
    url: str = ""


@dataclass(frozen=True)
class Column:
    """A column's title; figures stand to the right; `share` is its width against other columns of text."""

    title: str
    figures: bool = False
    share: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of cells as texts, one for each column. `totals` are rows that sum up the others."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    title: str = ""
    totals: Sequence[Sequence[str]] = ()
    note: str = ""
    when_empty: str = ""


@dataclass(frozen=True)
class TablePaper:
    """One or several titled tables, ready for a council. `links` are (words, address) of the sources."""

    head: Letterhead
    title: str
    tables: Sequence[Table]
    lead: str = ""
    facts: Sequence[tuple[str, str]] = ()
    as_of: date | None = None
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Paragraph:
    """A text; `evidence` are numbers (from 1) of the report's evidence that shows it. An empty line parts it."""

    text: str
    evidence: Sequence[int] = ()


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: Sequence[Paragraph]


@dataclass(frozen=True)
class Section:
    """A heading (level 1 or 2) and what stands under it."""

    heading: str
    blocks: Sequence[Paragraph | Bullets | Table] = ()
    level: int = 1


@dataclass(frozen=True)
class Evidence:
    """What shows that something is so: what it is, and its address."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class FinalReport:
    """A report with numbered sections, contents and numbered evidence."""

    head: Letterhead
    title: str
    sections: Sequence[Section]
    subtitle: str = ""
    facts: Sequence[tuple[str, str]] = ()
    evidence: Sequence[Evidence] = ()
    dated: date | None = None
    url: str = field(default="")


Data = AttendanceSheet | Certificate | Poster | TablePaper | FinalReport
KINDS: dict[str, type] = {
    "attendance_sheet": AttendanceSheet,
    "certificate": Certificate,
    "poster": Poster,
    "final_report": FinalReport,
    "table": TablePaper,
}
