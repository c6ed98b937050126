"""Figures about few people: what may be shown, and how sure a share is. In words: docs/methods/cells.md."""

from .guard import Share, guarded_share, hidden_groups
from .interval import difference, wilson

__all__ = ["Share", "difference", "guarded_share", "hidden_groups", "wilson"]
