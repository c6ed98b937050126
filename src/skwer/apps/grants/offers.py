"""What this room offers to rooms below it: kinds of stages, due items, files, findable kinds, own data."""

from __future__ import annotations

from skwer.apps.calls import stages

from .kinds import AGREE_KIND, DELIVER_KIND, UPKEEP_KIND


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in (AGREE_KIND, DELIVER_KIND, UPKEEP_KIND):
        stages.register(kind)
