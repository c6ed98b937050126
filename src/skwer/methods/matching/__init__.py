"""People into parallel groups, wishes to empty spaces: exact, counted again by anyone. See docs/methods/matching.md."""

from .assigning import NOT_NAMED, Assignment, MatchingError, assign, lot, wish_cost
from .fitting import WEIGHTS, Fit, Offer, Reason, Wanted, fit, pair

__all__ = [
    "NOT_NAMED",
    "WEIGHTS",
    "Assignment",
    "Fit",
    "MatchingError",
    "Offer",
    "Reason",
    "Wanted",
    "assign",
    "fit",
    "lot",
    "pair",
    "wish_cost",
]
