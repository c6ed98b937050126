"""What is looked up about calls, proposals and decisions."""

from .calls import current_stage, form_of, money_of, open_correction, proposing_stage, stages_of
from .decisions import live_decision, published_decision, verify_decision
from .help import modules_beside, modules_of_call
from .labels import public_label
from .next_steps import NextStep, next_step, next_step_of

__all__ = [
    "NextStep",
    "current_stage",
    "form_of",
    "live_decision",
    "modules_beside",
    "modules_of_call",
    "money_of",
    "next_step",
    "next_step_of",
    "open_correction",
    "proposing_stage",
    "public_label",
    "published_decision",
    "stages_of",
    "verify_decision",
]
