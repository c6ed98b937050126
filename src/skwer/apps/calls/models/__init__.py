"""What is asked and answered: schemes, editions, calls and their stages; proposals; decisions."""

from .call import Call, Edition, Regulations, Reopening, Scheme, Stage
from .decision import Decision, DecisionLine
from .help import StageModule
from .proposal import CoAuthor, Correction, Proposal, Revision

__all__ = [
    "Call",
    "CoAuthor",
    "Correction",
    "Decision",
    "DecisionLine",
    "Edition",
    "Proposal",
    "Regulations",
    "Reopening",
    "Revision",
    "Scheme",
    "Stage",
    "StageModule",
]
