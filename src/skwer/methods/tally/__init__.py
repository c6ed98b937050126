"""Counting participatory budgets: exact, typed, free of Django."""

from __future__ import annotations

from .count import greedy_by_scores, tally
from .election import (
    Ballots,
    Election,
    ElectionError,
    Project,
    election_from_approvals,
    scores,
    supporters,
    vote_counts,
)
from .exact import exact, money_text, ratio_text
from .explain import REASONS, explain, reasons
from .margins import margins
from .outcome import Funded, Margin, Outcome, Step, Trace, Unfunded
from .pabulib import PabulibError, read_pabulib
from .pabulib_writer import write_pabulib
from .rules import COMPLETIONS, RULES, STARTS, TIES, UTILITIES, Rules, RulesError
from .support import Paid, Trail, effective_support, money_trail

__all__ = [
    "COMPLETIONS",
    "REASONS",
    "RULES",
    "STARTS",
    "TIES",
    "UTILITIES",
    "Ballots",
    "Election",
    "ElectionError",
    "Funded",
    "Margin",
    "Outcome",
    "PabulibError",
    "Paid",
    "Project",
    "Rules",
    "RulesError",
    "Step",
    "Trace",
    "Trail",
    "Unfunded",
    "effective_support",
    "election_from_approvals",
    "exact",
    "explain",
    "greedy_by_scores",
    "margins",
    "money_text",
    "money_trail",
    "ratio_text",
    "read_pabulib",
    "reasons",
    "scores",
    "supporters",
    "tally",
    "vote_counts",
    "write_pabulib",
]
