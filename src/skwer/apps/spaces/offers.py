"""What this room offers to the rooms below it: who may see files, what can be found."""

from __future__ import annotations

from skwer.apps.files import holders
from skwer.apps.search import kinds as findables

from . import findable
from .holding import SPACE_FILES


def register_all() -> None:
    """Called once, when the application starts."""
    holders.register(SPACE_FILES)
    findables.register(findable.SPACES)
    findables.register(findable.SHARED)
