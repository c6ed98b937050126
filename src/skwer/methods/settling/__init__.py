"""Interest by dated rates, and the split of what comes back. In words: docs/methods/settlement.md."""

from .interest import CENT, UNIT, NoRateError, Rate, Span, interest, rounded, spans
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
    "spans",
    "split_payment",
]
