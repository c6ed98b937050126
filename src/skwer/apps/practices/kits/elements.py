"""A kit cut in elements: what a city keeps, changes or drops, one by one. Pure functions; nothing is changed in place.

Each rule of a document belongs to one element. Where an element is spread over the stages in which people apply (an
idea and a full application have a form each), its part has a list `stages`, one entry for each of them in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from . import cutting
from .registry import Document

Part = Any


@dataclass(frozen=True)
class Element:
    """One element of a kit; a `required` one can be changed but not dropped."""

    key: str
    name: Any
    required: bool = False


ELEMENTS: tuple[Element, ...] = (
    Element("vehicle", pgettext_lazy("element of a kit", "Legal vehicle"), required=True),
    Element("support", pgettext_lazy("element of a kit", "Form of support"), required=True),
    Element("applicants", pgettext_lazy("element of a kit", "Who may apply"), required=True),
    Element("money", pgettext_lazy("element of a kit", "Money and limits"), required=True),
    Element("budget", pgettext_lazy("element of a kit", "How the pot is divided")),
    Element("stages", pgettext_lazy("element of a kit", "Stages"), required=True),
    Element("calendar", pgettext_lazy("element of a kit", "Calendar"), required=True),
    Element("form", pgettext_lazy("element of a kit", "Application form"), required=True),
    Element("backing", pgettext_lazy("element of a kit", "Support of residents and consent of the owner")),
    Element("checks", pgettext_lazy("element of a kit", "Formal check")),
    Element("criteria", pgettext_lazy("element of a kit", "Criteria")),
    Element("committee", pgettext_lazy("element of a kit", "Committee")),
    Element("ballot", pgettext_lazy("element of a kit", "Vote of residents")),
    Element("counting", pgettext_lazy("element of a kit", "Decision and objections"), required=True),
    Element("clauses", pgettext_lazy("element of a kit", "Further conditions")),
    Element("agreement", pgettext_lazy("element of a kit", "Agreement")),
    Element("delivery", pgettext_lazy("element of a kit", "Work and account")),
    Element("durability", pgettext_lazy("element of a kit", "Care afterwards")),
    Element("measures", pgettext_lazy("element of a kit", "Measures of success")),
    Element("modules", pgettext_lazy("element of a kit", "Learning")),
)
"""Every element, in the order in which a kit is read."""

_BY_KEY = {element.key: element for element in ELEMENTS}


def element(key: str) -> Element:
    """The element of this key. Raises KeyError."""
    return _BY_KEY[key]


def part(document: Mapping[str, Any], key: str) -> Part | None:
    """What the document says about one element, as JSON; None where it has no such element. Raises KeyError."""
    element(key)
    return deepcopy(_cut(key).read(document))


def replaced(document: Document, key: str, new: Part, like: Document | None = None) -> Document:
    """The document with another part in this element's place.

    Where the element is a stage the document lacks, the stage is put in: named and dated as in `like` (the kit it comes
    from) if that fits between its neighbours; else a fortnight after the stage before, and what follows moves on.
    Raises KeyError for an unknown element, ValueError for a part that cannot be this element's.
    """
    element(key)
    made = deepcopy(document)
    before = _cut(key).read(document)
    _cut(key).write(made, deepcopy(new), like)
    if _cut(key).read(made) != before:
        _decided(made, key)
    return made


def without(document: Document, key: str) -> Document:
    """The document without the element. Raises ValueError if every kit must have it, KeyError if none has it."""
    if element(key).required:
        raise ValueError(key)
    made = deepcopy(document)
    _cut(key).drop(made)
    _decided(made, key)
    return made


def _decided(document: Document, key: str) -> None:
    """Whoever changes an element has decided what the kit left open in it."""
    points = [point for point in document.get("to_decide", []) if point["element"] != key]
    if points:
        document["to_decide"] = points
    else:
        document.pop("to_decide", None)


def elements_of(document: Mapping[str, Any]) -> list[Element]:
    """The elements this document has, in the order in which a kit is read."""
    return [one for one in ELEMENTS if _cut(one.key).read(document) is not None]


def element_of_path(path: str, document: Mapping[str, Any] | None = None) -> str:
    """The key of the element a path in the document belongs to ("stages.0.settings.form"); "" for none."""
    return cutting.element_of_path(path, document or {})


def _cut(key: str) -> cutting.Cut:
    return cutting.CUTS[key]


__all__ = [
    "ELEMENTS",
    "Element",
    "Part",
    "element",
    "element_of_path",
    "elements_of",
    "part",
    "replaced",
    "without",
]
