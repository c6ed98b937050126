"""From points and ballots to a decision anybody can recompute.

`computing` is the method itself: from inputs alone to an outcome. `gathering` collects the inputs from the call's
stages. `verifying` does the computing again and compares.
"""

from .computing import Computed, NotComputableError, compute
from .gathering import Draft, NotClosedError, preview_decision
from .verifying import verify_decision

__all__ = [
    "Computed",
    "Draft",
    "NotClosedError",
    "NotComputableError",
    "compute",
    "preview_decision",
    "verify_decision",
]
