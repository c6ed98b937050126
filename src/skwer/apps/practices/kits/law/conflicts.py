"""What a conflict with the law is, and the small tools with which rules read a document and mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ..elements import part
from .vehicles import Source, Vehicle

CASH = ("cash", "mixed")


@dataclass(frozen=True)
class Mend:
    """A way out: the element that changes and its new part; None where the city must word or choose it itself."""

    label: str
    element: str
    part: Any = None


@dataclass(frozen=True)
class Conflict:
    """Where a kit meets the law. `code`: what a ruling names; `element`: the row of the matrix it is about."""

    code: str
    element: str
    message: str
    source: Source
    mends: tuple[Mend, ...] = ()


def mend(document: Mapping[str, Any], label: Any, element: str, change: Callable[[dict[str, Any]], Any]) -> Mend:
    """The element as it would be after `change` was made to a copy of the document."""
    made: dict[str, Any] = deepcopy(dict(document))
    change(made)
    return Mend(str(label), element, part(made, element))


def choose(document: Mapping[str, Any], label: Any, wanted: Vehicle) -> Mend:
    """Stand the kit on another vehicle, with the sentence its regulations then cite."""

    def change(made: dict[str, Any]) -> None:
        made["scheme"].update(vehicle=wanted.scheme, legal_basis=dict(wanted.basis))
        if wanted.scheme == "small_grant":
            made["scheme"]["year_cap"] = "20000.00"

    return mend(document, label, "vehicle", change)


def scheme(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found = document.get("scheme")
    return found if isinstance(found, Mapping) else {}


def call(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found = document.get("call")
    return found if isinstance(found, Mapping) else {}


def stages(document: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    """The settings of every stage of this kind; a changed copy of a document gives settings that can be written to."""
    for stage in document.get("stages") or ():
        if isinstance(stage, Mapping) and stage.get("kind") == kind:
            settings = stage.get("settings")
            yield settings if isinstance(settings, Mapping) else {}


def number(value: Any) -> Decimal | None:
    """A sum or a count as it stands in a document; None where there is none."""
    if value is None or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
