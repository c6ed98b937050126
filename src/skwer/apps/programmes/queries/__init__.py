"""What is looked up about programmes, projects and their work."""

from .cards import (
    Choices,
    Converted,
    Operation,
    Part,
    Total,
    card_of,
    choices_for,
    converted,
    marks_of,
    operations,
    operations_of,
    parts_of,
    programmes_for,
    projects_for,
    totals,
)

__all__ = [
    "Choices",
    "Converted",
    "Operation",
    "Part",
    "Total",
    "card_of",
    "choices_for",
    "converted",
    "marks_of",
    "operations",
    "operations_of",
    "parts_of",
    "programmes_for",
    "projects_for",
    "totals",
]
