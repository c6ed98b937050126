"""What is announced about owed care: sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

care_began = Signal()
"""place, at: the time of care runs from `place.care_from` to `place.care_until`."""

inspection_announced = Signal()
"""inspection, at: the office comes on `inspection.planned_on`; whoever leads the care may be there."""

inspection_cancelled = Signal()
"""inspection, at: it was announced, and is not held (`cancel_reason`)."""

inspection_held = Signal()
"""inspection, at: with its result; a breach has an announcement of its own."""

breach_found = Signal()
"""breach, at: to be mended by `breach.mend_by`."""

breach_near = Signal()
"""breach, at: a week before `breach.mend_by`, and on the day after it."""

breach_ended = Signal()
"""breach, at: mended, excused or enforced (`breach.state`)."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: signal.send_robust(sender=sender, **facts), robust=True)
