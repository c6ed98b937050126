"""What was tried, what it taught, and the method that grew from it."""

from .comparing import Case, Comparison
from .methods import Method, MethodVersion, Reference
from .trials import LANGUAGES, Correction, Trial, TrialQuerySet

__all__ = [
    "LANGUAGES",
    "Case",
    "Comparison",
    "Correction",
    "Method",
    "MethodVersion",
    "Reference",
    "Trial",
    "TrialQuerySet",
]
