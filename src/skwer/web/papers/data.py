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
    blocks: Sequence[Paragraph | Bullets | Table | Section] = ()
    level: int = 1


@dataclass(frozen=True)
class Evidence:
    """What shows that something is so: what it is, and its address."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class FinalReport:
    """A report with numbered sections, contents and numbered evidence; `sources`: what its list is called instead."""

    head: Letterhead
    title: str
    sections: Sequence[Section]
    subtitle: str = ""
    facts: Sequence[tuple[str, str]] = ()
    evidence: Sequence[Evidence] = ()
    sources: str = ""
    dated: date | None = None
    url: str = field(default="")


@dataclass(frozen=True)
class SupportSheet:
    """A page to sign: which idea, from which age, until when, what happens with the names. `url`: the same, online."""

    head: Letterhead
    title: str
    call: str
    statement: str
    data_protection: Sequence[str]
    erased_on: date
    url: str
    number: str = ""
    where: str = ""
    hand_in: str = ""
    rule: str = ""
    rows: int = 13


@dataclass(frozen=True)
class ConsentForm:
    """A consent to sign by hand: for which idea, what is agreed to, by whom. `url`: the same, online."""

    head: Letterhead
    heading: str
    title: str
    call: str
    points: Sequence[str]
    statement: str
    signer: str
    data_protection: Sequence[str]
    summary: str = ""
    where: str = ""
    applicant: str = ""
    rule: str = ""
    hand_in: str = ""
    url: str = ""


@dataclass(frozen=True)
class Application:
    """A proposal as it was sent: its number, version and checksum, by which the office knows the version in force.

    Under a section stand sections of level 2 (the questions) and their answers. `url`: the office's page that compares.
    """

    head: Letterhead
    title: str
    call: str
    number: str
    version: str
    checksum: str
    whole_checksum: str
    sent: str
    sections: Sequence[Section]
    rule: str
    url: str
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class MinutesPoint:
    """A point of an agenda: how it ended, what was said, what was recommended, who stepped aside."""

    title: str
    outcome: str = ""
    note: str = ""
    advice: Sequence[str] = ()
    aside: str = ""


@dataclass(frozen=True)
class Minutes:
    """Minutes of a meeting, or its agenda; `signed` leaves lines for two hands."""

    head: Letterhead
    title: str
    points: Sequence[MinutesPoint]
    subtitle: str = ""
    facts: Sequence[tuple[str, str]] = ()
    present: Sequence[str] = ()
    text: str = ""
    signed: bool = False


@dataclass(frozen=True)
class Article:
    """A paragraph of a contract (§): its heading and numbered texts."""

    heading: str
    texts: Sequence[str]


@dataclass(frozen=True)
class Signed:
    """Where one side signs: who it is; once it has signed, by whom, how and when."""

    side: str
    name: str = ""
    how: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Contract:
    """An agreement, or an annex with the whole text as amended. `changes`: what an annex changes, item by item.

    `mark` is the checksum as it is printed on every page; `note` stands under the title (a draft, a translation).
    """

    head: Letterhead
    title: str
    between: Sequence[str]
    articles: Sequence[Article]
    signatures: Sequence[Signed]
    tables: Sequence[Table] = ()
    changes: Sequence[str] = ()
    note: str = ""
    mark: str = ""
    version: int = 1


@dataclass(frozen=True)
class SignWords:
    """What a plate says in one language."""

    language: str
    place: str
    ask: str
    how: str


@dataclass(frozen=True)
class SignPlate:
    """The plate at a place: a square that leads to `url`, `short` as people type it, and the same in each language."""

    head: Letterhead
    url: str
    short: str
    lines: Sequence[SignWords]
    size: str = "a5"
    mark: str = ""


Data = (
    Application
    | Contract
    | AttendanceSheet
    | Certificate
    | Poster
    | TablePaper
    | FinalReport
    | SupportSheet
    | ConsentForm
    | Minutes
    | SignPlate
)


KINDS: dict[str, type] = {
    "application": Application,
    "agreement": Contract,
    "attendance_sheet": AttendanceSheet,
    "certificate": Certificate,
    "poster": Poster,
    "final_report": FinalReport,
    "table": TablePaper,
    "minutes": Minutes,
    "support_sheet": SupportSheet,
    "consent_form": ConsentForm,
    "sign": SignPlate,
}
