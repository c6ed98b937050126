"""How long things last when many still stand: Kaplan–Meier, log-rank, Holm. In words: docs/methods/lasting.md."""

from .comparing import LogRank, holm, log_rank
from .curve import Curve, Life, Step, SurvivalError, kaplan_meier

__all__ = ["Curve", "Life", "LogRank", "Step", "SurvivalError", "holm", "kaplan_meier", "log_rank"]
