"""What this room offers to the rooms below it: its stage kinds, due items, who may see files, what can be found."""

from __future__ import annotations

from . import stages
from .kinds import DECIDE_KIND, PROPOSE_KIND


def register_all() -> None:
    """Called once, when the application starts."""
    stages.register(PROPOSE_KIND)
    stages.register(DECIDE_KIND)
