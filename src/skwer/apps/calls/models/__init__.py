"""What is asked and answered: schemes, editions, calls and their stages; proposals; decisions."""

from .backing import Need, Supporter, SupportSheet
from .call import Call, Edition, Regulations, Reopening, Scheme, Stage
from .decision import Decision, DecisionLine
from .help import StageModule
from .objection import DecisionAct, Objection
from .proposal import CoAuthor, Correction, Proposal, Revision
from .rounds import Meeting, MeetingItem, Presence, Recommendation, Recusal

__all__ = [
    "Call",
    "CoAuthor",
    "Correction",
    "Decision",
    "DecisionAct",
    "DecisionLine",
    "Edition",
    "Meeting",
    "MeetingItem",
    "Need",
    "Objection",
    "Presence",
    "Proposal",
    "Recommendation",
    "Recusal",
    "Regulations",
    "Reopening",
    "Revision",
    "Scheme",
    "Stage",
    "StageModule",
    "SupportSheet",
    "Supporter",
]
