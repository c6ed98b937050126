"""Kinds of letters, so that a person can say which she wants. Whoever writes letters registers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LetterKind:
    """One kind of letter: `name` and `hint` are lazy texts for the account page.

    default: sent to those who have not said; compulsory: sent to everybody it concerns, because a term or a right
    hangs on it (a request for correction, a decision about one's own proposal).
    """

    key: str
    name: Any
    hint: Any = ""
    default: bool = True
    compulsory: bool = False


_KINDS: dict[str, LetterKind] = {}


def register(kind: LetterKind) -> None:
    """Offer a kind of letter; called once, from an app's `ready()`."""
    _KINDS[kind.key] = kind


def kinds() -> list[LetterKind]:
    """All kinds in the order of registration."""
    return list(_KINDS.values())


def kind_of(key: str) -> LetterKind:
    """Raises KeyError for a kind nobody registered."""
    return _KINDS[key]


def find(key: str) -> LetterKind | None:
    return _KINDS.get(key)
