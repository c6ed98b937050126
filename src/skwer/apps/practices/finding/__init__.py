"""Finding a practice: by words and what they mean, by filters, for a city like yours, and by who took it over."""

from .fitting import Match, Reason, for_city
from .found import Filters, Found, find_practices
from .network import Edge, network
from .question import Question, read_question

__all__ = [
    "Edge",
    "Filters",
    "Found",
    "Match",
    "Question",
    "Reason",
    "find_practices",
    "for_city",
    "network",
    "read_question",
]
