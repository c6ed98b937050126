"""The kinds of stages that follow a decision: AGREE, DELIVER, UPKEEP."""

from .agree import AGREE_KIND
from .deliver import DELIVER_KIND
from .upkeep import UPKEEP_KIND

__all__ = ["AGREE_KIND", "DELIVER_KIND", "UPKEEP_KIND"]
