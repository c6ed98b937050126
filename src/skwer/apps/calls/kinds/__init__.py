"""The kinds of stages that belong to this room: PROPOSE, MEET and DECIDE."""

from .decide import DECIDE_KIND, DecideKind
from .meet import MEET_KIND, MeetKind
from .propose import PROPOSE_KIND, ProposeKind

__all__ = ["DECIDE_KIND", "MEET_KIND", "PROPOSE_KIND", "DecideKind", "MeetKind", "ProposeKind"]
