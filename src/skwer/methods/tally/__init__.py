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
from .outcome import Funded, Outcome, Step, Trace, Unfunded
from .pabulib import PabulibError, read_pabulib
from .pabulib_writer import write_pabulib
from .rules import Rules, RulesError

__all__ = [
    "Ballots",
    "Election",
    "ElectionError",
    "Funded",
    "Outcome",
    "PabulibError",
    "Project",
    "Rules",
    "RulesError",
    "Step",
    "Trace",
    "Unfunded",
    "election_from_approvals",
    "exact",
    "greedy_by_scores",
    "money_text",
    "ratio_text",
    "read_pabulib",
    "scores",
    "supporters",
    "tally",
    "vote_counts",
    "write_pabulib",
]
