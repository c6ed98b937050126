"""What is looked up about calls, proposals and decisions."""

from .calls import current_stage, form_of, money_of, open_correction, proposing_stage, stages_of
from .decisions import (
    acts_missing,
    chain_of,
    counted_at,
    decision_on,
    gone_since,
    live_decision,
    published_decision,
    verify_decision,
)
from .help import modules_beside, modules_of_call
from .labels import public_label
from .next_steps import NextStep, next_step, next_step_of

__all__ = [
    "NextStep",
    "acts_missing",
    "chain_of",
    "counted_at",
    "current_stage",
    "decision_on",
    "form_of",
    "gone_since",
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
