"""A grid: the same asked of several rows. Its answer is `{row: {"is": option, "note": text, "value": number}}`.

Rows without an answer are left out, and of a row the parts that are empty. In a page: `key-row` for the option,
`key-row-note`, `key-row-value`. Errors name the row by its place in the question and the part "is", "note", "value".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .errors import FieldError, clean_text
from .schema import Question, Row, text_length

NOTE_LENGTH = 300
NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,6})?")
MOST = Decimal(100_000)  # a measurement beside a row is a length, a share, a brightness


class GridRow(NamedTuple):
    """One row as people read it; `is_key` is the option's key, "" where nothing was chosen."""

    row: Row
    is_key: str
    answer: str
    note: str
    value: str

    @property
    def measured(self) -> str:
        """The measurement with what it is of and its unit."""
        if not self.value:
            return ""
        number = self.value if (get_language() or "pl").startswith("en") else self.value.replace(".", ",")
        return f"{self.row.measure} {number}\u00a0{self.row.unit}".rstrip()


def parts_of(question: Question, row: Row) -> tuple[str, ...]:
    """What the page asks of the row besides the option."""
    return (*(("note",) if question.notes else ()), *(("value",) if row.measure else ()))


def read_grid(question: Question, names: Iterable[str], last: Any) -> dict[str, dict[str, str]] | None:
    """What was typed, by row; None when the page does not show the question. `last(name)` gives a field's text."""
    key, sent = question.key, set(names)
    found: dict[str, dict[str, str]] = {}
    shown = False
    for row in question.rows:
        given = {"is": f"{key}-{row.key}", **{part: f"{key}-{row.key}-{part}" for part in parts_of(question, row)}}
        shown = shown or any(name in sent for name in given.values())
        typed = {part: text for part, name in given.items() if (text := last(name) or "")}
        if typed:
            found[row.key] = typed
    return found if shown else None


def grid_pairs(question: Question, value: Any) -> Iterator[tuple[str, str]]:
    """(name, value) pairs a browser sends back when the page shows this answer unchanged."""
    for row in question.rows:
        given = value.get(row.key, {}) if isinstance(value, Mapping) else {}
        if "is" in given:
            yield f"{question.key}-{row.key}", str(given["is"])
        for part in parts_of(question, row):
            yield f"{question.key}-{row.key}-{part}", str(given.get(part, ""))


def clean_grid(question: Question, value: Any) -> tuple[Any, Any, list[FieldError]]:
    """As typed, as data, why not."""
    given = value if isinstance(value, Mapping) else {}
    typed: dict[str, dict[str, str]] = {}
    clean: dict[str, dict[str, str]] = {}
    wrong: list[FieldError] = []
    for index, row in enumerate(question.rows):
        cell = given.get(row.key)
        cell = cell if isinstance(cell, Mapping) else {}
        parts = ("is", *parts_of(question, row))
        texts = {part: clean_text(cell.get(part), lines=False).strip() for part in parts}
        texts = {part: text for part, text in texts.items() if text}
        if not texts:
            continue
        typed[row.key] = texts
        if texts.get("is") and not question.option(texts["is"]):
            wrong.append(_error(question, "choice", _("Choose one of the answers on the list."), index, "is"))
        kept = dict(texts)
        if "value" in texts:
            number = _number(texts["value"])
            if number is None:
                message = _("Write a number, for example 140 or 4.5.")
                wrong.append(_error(question, "number", message, index, "value"))
            else:
                kept["value"] = number
        clean[row.key] = kept
    return typed, clean, wrong


def check_grid(question: Question, value: Any) -> Iterator[FieldError]:
    """What keeps the answer from being sent, row by row."""
    given = value or {}
    for index, row in enumerate(question.rows):
        cell = given.get(row.key, {})
        chosen, note = cell.get("is", ""), cell.get("note", "")
        if not chosen and (question.required or cell):
            yield _error(question, "required", _("Choose an answer in this row."), index, "is")
        if question.notes and chosen in question.note_when and not note:
            yield _error(question, "note", _("Say in a few words what is missing."), index, "note")
        elif text_length(note) > NOTE_LENGTH:
            message = format_lazy(_("Shorten the note to {most} characters."), most=NOTE_LENGTH)
            yield _error(question, "too_long", message, index, "note")


def grid_rows(question: Question, value: Any) -> list[GridRow]:
    """The rows that were answered, in the order of the form, in the reader's language."""
    found = []
    for row in question.rows:
        cell = value.get(row.key) if isinstance(value, Mapping) else None
        if not isinstance(cell, Mapping) or not cell:
            continue
        option = question.option(cell.get("is"))
        answer = str(option.label) if option else ""
        given = (str(cell.get("is", "")), answer, str(cell.get("note", "")), str(cell.get("value", "")))
        found.append(GridRow(row, *given))
    return found


def grid_text(rows: Iterable[GridRow]) -> str:
    """One line a row: "Slope: partly · steepest part 6 % · only the north side"."""
    lines = []
    for one in rows:
        said = " · ".join(part for part in (one.answer, one.measured, one.note) if part)
        lines.append(f"{one.row.label}: {said}")
    return "\n".join(lines)


def _error(question: Question, code: str, message: Any, row: int, part: str) -> FieldError:
    return FieldError(question.key, code, message, row, part, question.rows[row].label or question.label)


def _number(typed: str) -> str | None:
    text = typed.replace(",", ".").replace("\u00a0", "").replace(" ", "")
    if not NUMBER.fullmatch(text) or Decimal(text) > MOST:
        return None
    plain = format(Decimal(text).quantize(Decimal("0.01")), "f")
    return plain.rstrip("0").rstrip(".")
