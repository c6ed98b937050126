"""A form as data: steps of questions, and whether the form itself is sound."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from skwer.values.text import in_language

TEXTS = ("short_text", "long_text")
KINDS = (*TEXTS, "number", "money", "choice", "choices", "grid", "file", "place", "costs", "declaration")
ACCEPTS = ("photo", "document")
# Questions whose answers are also read into columns, with the kinds they may have.
RESERVED: Mapping[str, tuple[str, ...]] = {
    "title": ("short_text",),
    "summary": TEXTS,
    "category": ("choice",),
    "place": ("place",),
    "costs": ("costs",),
    "photo": ("file",),
}
SOURCES: Mapping[str, Any] = {
    "grant": _("grant"),
    "own": _("own money"),
    "in_kind": _("things given"),
    "volunteer": _("residents' work"),
}
RAW = "_raw"  # where answers keep what was typed and could not be read


def text_length(text: str) -> int:
    """How long a text is for a reader: code points after NFC, each line end counted once.

    The one counter: `static/js/counter.js` counts the same, so that the page never promises what the server refuses.
    """
    return len(unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))


class Words(dict[str, str]):
    """A text in several languages that writes itself in the reader's."""

    def __str__(self) -> str:
        return in_language(self)

    @classmethod
    def of(cls, value: Any) -> Words:
        if isinstance(value, str):
            return cls({"pl": value}) if value else cls()
        if isinstance(value, Mapping):
            return cls({str(k): str(v) for k, v in value.items() if isinstance(v, str) and v.strip()})
        return cls()


class Problem(NamedTuple):
    """Why the form cannot be used: code, sentence, and where ("steps.0.questions.2")."""

    code: str
    message: Any
    where: str


@dataclass(frozen=True)
class Option:
    key: str
    label: Words


@dataclass(frozen=True)
class Row:
    """One line of a grid. `measure`: what may be measured there ("narrowest point"), in `unit` ("cm")."""

    key: str
    label: Words
    hint: Words
    measure: Words
    unit: str = ""


@dataclass(frozen=True)
class Question:
    """One question. `least` and `most` bound a number or sum, or the count of files and of ticked choices.

    A grid asks the same of several rows: one of its options each; with `notes` a note beside it, which must be there
    for the options named in `note_when`.
    """

    key: str
    kind: str
    label: Words
    hint: Words
    required: bool = False
    max_length: int | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    options: tuple[Option, ...] = ()
    accept: str = "document"
    public: bool = True
    anchor: str = ""
    currency: str = "PLN"
    cost_kinds: tuple[Option, ...] = ()  # kinds of costs a row may name, where some are capped
    rows: tuple[Row, ...] = ()
    notes: bool = False
    note_when: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        return self.kind in TEXTS

    def option(self, key: Any) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    @property
    def sources(self) -> dict[str, Any]:
        """Where the money of a cost may come from: the question's own options, else all of them."""
        return {o.key: o.label for o in self.options} or dict(SOURCES)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Question:
        accept = data.get("accept")
        return cls(
            key=str(data.get("key", "")),
            kind=str(data.get("kind", "")),
            label=Words.of(data.get("label")),
            hint=Words.of(data.get("hint")),
            required=data.get("required") is True,
            max_length=_whole(data.get("max_length")),
            least=_decimal(data.get("min")),
            most=_decimal(data.get("max")),
            options=_options(data.get("options")),
            accept=accept if accept in ACCEPTS else "document",
            public=data.get("public") is not False,
            anchor=str(data.get("anchor") or ""),
            currency=str(data.get("currency") or "PLN"),
            cost_kinds=_options(data.get("cost_kinds")),
            rows=_rows(data.get("rows")),
            notes=data.get("notes") is True,
            note_when=tuple(k for k in data.get("note_when") or () if isinstance(k, str)),
        )


def _options(given: Any) -> tuple[Option, ...]:
    return tuple(
        Option(str(o.get("key", "")), Words.of(o.get("label")))
        for o in (given if isinstance(given, Sequence) else ())
        if isinstance(o, Mapping)
    )


def _rows(given: Any) -> tuple[Row, ...]:
    return tuple(
        Row(
            str(r.get("key", "")),
            Words.of(r.get("label")),
            Words.of(r.get("hint")),
            Words.of(r.get("measure")),
            str(r.get("unit") or ""),
        )
        for r in _mappings(given)
    )


@dataclass(frozen=True)
class Step:
    key: str
    title: Words
    intro: Words
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Form:
    """Steps of questions. Reading never fails; `problems()` says what is wrong with the data it was read from."""

    steps: tuple[Step, ...]
    data: Mapping[str, Any]

    @classmethod
    def from_json(cls, data: Any) -> Form:
        data = data if isinstance(data, Mapping) else {}
        steps = tuple(
            Step(
                str(step.get("key", "")),
                Words.of(step.get("title")),
                Words.of(step.get("intro")),
                tuple(Question.from_json(q) for q in _mappings(step.get("questions"))),
            )
            for step in _mappings(data.get("steps"))
        )
        return cls(steps, data)

    def to_json(self) -> dict[str, Any]:
        return dict(self.data)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for step in self.steps for question in step.questions)

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def step_of(self, key: str) -> Step | None:
        """The step in which the question stands: where a link from an error leads."""
        return next((s for s in self.steps if any(q.key == key for q in s.questions)), None)

    def problems(self) -> list[Problem]:
        """What is wrong with the form itself, in the order of the form; empty when people can fill it in."""
        return list(_problems(self))


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [v for v in value if isinstance(v, Mapping)] if isinstance(value, (list, tuple)) else []


def _whole(value: Any) -> int | None:
    number = _decimal(value)
    return int(number) if number is not None and number == number.to_integral_value() and 0 < number < 10**6 else None


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 15 else None


def _key_is_good(key: str) -> bool:
    """A key stands in names of fields and in addresses of errors: letters, digits, underscore."""
    return key.isascii() and key.isidentifier() and not key.startswith("_") and len(key) <= 60


def _problems(form: Form) -> Iterator[Problem]:
    steps = form.data.get("steps")
    if not isinstance(steps, (list, tuple)) or not form.questions:
        yield Problem("empty", _("The form has no questions. Add at least one."), "steps")
        return
    if len(_mappings(steps)) != len(steps):
        yield Problem("shape", _("A step of the form is not readable. Remove it and add it again."), "steps")
    seen: set[str] = set()
    step_keys: set[str] = set()
    for s, (step, raw) in enumerate(zip(form.steps, _mappings(steps), strict=True)):
        where = f"steps.{s}"
        if not _key_is_good(step.key):
            yield Problem("key", _("A step needs a key of letters, digits and underscores."), where)
        elif step.key in step_keys:
            yield Problem("same_key", _("Two steps have the same key. Give each its own."), where)
        step_keys.add(step.key)
        if not step.title:
            yield Problem("label", _("A step has no title. Write one."), where)
        questions = raw.get("questions")
        if not isinstance(questions, (list, tuple)) or len(_mappings(questions)) != len(questions):
            yield Problem("shape", _("A question is not readable. Remove it and add it again."), where)
        for q, question in enumerate(step.questions):
            where = f"steps.{s}.questions.{q}"
            if not _key_is_good(question.key):
                yield Problem("key", _("A question needs a key of letters, digits and underscores."), where)
            elif question.key in seen:
                yield Problem("same_key", _("Two questions have the same key. Give each its own."), where)
            seen.add(question.key)
            yield from _question_problems(question, _mappings(questions)[q], where)


def _question_problems(question: Question, raw: Mapping[str, Any], where: str) -> Iterator[Problem]:
    if question.kind not in KINDS:
        yield Problem("kind", _("This kind of question does not exist. Choose one from the list."), where)
        return
    if question.key in RESERVED and question.kind not in RESERVED[question.key]:
        yield Problem("reserved", _("This key belongs to another kind of question. Choose another key."), where)
    if not question.label:
        yield Problem("label", _("A question has no words. Write what you ask."), where)
    if question.kind in ("choice", "choices", "grid"):
        keys = [option.key for option in question.options]
        if len(keys) < 2:
            yield Problem("options", _("A choice needs at least two answers to choose from."), where)
        if len(set(keys)) != len(keys) or not all(keys):
            yield Problem("same_option", _("Each answer to choose from needs its own key."), where)
        if not all(option.label for option in question.options):
            yield Problem("option_label", _("An answer to choose from has no words. Write them."), where)
    if question.kind == "grid":
        yield from _grid_problems(question, where)
    for name, value in (("min", question.least), ("max", question.most), ("max_length", question.max_length)):
        if raw.get(name) not in (None, "") and value is None:
            yield Problem("limit", _("A limit of this question is not a number. Correct or remove it."), where)
    if question.least is not None and question.most is not None and question.least > question.most:
        yield Problem("limits", _("The least is more than the most. Swap them or change one."), where)
    if raw.get("accept") not in (None, "", *ACCEPTS):
        yield Problem("accept", _("A file can be a photo or a document. Choose one."), where)


def _grid_problems(question: Question, where: str) -> Iterator[Problem]:
    keys = [row.key for row in question.rows]
    if not keys:
        yield Problem("rows", _("A grid needs at least one row. Write what is asked about."), where)
    if len(set(keys)) != len(keys) or not all(_key_is_good(key) for key in keys):
        yield Problem("same_row", _("Each row of a grid needs its own key of letters, digits and underscores."), where)
    if not all(row.label for row in question.rows):
        yield Problem("row_label", _("A row of a grid has no words. Write them."), where)
