"""Papers of a case file: which room's sheet prints which thing."""

from __future__ import annotations

from typing import Any

from skwer.overview.casefile import Paper
from skwer.web.grants.papers import agreement_pdf
from skwer.web.meetings.sheet import sheet_of


def print_paper(paper: Paper, reader: Any, language: str) -> bytes | None:
    """The PDF, with what this reader may know; None for a version without a text (moved in from a spreadsheet)."""
    if paper.kind == "minutes":
        return sheet_of(paper.thing, reader, language)
    return agreement_pdf(paper.thing, language) if paper.thing.paragraphs else None
