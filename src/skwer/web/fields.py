"""One field of a form as the page draws it, made from a Django form's field or from a question kept as data.

Names of the inputs of composed kinds, and how to read them back, live here side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.values.money import CURRENCIES

COST_COLUMNS = ("name", "quantity", "amount", "source")
SOURCES = (("grant", _("the grant")), ("own", _("our own money")), ("in_kind", _("given or done by us")))
MOST_COST_ROWS = 60

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
        return count(self.shown)

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


def count(text: str) -> int:
    """Characters as people count them: one for a line break, one for any letter. The page's script counts the same."""
    return len(text.replace("\r\n", "\n"))


def from_bound(bound: BoundField, **given: Any) -> Field:
    """The field of a Django form. Arguments (label, hint, kind, width, unit, …) win over what the form says."""
    widget = bound.field.widget
    attrs = {k: v for k, v in widget.attrs.items() if k not in {"class", "placeholder", "cols", "rows", "maxlength"}}
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


# --- composed kinds: how they are written, how they are read -------------------------------------


def cost_rows(value: Any, *, add: int = 0, at_least: int = 1) -> list[dict[str, str]]:
    """Rows of a table of costs as text, with `add` empty ones at the end."""
    rows = [{c: "" if row.get(c) is None else str(row.get(c)) for c in COST_COLUMNS} for row in value or ()]
    empty = max(add, at_least - len(rows))
    return (rows + [dict.fromkeys(COST_COLUMNS, "") for _k in range(empty)])[:MOST_COST_ROWS]


def read_costs(data: Mapping[str, str], name: str) -> list[dict[str, str]]:
    """The rows a person filled in, as text, in order; rows without a word or a sum are left out.

    A row whose button "Remove" was pressed (remove_row = "<name>-<k>") is left out too.
    """
    removed = data.get("remove_row", "")
    rows = []
    for k in range(MOST_COST_ROWS):
        if f"{name}-{k}-name" not in data and f"{name}-{k}-amount" not in data:
            continue
        row = {c: data.get(f"{name}-{k}-{c}", "").strip() for c in COST_COLUMNS}
        if removed != f"{name}-{k}" and (row["name"] or row["amount"] or row["quantity"]):
            rows.append(row)
    return rows


def read_place(data: Mapping[str, str], name: str) -> dict[str, str]:
    """Address and coordinates as text: {"address", "lon", "lat"}."""
    return {part: data.get(f"{name}-{part}", "").strip() for part in ("address", "lon", "lat")}


def currency_sign(currency: str) -> str:
    return CURRENCIES.get(currency, currency)
