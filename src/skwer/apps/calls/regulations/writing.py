"""Small words for legal sentences in Polish and English, and a row's texts in both."""

from __future__ import annotations

from django.db.models import Model

from skwer.values.sentences import LANGUAGES, NBSP, counted, counted_en, listed, moment, money, text
from skwer.values.text import Text

__all__ = ["LANGUAGES", "NBSP", "counted", "counted_en", "listed", "moment", "money", "text", "translated"]


def translated(row: Model, field: str) -> Text:
    """A field in all languages it was written in."""
    found = {code: getattr(row, f"{field}_{code}", None) or "" for code in LANGUAGES}
    first = next((value for value in found.values() if value), "")
    return {code: value or first for code, value in found.items()}
