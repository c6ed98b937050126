"""The kinds of stages that belong to this room: PROPOSE and DECIDE."""

from .decide import DECIDE_KIND, DecideKind
from .propose import PROPOSE_KIND, ProposeKind

__all__ = ["DECIDE_KIND", "PROPOSE_KIND", "DecideKind", "ProposeKind"]
