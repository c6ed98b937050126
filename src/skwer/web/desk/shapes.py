"""Settings kept as data, edited by form: a shape says which fields a page shows and how they are read back.

A shape only reads and shows. Whether settings are right is the stage kind's to say (`problems`), and what a shape does
not name is kept as it was.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

_INPUTS = {"tick": "checkbox", "choice": "select", "choices": "checkboxes", "decimal": "text"}
LANGUAGES = (("pl", "polski"), ("en", "English"))
MOST_ROWS = 60
Post = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One value under `name`. kind: text, words, longwords, number, decimal, tick, choice or choices."""

    name: str
    label: Any
    kind: str = "text"
    hint: Any = ""
    choices: Sequence[tuple[str, Any]] = ()


@dataclass(frozen=True)
class Rows:
    """A list of records, or with `plain` a list of texts in several languages. `keyed_by`: what makes a new one's key."""

    name: str
    label: Any
    item: Any
    parts: Sequence[Part | Rows] = ()
    keyed_by: str = ""
    plain: bool = False
    hint: Any = ""


@dataclass(frozen=True)
class Group:
    """Values that stand together under one name ({"points": 60, "votes": 40})."""

    name: str
    label: Any
    parts: Sequence[Part | Rows]


Shape = Sequence[Part | Rows | Group]


# --- showing ------------------------------------------------------------------------------------------------


@dataclass
class Node:
    """What the template draws: fields, or a list of rows which hold nodes."""

    kind: str
    path: str
    label: Any
    hint: Any = ""
    value: Any = None
    choices: Sequence[tuple[str, Any]] = ()
    item: Any = ""
    rows: list[Node] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    number: int = 0
    title: str = ""
    fresh: bool = False


def show(shape: Shape, values: Mapping[str, Any], *, prefix: str = "", add: str = "") -> list[Node]:
    """Nodes for the values; `add` names the list that gets one more, empty row."""
    return [_show(part, values.get(part.name), prefix, add) for part in shape]


def _show(part: Part | Rows | Group, value: Any, prefix: str, add: str) -> Node:
    path = f"{prefix}{part.name}"
    if isinstance(part, Group):
        inner = value if isinstance(value, Mapping) else {}
        return Node("group", path, part.label, nodes=show(part.parts, inner, prefix=f"{path}.", add=add))
    if isinstance(part, Rows):
        items = list(value) if isinstance(value, (list, tuple)) else []
        rows = [_row(part, path, k, item, add) for k, item in enumerate(items)]
        if add == path and len(rows) < MOST_ROWS:
            rows.append(_row(part, path, len(rows), {}, add, fresh=True))
        return Node("rows", path, part.label, part.hint, item=part.item, rows=rows)
    if part.kind in ("words", "longwords"):
        words = {"pl": value} if isinstance(value, str) else dict(value or {})
        kind = "textarea" if part.kind == "longwords" else "text"
        nodes = [Node(kind, f"{path}.{code}", name, value=words.get(code, "")) for code, name in LANGUAGES]
        return Node("words", path, part.label, part.hint, nodes=nodes)
    kind = {"tick": "checkbox", "choice": "select", "choices": "checkboxes", "decimal": "text"}.get(
        part.kind, part.kind
    )
    return Node(kind, path, part.label, part.hint, value=value, choices=part.choices)


def _row(part: Rows, path: str, k: int, item: Any, add: str, *, fresh: bool = False) -> Node:
    at = f"{path}.{k}"
    if part.plain:
        words = Part("words", part.item, "longwords")
        node = Node("row", at, part.item, nodes=[_show(words, item, f"{at}.", add)], number=k + 1)
        node.title = _short(item)
    else:
        values = item if isinstance(item, Mapping) else {}
        node = Node("row", at, part.item, nodes=show(part.parts, values, prefix=f"{at}.", add=add), number=k + 1)
        node.title = _short(values.get(part.keyed_by))
    node.fresh = fresh
    return node


def _short(text: Any) -> str:
    words = next(iter(v for v in text.values() if v), "") if isinstance(text, Mapping) else str(text or "")
    return words if len(words) < 90 else f"{words[:88]}…"


# --- reading ------------------------------------------------------------------------------------------------


def read(shape: Shape, post: Any, old: Mapping[str, Any], *, prefix: str = "") -> dict[str, Any]:
    """Settings as typed, over the old ones. Numbers that are none stay text, for the kind to name."""
    values = dict(old)
    for part in shape:
        path = f"{prefix}{part.name}"
        before = values.get(part.name)
        if isinstance(part, Group):
            inner = before if isinstance(before, Mapping) else {}
            values[part.name] = read(part.parts, post, inner, prefix=f"{path}.")
        elif isinstance(part, Rows):
            values[part.name] = _read_rows(part, path, post, before)
        else:
            values[part.name] = _read(part, path, post)
    return values


def _read(part: Part, path: str, post: Any) -> Any:
    if part.kind in ("words", "longwords"):
        typed = {code: post.get(f"{path}.{code}", "").strip() for code, _name in LANGUAGES}
        return {code: _clean(text) for code, text in typed.items() if text}
    if part.kind == "tick":
        return path in post
    if part.kind == "choices":
        return [value for value in post.getlist(path) if value]
    typed = _clean(post.get(path, "").strip())
    if part.kind == "number":
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else (typed or None)
    return typed.replace(",", ".") if part.kind == "decimal" else typed


def _read_rows(part: Rows, path: str, post: Any, before: Any) -> list[Any]:
    """Rows that stand on the page, in the order of the numbers typed beside them, without those ticked for removal."""
    known = list(before) if isinstance(before, (list, tuple)) else []
    found: list[tuple[float, int, Any]] = []
    for k in range(MOST_ROWS):
        at = f"{path}.{k}"
        if f"{at}.here" not in post:
            break
        if f"{at}.gone" in post:
            continue
        old = known[k] if k < len(known) else {}
        if part.plain:
            item: Any = _read(Part("words", "", "longwords"), f"{at}.words", post)
        else:
            item = read(part.parts, post, old if isinstance(old, Mapping) else {}, prefix=f"{at}.")
        if not any(_filled(value) for value in (item.values() if isinstance(item, Mapping) else [item])):
            continue  # an empty new row is no row
        place = post.get(f"{at}.place", "").replace(",", ".")
        found.append((float(place) if _is_number(place) else k + 1, k, item))
    rows = [item for _place, _k, item in sorted(found, key=lambda row: row[:2])]
    if part.keyed_by:
        _give_keys(rows, part.keyed_by)
    return rows


def _filled(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_filled(inner) for inner in value.values())
    return value not in (None, "", [], False)


def _give_keys(rows: list[dict[str, Any]], keyed_by: str) -> None:
    taken = {row.get("key") for row in rows if row.get("key")}
    for row in rows:
        if row.get("key"):
            continue
        plain = unicodedata.normalize("NFKD", _short(row.get(keyed_by)).replace("ł", "l").replace("Ł", "L"))
        base = (slugify(plain).replace("-", "_") or "item")[:30].rstrip("_")
        key, n = base, 2
        while key in taken:
            key, n = f"{base}_{n}", n + 1
        row["key"] = key
        taken.add(key)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n")


def _is_number(text: str) -> bool:
    return bool(text) and len(text) < 8 and text.replace(".", "", 1).isdigit() and text.isascii()
