"""From settings to fields: what the template draws."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skwer.values.text import in_language

from .parts import LANGUAGES, Group, Item, Part, Rows, Shape, listed, origin_of, short

_INPUTS = {
    "tick": "checkbox",
    "choice": "select",
    "choices": "checkboxes",
    "decimal": "text",
    "order": "order",
    "numbers": "text",
}


@dataclass
class Node:
    """A field, or what holds fields: `nodes` inside a group, a text or a row; `rows` of a list.

    origin: see `parts.Item`; open: is the row's box open (it is new, or something in it is to be mended)?
    """

    kind: str
    path: str
    label: Any
    hint: Any = ""
    value: Any = None
    choices: Sequence[tuple[str, Any]] = ()
    unit: Any = ""
    item: Any = ""
    rows: list[Node] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    number: int = 0
    title: str = ""
    note: Any = ""
    origin: str = ""
    open: bool = False
    fresh: bool = False
    attrs: dict[str, Any] = field(default_factory=dict)


def show(shape: Shape, values: Mapping[str, Any], *, prefix: str = "", wrong: Collection[str] = ()) -> list[Node]:
    """Nodes for the values. `wrong`: paths of what is to be mended ("form.steps.0"); boxes around them are open."""
    return [_show(part, values.get(part.name, getattr(part, "default", None)), prefix, wrong) for part in shape]


def _show(part: Part | Rows | Group, value: Any, prefix: str, wrong: Collection[str]) -> Node:
    path = f"{prefix}{part.name}"
    if isinstance(part, Group):
        inner = value if isinstance(value, Mapping) else {}
        nodes = show(part.parts, inner, prefix=f"{path}.", wrong=wrong)
        return Node("group", path, part.label, part.hint, nodes=nodes, open=_opens(path, nodes, wrong))
    if isinstance(part, Rows):
        items = list(value) if isinstance(value, (list, tuple)) else []
        rows = [_row(part, path, k, items, wrong) for k in range(len(items))]
        return Node("rows", path, part.label, part.hint, item=part.item, rows=rows, open=_opens(path, rows, wrong))
    if part.kind in ("words", "longwords"):
        words = {"pl": value} if isinstance(value, str) else dict(value or {})
        kind = "textarea" if part.kind == "longwords" else "text"
        nodes = [Node(kind, f"{path}.{code}", name, value=words.get(code, "")) for code, name in LANGUAGES]
        return Node("words", path, part.label, part.hint, nodes=nodes, open=path in wrong)
    if part.kind == "numbers":
        value = listed(value)
    kind = _INPUTS.get(part.kind, part.kind)
    choices: list[tuple[str, Any]] = list(part.choices)
    if part.kind == "choice" and value not in (None, "", *(key for key, _label in choices)):
        choices.append((str(value), str(value)))  # what we do not know is shown and kept, not silently replaced
    node = Node(kind, path, part.label, part.hint, value=value, choices=choices, unit=part.unit, open=path in wrong)
    if part.kind == "order":
        chain = [str(one) for one in value] if isinstance(value, (list, tuple)) else []
        known = {key for key, _label in choices}
        node.choices = [("", "–"), *choices, *((one, one) for one in chain if one not in known)]
        places = max(min(len(choices), len(chain) + 1), len(chain))
        node.nodes = [
            Node(
                "select", path if k == 0 else f"{path}_{k + 1}", "", value=chain[k] if k < len(chain) else "", number=k
            )
            for k in range(places)
        ]
    return node


def _row(part: Rows, path: str, k: int, items: Sequence[Any], wrong: Collection[str]) -> Node:
    at, item = f"{path}.{k}", items[k]
    node = Node("row", at, part.item, number=k + 1, origin=origin_of(item, k, items))
    node.fresh = isinstance(item, Item) and item.fresh
    if part.plain:
        words = Part("words", part.item, "longwords")
        node.nodes = [_show(words, item, f"{at}.", wrong)]
        node.title = in_language(item) if isinstance(item, (str, Mapping)) else ""
    else:
        values = item if isinstance(item, Mapping) else {}
        names = part.shown(values) if part.shown else [one.name for one in part.parts]
        shown = [one for one in part.parts if one.name in names]
        node.nodes = show(shown, values, prefix=f"{at}.", wrong=wrong)
        node.title = part.title(values) if part.title else _in_words(values.get(part.keyed_by))
        node.note = part.note(values) if part.note else ""
    node.title = short(node.title)
    node.open = node.fresh or _opens(at, node.nodes, wrong)
    if node.fresh:
        _first_field(node.nodes).attrs["autofocus"] = True
    return node


def _in_words(value: Any) -> str:
    return in_language(value) if isinstance(value, (str, Mapping)) else ""


def _opens(path: str, nodes: Sequence[Node], wrong: Collection[str]) -> bool:
    return path in wrong or any(node.open for node in nodes)


def _first_field(nodes: Sequence[Node]) -> Node:
    first = nodes[0]
    return _first_field(first.nodes) if first.nodes else first
