"""What this room offers to rooms below it: kinds of stages, due items, files, findable kinds, own data."""

from __future__ import annotations


def register_all() -> None:
    """Called once, when the app is ready."""
