"""The regulations of a call: numbered paragraphs made from its settings, in every language at once.

The sentences are legal text, so they stand in the code in each language (`sentences`, and each stage kind's `clauses`)
instead of in the catalogue of translations: what was announced must not change when a translation does.
"""

from .differences import ParagraphChange, differences
from .making import HEADINGS, frozen_or_made, paragraph_of, paragraphs, regulations_hash

__all__ = [
    "HEADINGS",
    "ParagraphChange",
    "differences",
    "frozen_or_made",
    "paragraph_of",
    "paragraphs",
    "regulations_hash",
]
