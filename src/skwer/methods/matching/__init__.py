"""People into parallel groups, by their wishes, exact and drawn again by anyone. In words: docs/methods/matching.md."""

from .assigning import NOT_NAMED, Assignment, MatchingError, assign, lot, wish_cost

__all__ = ["NOT_NAMED", "Assignment", "MatchingError", "assign", "lot", "wish_cost"]
