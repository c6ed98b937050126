"""What is wrong with a kit document: its form, its stages, their order; and what a city must still decide."""

from __future__ import annotations

from typing import Any

from skwer.apps.practices.kits.registry import KitProblem

from . import schema


class Checker:
    """The checker this room offers to `practices`."""

    def schema(self) -> dict[str, Any]:
        """JSON Schema 2020-12 of a kit."""
        return schema.schema()

    def problems(self, document: Any) -> list[KitProblem]:  # noqa: ARG002
        """Everything wrong or undecided."""
        return []

    def filled(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document with every setting at its default that it leaves out."""
        return document


KIT_CHECKER = Checker()
