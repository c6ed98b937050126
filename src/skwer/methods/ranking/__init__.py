"""Ranking by score sheets, exact in every figure. In words: docs/methods/ranking.md."""

from .bands import Band, BandFault, Bands, OffScaleError, read_words, short
from .criteria import Anchor, Criterion, Fault, faults
from .rank import Ranking, Row, Sheet, SheetError, formula, rank, rank_inputs, root_text, total
from .sharing import Share, share_work
from .ties import TieRuleError, check_chain, lot
from .words import formula_titled, formula_words, tie_words

__all__ = [
    "Anchor",
    "Band",
    "BandFault",
    "Bands",
    "Criterion",
    "Fault",
    "OffScaleError",
    "Ranking",
    "Row",
    "Share",
    "Sheet",
    "SheetError",
    "TieRuleError",
    "check_chain",
    "faults",
    "formula",
    "formula_titled",
    "formula_words",
    "lot",
    "rank",
    "rank_inputs",
    "read_words",
    "root_text",
    "share_work",
    "short",
    "tie_words",
    "total",
]
