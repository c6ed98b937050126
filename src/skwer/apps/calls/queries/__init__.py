"""What is looked up about calls, proposals and decisions."""

from .calls import current_stage, form_of, money_of, open_correction, proposing_stage, stages_of

__all__ = [
    "current_stage",
    "form_of",
    "money_of",
    "open_correction",
    "proposing_stage",
    "stages_of",
]
