"""Shares of a grant, interest by dated rates, and the split of what comes back. In words: docs/methods/settlement.md."""

from .interest import CENT, UNIT, NoRateError, Rate, Span, interest, rounded, spans
from .shares import share_out
from .splitting import Split, split_payment

__all__ = [
    "CENT",
    "UNIT",
    "NoRateError",
    "Rate",
    "Span",
    "Split",
    "interest",
    "rounded",
    "share_out",
    "spans",
    "split_payment",
]
