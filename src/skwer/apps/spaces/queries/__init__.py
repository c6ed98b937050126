"""What is looked up about spaces, wishes and shared things. Agreements: `licence_queries`."""

from .calendar import Day, counted, free_pieces, meeting, month_of, most_out, taken, viewings_of
from .fits import as_offer, as_wanted, best_pairs, judge, matches_of, near_misses, to_have
from .inventory import TO_HAVE, cities_with_spaces, spaces_for

__all__ = [
    "TO_HAVE",
    "Day",
    "as_offer",
    "as_wanted",
    "best_pairs",
    "cities_with_spaces",
    "counted",
    "free_pieces",
    "judge",
    "matches_of",
    "meeting",
    "month_of",
    "most_out",
    "near_misses",
    "spaces_for",
    "taken",
    "to_have",
    "viewings_of",
]
