"""Who knows what a kit document means: `calls`, above this room, registers its checker here when Skwer starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

FORMAT = "skwer-kit/1"

Document = dict[str, Any]


@dataclass(frozen=True)
class KitProblem:
    """What is wrong with a kit: a sentence, the path in the document ("stages.3.settings.ties"), the element meant.

    `undecided`: nothing is wrong, but a city must still decide this before a call can open ("name the committee").
    `element` is "" where the fault is no single element's (the title, the format).
    """

    code: str
    message: str
    path: str = ""
    element: str = ""
    undecided: bool = False


class KitChecker(Protocol):
    """What is asked of the room that knows the stages."""

    def schema(self) -> Document:
        """The JSON Schema (2020-12) of a kit document."""

    def problems(self, document: Any) -> list[KitProblem]:
        """Everything that is wrong or undecided, in the reader's language; never an error, whatever it is given."""

    def filled(self, document: Document) -> Document:
        """The document with every setting it leaves out at its default, so that equal rules are equal data."""


_CHECKERS: list[KitChecker] = []


def register(checker: KitChecker) -> None:
    """Offer the checker; called once, from the `ready()` of the room above."""
    _CHECKERS[:] = [checker]


def schema() -> Document:
    """The schema every kit document keeps to."""
    return _CHECKERS[0].schema()


def problems(document: Any) -> list[KitProblem]:
    """Everything that is wrong with the document, and what a city must still decide (`undecided`)."""
    return _CHECKERS[0].problems(document)


def faults(document: Any) -> list[KitProblem]:
    """Only what makes the document unusable: without what is merely undecided."""
    return [problem for problem in problems(document) if not problem.undecided]


def filled(document: Document) -> Document:
    """The document with every setting at its default that it leaves out."""
    return _CHECKERS[0].filled(document)
