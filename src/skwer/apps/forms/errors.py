"""What is wrong with one answer, and text that every database and reader can use."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from dataclasses import field as made_field
from typing import Any

from .schema import Words


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one answer and how to mend it.

    field: the question's key; row: index of the row of a table, counted from 0, if it is about one row; part: the cell
    or part of the field ("amount", "lon"), or "" for the whole; label: the question, for a summary.
    """

    field: str
    code: str
    message: Any
    row: int | None = None
    part: str = ""
    label: Words = made_field(default_factory=Words, compare=False)

    @property
    def summary(self) -> str:
        """The error for a list above the form, where the question does not stand beside it."""
        label = str(self.label)
        if not label:
            return str(self.message)
        return f"{label} {self.message}" if label[-1] in "?.!:" else f"{label}: {self.message}"


def clean_text(value: Any, *, lines: bool = True) -> str:
    """The text without what no database and no reader can use; line ends as one; in one line unless `lines`."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    if isinstance(value, int) and abs(value) >= 10**18:
        return ""  # no person types this, and Python refuses to write numbers of thousands of digits
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    return unicodedata.normalize("NFC", text)
