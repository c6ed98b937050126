"""The vocabulary of shapes: single values, lists of records, values that stand together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LANGUAGES = (("pl", "polski"), ("en", "English"))
MOST_ROWS = 60


@dataclass(frozen=True)
class Part:
    """One value under `name`.

    kind: text, words (a line in several languages), longwords, number, numbers (whole ones with commas between them),
    decimal, tick, choice, choices (any of several), order (a chain: what comes first, what then). default: what an
    absent value means.
    """

    name: str
    label: Any
    kind: str = "text"
    hint: Any = ""
    choices: Sequence[tuple[str, Any]] = ()
    unit: Any = ""
    default: Any = None


@dataclass(frozen=True)
class Rows:
    """A list of records, or (`plain`) of texts in several languages.

    keyed_by: what the key of a new record is made of; shown: which of the parts a record's page shows (all, if None);
    title: a record in a few words; note: a sentence about a record that is not like the others.
    """

    name: str
    label: Any
    item: Any
    parts: Sequence[Part | Rows | Group] = ()
    keyed_by: str = ""
    plain: bool = False
    hint: Any = ""
    shown: Callable[[Mapping[str, Any]], Sequence[str]] | None = None
    title: Callable[[Any], str] | None = None
    note: Callable[[Mapping[str, Any]], Any] | None = None


@dataclass(frozen=True)
class Group:
    """Values that stand together under one name ({"points": 60, "votes": 40}).

    exists_by: the list without whose rows the group is not there at all (bands are no bands without one).
    """

    name: str
    label: Any
    parts: Sequence[Part | Rows | Group]
    hint: Any = ""
    exists_by: str = ""


Shape = Sequence[Part | Rows | Group]


class Item(dict[str, Any]):
    """A record that was read from a page and remembers which stored record it was ("" for a new one)."""

    origin: str = ""
    fresh: bool = False


def short(text: Any) -> str:
    """A text in the first language it has, cut to a line."""
    words = next((v for v in text.values() if v), "") if isinstance(text, Mapping) else str(text or "")
    words = " ".join(str(words).split())
    return words if len(words) < 90 else f"{words[:88]}…"


def origin_of(item: Any, index: int, rows: Sequence[Any]) -> str:
    """What tells a record from its neighbours when the page comes back: its key, else its place."""
    if isinstance(item, Item):
        return item.origin
    key = item.get("key") if isinstance(item, Mapping) else None
    alone = isinstance(key, str) and key and sum(_key(row) == key for row in rows) == 1
    return f"key:{key}" if alone else f"at:{index}"


def listed(numbers: Any) -> str:
    """A list of numbers as it is typed: "12, 24"."""
    return ", ".join(map(str, numbers)) if isinstance(numbers, (list, tuple)) else str(numbers or "")


def _key(row: Any) -> Any:
    return row.get("key") if isinstance(row, Mapping) else None
