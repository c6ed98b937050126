"""One field of a form as the page draws it: from a Django form's field, a question kept as data, or plain values.

The names of the inputs are those that `forms.reading` reads back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from skwer.apps.forms.checking import MOST_ROWS
from skwer.apps.forms.reading import COST_KIND, COST_PARTS, shown
from skwer.apps.forms.schema import SOURCES, Question, Row, text_length
from skwer.values.money import CURRENCIES, write_amount

TEMPLATES = {
    "textarea": "textarea",
    "select": "select",
    "radio": "choices",
    "checkboxes": "choices",
    "checkbox": "checkbox",
    "file": "file",
    "photo": "file",
    "place": "place",
    "costs": "costs",
    "grid": "grid",
    "hidden": "hidden",
}
INPUT_TYPES = {"email": "email", "password": "password", "tel": "tel", "url": "url", "date": "date",
               "datetime": "datetime-local", "time": "time", "search": "search"}  # fmt: skip


@dataclass
class Field:
    """What a template needs to draw one field with its label, hint, error and counter."""

    kind: str
    name: str
    label: str
    hint: str = ""
    value: Any = None
    errors: Sequence[str] = ()
    required: bool = True
    id: str = ""
    max_length: int | None = None
    choices: Sequence[tuple[Any, Any]] = ()
    unit: str = ""
    width: str = ""
    rows: int = 5
    attrs: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.id = self.id or f"id_{self.name}"
        if not self.width and self.kind in {"number", "money", "date", "time"}:
            self.width = "s"

    @property
    def template(self) -> str:
        return f"parts/field/{TEMPLATES.get(self.kind, 'input')}.html"

    @property
    def type(self) -> str:
        return INPUT_TYPES.get(self.kind, "text")

    @property
    def inputmode(self) -> str:
        return {"number": "numeric", "money": "decimal"}.get(self.kind, "")

    @property
    def described_by(self) -> str:
        """Ids of the texts that belong to the input, in the order they are read."""
        ids = [f"{self.id}-hint"] if self.hint else []
        ids += [f"{self.id}-unit"] if self.unit else []
        ids += [f"{self.id}-error"] if self.errors else []
        ids += [f"{self.id}-count"] if self.max_length and self.kind in {"text", "textarea"} else []
        return " ".join(ids)

    @property
    def shown(self) -> str:
        """The value as it stands in the input."""
        if self.value is None:
            return ""
        if isinstance(self.value, datetime):
            at = timezone.localtime(self.value) if timezone.is_aware(self.value) else self.value
            return at.strftime("%Y-%m-%dT%H:%M")
        if isinstance(self.value, date):
            return self.value.isoformat()
        return str(self.value)

    @property
    def length(self) -> int:
        return text_length(self.shown)

    @property
    def options(self) -> list[dict[str, Any]]:
        """Choices with their state; the first carries the field's own id, so that an error leads to it."""
        chosen = self.value if isinstance(self.value, (list, tuple, set)) else [self.value]
        picked = {str(v) for v in chosen if v is not None}
        out = []
        for k, (value, label) in enumerate(self.choices):
            given = {"value": value, "label": label, "on": str("" if value is None else value) in picked}
            out.append({**given, "id": self.id if k == 0 else f"{self.id}_{k}"})
        return out


def from_bound(bound: BoundField, **given: Any) -> Field:
    """The field of a Django form. Arguments (label, hint, kind, width, unit, …) win over what the form says."""
    widget = bound.field.widget
    attrs = {
        k: v for k, v in widget.attrs.items() if k not in {"class", "placeholder", "cols", "rows", "maxlength", "type"}
    }
    values: dict[str, Any] = {
        "kind": _kind_of(widget),
        "name": bound.html_name,
        "label": bound.label or "",
        "hint": bound.help_text or "",
        "value": bound.value(),
        "errors": list(bound.errors),
        "required": bound.field.required,
        "id": bound.auto_id if isinstance(bound.auto_id, str) and bound.auto_id else f"id_{bound.html_name}",
        "max_length": getattr(bound.field, "max_length", None) if isinstance(widget, forms.Textarea) else None,
        "choices": _flat(getattr(widget, "choices", ())),
        "attrs": attrs,
    }
    if isinstance(widget, (forms.SelectMultiple, forms.CheckboxSelectMultiple)):
        values["more"] = {"several": True}
    return _make(values, given)


def from_question(question: Mapping[str, Any], **given: Any) -> Field:
    """The field of a question kept as data: a mapping with name, kind, label and what else a Field has."""
    known = {k: v for k, v in question.items() if k in Field.__dataclass_fields__}
    known["more"] = {**question.get("more", {}), **{k: v for k, v in question.items() if k not in known}}
    return _make({"kind": "text", "label": "", **known}, given)


def _make(values: dict[str, Any], given: Mapping[str, Any]) -> Field:
    known = {k: v for k, v in given.items() if k in Field.__dataclass_fields__}
    rest = {k: v for k, v in given.items() if k not in known}
    more = {**values.pop("more", {}), **known.pop("more", {}), **rest}
    attrs = {**values.pop("attrs", {}), **known.pop("attrs", {})}
    return Field(**{**values, **known}, attrs=attrs, more=more)


def _kind_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, (forms.Select, forms.SelectMultiple)):
        return "select"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.DateTimeInput):
        return "datetime"
    if isinstance(widget, forms.DateInput):
        return "date"
    if isinstance(widget, forms.TimeInput):
        return "time"
    kind = getattr(widget, "input_type", "text")
    return kind if kind in {*INPUT_TYPES, "number", "hidden"} else "text"


def _flat(choices: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Choices without their groups."""
    out: list[tuple[Any, Any]] = []
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            out.extend(label)
        else:
            out.append((value, label))
    return out


# --- questions kept as data, and their costs -----------------------------------------------------

KINDS = {"short_text": "text", "long_text": "textarea", "choices": "checkboxes", "declaration": "checkbox"}
KEPT_SUM = re.compile(r"\d+\.\d\d")
FEW_CHOICES = 7  # so many are shown at once; more wait in a list


def from_form_question(
    question: Question, answers: Mapping[str, Any], errors: Iterable[Any] = (), **given: Any
) -> Field:
    """The field of a question of `forms`, with what was answered and what is wrong with it.

    `errors`: FieldErrors of the whole form; those about this question are picked out, those about one row of a
    table or one part of a place stand beside it.
    """
    mine = [e for e in errors if e.field == question.key]
    kind = KINDS.get(question.kind, question.kind)
    if question.kind == "choice":
        kind = "radio" if len(question.options) <= FEW_CHOICES else "select"
    if question.kind == "file" and question.accept == "photo":
        kind = "photo"
    choices: list[tuple[Any, Any]] = [(o.key, o.label) for o in question.options]
    if question.kind == "costs":
        choices = list(question.sources.items())
    if kind == "select":
        choices = [("", "–"), *choices]
    value = shown(answers, question.key)
    if question.kind == "money" and isinstance(value, str):
        value = as_written(value)
    more: dict[str, Any] = {"currency": question.currency}
    if question.kind == "file":
        more |= {"several": (question.most or 1) > 1, "accept": "image/*" if kind == "photo" else ""}
    if question.cost_kinds:
        more["cost_kinds"] = [(o.key, str(o.label)) for o in question.cost_kinds]
    if question.kind == "grid":
        more["grid"] = question
    if mine and question.kind in ("costs", "grid"):
        more["row_errors"] = [(e.row, e.part, _in_cell(e)) for e in mine if e.row is not None]
    values = {
        "kind": kind,
        "name": question.key,
        "label": str(question.label),
        "hint": str(question.hint),
        "value": value,
        "errors": list(dict.fromkeys(str(e.message) for e in mine if question.kind != "grid" or e.row is None)),
        "required": question.required,
        "max_length": question.max_length if question.is_text else None,
        "choices": choices,
        "unit": currency_sign(question.currency) if question.kind == "money" else "",
        "rows": 5 if (question.max_length or 0) <= 600 else 9,
        "more": more,
    }
    return _make(values, given)


def _in_cell(error: Any) -> str:
    """A cell is narrow: a broken limit of the call is said in full above the table, here only that it is this line."""
    limit = error.code in ("too_much", "year_cap") or error.code.startswith("cap_")
    return _("This line goes beyond the limit.") if limit else str(error.message)


def anchor_of(error: Any) -> str:
    """The id of the input an error leads to: the cell or part it is about, else the field."""
    name = f"id_{error.field}"
    row, part = getattr(error, "row", None), getattr(error, "part", "")
    if row is not None and not (row == 0 and part == "name"):
        return f"{name}-{row}-{part or 'name'}"
    return f"{name}-{part}" if part in {"lon", "lat"} else name


@dataclass
class GridLine:
    """One row of a grid as the page draws it."""

    row: Row
    name: str
    id: str
    options: list[dict[str, Any]]
    note: str
    value: str
    errors: dict[str, str]

    @property
    def open(self) -> bool:
        """Is there something to see besides the choice?"""
        return bool(self.note or self.value or self.errors)

    @property
    def described_by(self) -> str:
        ids = [f"{self.id}-hint"] if self.row.hint else []
        return " ".join(ids + ([f"{self.id}-is-error"] if "is" in self.errors else []))


def grid_lines(one: Field) -> list[GridLine]:
    """Rows of the grid with what was answered; a row that may be left out offers that as a choice."""
    question: Question = one.more["grid"]
    given = one.value if isinstance(one.value, Mapping) else {}
    wrong: dict[int, dict[str, str]] = {}
    for index, part, message in one.more.get("row_errors", ()):
        wrong.setdefault(index, {})[part or "is"] = message
    lines = []
    for k, row in enumerate(question.rows):
        cell = given.get(row.key) or {}
        name, base, chosen = f"{one.name}-{row.key}", f"{one.id}-{k}", str(cell.get("is", ""))
        choices = [(o.key, str(o.label)) for o in question.options]
        choices += [] if question.required else [("", pgettext("grid", "leave out"))]
        options = [
            {"value": v, "label": label, "on": chosen == v, "id": f"{base}-is" if n == 0 else f"{base}-is_{n}"}
            for n, (v, label) in enumerate(choices)
        ]
        cells = str(cell.get("note", "")), str(cell.get("value", ""))
        lines.append(GridLine(row, name, base, options, *cells, wrong.get(k, {})))
    return lines


@dataclass
class CostRow:
    """One row of a table of costs: its cells as text, and what is wrong with each."""

    name: str = ""
    quantity: str = ""
    amount: str = ""
    source: str = ""
    kind: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def cost_rows(one: Field) -> list[CostRow]:
    """Rows to draw: what was filled in, at least one, and as many empty ones more as asked for by `add`."""
    parts = (*COST_PARTS, COST_KIND)
    rows = [CostRow(**{c: "" if row.get(c) is None else str(row[c]) for c in parts}) for row in one.value or ()]
    for row in rows:
        row.amount = as_written(row.amount)
    for index, part, message in one.more.get("row_errors", ()):
        if index < len(rows):
            rows[index].errors[part or "name"] = message
    empty = max(int(one.more.get("add", 0)), 1 - len(rows))
    return (rows + [CostRow() for _k in range(empty)])[:MOST_ROWS]


def as_written(amount: str) -> str:
    """A kept sum ("6400.00") as a person writes it ("6 400"); what could not be read stays as it was typed."""
    if not KEPT_SUM.fullmatch(amount):
        return amount
    return write_amount(Decimal(amount), "", (get_language() or "pl")[:2]).rstrip("\u00a0").replace("\u00a0", " ")


def cost_sources(one: Field) -> Sequence[tuple[Any, Any]]:
    return one.choices or list(SOURCES.items())


def currency_sign(currency: str) -> str:
    return CURRENCIES.get(currency, currency)
