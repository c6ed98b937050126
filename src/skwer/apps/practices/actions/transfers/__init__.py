"""What changes a transfer: beginning, deciding element by element, rating the fit, its stages, its end."""

from .beginning import BadTransfer, begin_transfer, change_transfer
from .common import Ended
from .deciding import BadElement, decide_element
from .moving import NotYet, drop_transfer, finish_transfer, hide_transfer, move_stage, publish_transfer
from .rating import rate_fit

__all__ = [
    "BadElement",
    "BadTransfer",
    "Ended",
    "NotYet",
    "begin_transfer",
    "change_transfer",
    "decide_element",
    "drop_transfer",
    "finish_transfer",
    "hide_transfer",
    "move_stage",
    "publish_transfer",
    "rate_fit",
]
