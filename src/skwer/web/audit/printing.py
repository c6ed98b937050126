"""Papers of a case file: which room's sheet prints which thing."""

from __future__ import annotations

from skwer.overview.casefile import Paper
from skwer.web.grants.papers import agreement_pdf


def print_paper(paper: Paper, language: str) -> bytes | None:
    """The PDF, or None for a kind nobody prints."""
    if paper.kind == "agreement":
        return agreement_pdf(paper.thing, language)
    return None
