"""Answers as people read them: for a preview, a public page, and the difference between two versions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skwer.values.money import write_amount

from .checking import check_save
from .grids import GridRow, grid_rows, grid_text
from .schema import RAW, SOURCES, Form, Question

# a sum is one word: no-break spaces, and commas between its digits, keep it together
WORDS = re.compile(r"\w+(?:(?:[\u00a0\u202f]|(?<=\d)[,.](?=\d))\w+)*|\s+|[^\w\s]")
TOO_LONG_TO_COMPARE = 6000  # words; beyond, finding the shortest difference takes longer than a reader waits


class CostRow(NamedTuple):
    name: str
    quantity: str
    amount: Decimal
    source: str
    source_label: Any


@dataclass(frozen=True)
class CostSums:
    """Exact sums of a table of costs, by source."""

    total: Decimal = Decimal("0.00")
    by_source: Mapping[str, Decimal] = field(default_factory=dict)

    def of(self, source: str) -> Decimal:
        return self.by_source.get(source, Decimal("0.00"))

    @property
    def grant(self) -> Decimal:
        return self.of("grant")

    @property
    def own(self) -> Decimal:
        """Everything that is not asked for: own money, things given, residents' work."""
        return self.total - self.grant


@dataclass(frozen=True)
class Shown:
    """One answer, ready to be read. `text` is always there; the rest by kind."""

    question: Question
    text: str
    items: list[str] = field(default_factory=list)
    rows: list[CostRow] = field(default_factory=list)
    sums: CostSums | None = None
    place: Mapping[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    grid: list[GridRow] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(self.question.label)

    @property
    def empty(self) -> bool:
        return not self.text and not self.files


@dataclass(frozen=True)
class Difference:
    """A question answered otherwise in the newer version.

    words: the two texts put together, as (what, text) with what "same", "removed" or "added".
    """

    question: Question
    before: str
    after: str
    words: list[tuple[str, str]]


def cost_sums(rows: Any) -> CostSums:
    """Exact sums of clean cost rows, as saved by `check_save`; a row without a sum counts as nothing."""
    by_source: dict[str, Decimal] = {}
    for row in rows if isinstance(rows, (list, tuple)) else ():
        if row.get("amount"):
            source = row.get("source") or "grant"
            by_source[source] = by_source.get(source, Decimal("0.00")) + Decimal(row["amount"])
    return CostSums(sum(by_source.values(), Decimal("0.00")), by_source)


def display(form: Form, answers: Mapping[str, Any], *, public: bool = False) -> list[Shown]:
    """Every question of the form with its answer in the reader's language; public: only what everybody may read."""
    clean, _wrong = check_save(form, answers)
    raw = clean.get(RAW, {})
    return [
        Shown(q, _typed(raw[q.key])) if q.key in raw else _show(q, clean.get(q.key))
        for q in form.questions
        if q.public or not public
    ]


def differences(
    form: Form, old: Mapping[str, Any], new: Mapping[str, Any], only: Iterable[str] | None = None
) -> list[Difference]:
    """The questions whose answers differ, in the order of the form."""
    wanted = set(only) if only is not None else None
    before = {s.question.key: s for s in display(form, old)}
    found = []
    for now in display(form, new):
        was = before[now.question.key]
        if (wanted is None or now.question.key in wanted) and (was.text, was.files) != (now.text, now.files):
            found.append(Difference(now.question, was.text, now.text, words_between(was.text, now.text)))
    return found


def words_between(before: str, after: str) -> list[tuple[str, str]]:
    """How the first text becomes the second, word by word; put together, same + removed is the first."""
    a, b = (WORDS.findall(text) for text in (before, after))
    if len(a) + len(b) > TOO_LONG_TO_COMPARE:
        return [pair for pair in (("removed", before), ("added", after)) if pair[1]]
    parts: list[tuple[str, str]] = []
    gone = come = ""
    codes = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    for number, (what, a1, a2, b1, b2) in enumerate(codes, 1):
        old, new = "".join(a[a1:a2]), "".join(b[b1:b2])
        # a phrase that was replaced is read as a phrase: a space both have in common does not cut it into words
        if what != "equal" or (old.isspace() and gone and come and number < len(codes)):
            gone, come = gone + old, come + new
            continue
        parts += [pair for pair in (("removed", gone), ("added", come)) if pair[1]]
        parts.append(("same", old))
        gone = come = ""
    return parts + [pair for pair in (("removed", gone), ("added", come)) if pair[1]]


def _typed(raw: Any) -> str:
    """What could not be read, as it was typed."""
    if isinstance(raw, Mapping):
        return ", ".join(_typed(v) for v in raw.values() if v)
    if isinstance(raw, list):
        return "\n".join(_typed(item) for item in raw)
    return str(raw)


def _money(amount: Decimal, currency: str) -> str:
    return write_amount(amount, currency, (get_language() or "pl")[:2])


def _show(question: Question, value: Any) -> Shown:
    if question.kind == "declaration":
        return Shown(question, _("yes") if value else "")
    if value in (None, "", [], {}):
        return Shown(question, "")
    if question.kind == "money":
        return Shown(question, _money(Decimal(value), question.currency))
    if question.kind in ("choice", "choices"):
        keys = value if isinstance(value, list) else [value]
        labels = [str(option.label) for key in keys if (option := question.option(key))]
        return Shown(question, ", ".join(labels), items=labels)
    if question.kind == "file":
        return Shown(question, "", files=value)
    if question.kind == "place":
        point = f"{value['lat']}, {value['lon']}" if value.get("lat") and value.get("lon") else ""
        return Shown(question, " · ".join(p for p in (value.get("address", "").strip(), point) if p), place=value)
    if question.kind == "costs":
        return _show_costs(question, value)
    if question.kind == "grid":
        lines = grid_rows(question, value)
        return Shown(question, grid_text(lines), grid=lines)
    return Shown(question, str(value).strip())


def _show_costs(question: Question, value: list[dict[str, str]]) -> Shown:
    sources = {**SOURCES, **question.sources}
    rows = [
        CostRow(r["name"], r["quantity"], Decimal(r["amount"] or 0), r["source"], sources.get(r["source"], ""))
        for r in value
    ]
    lines = []
    for row in rows:
        named = f"{row.name} ({row.quantity})" if row.quantity.strip() else row.name
        source = f", {row.source_label}" if row.source else ""
        lines.append(f"{named}: {_money(row.amount, question.currency)}{source}")
    return Shown(question, "\n".join(lines), rows=rows, sums=cost_sums(value))
