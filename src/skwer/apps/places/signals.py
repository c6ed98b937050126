"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

keeper_invited = Signal()
"""keeper, at: `tokens.keeper_token(keeper)` belongs in the letter's link."""

keeper_offered = Signal()
"""keeper, at: somebody offers to look after a place and waits for an answer."""

keeper_answered = Signal()
"""keeper, at: her offer was taken or declined."""

handover_asked = Signal()
"""handover, at."""

handover_answered = Signal()
"""handover, at: accepted or declined."""

task_late = Signal()
"""task, due_on, at: its day has passed and nobody wrote that it was done."""

defect_reported = Signal()
"""defect, at."""

defect_confirmed = Signal()
"""defect, at: somebody is to repair it by a day."""

defect_closed = Signal()
"""defect, at: repaired, declined, or one with another."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: _send(signal, sender, facts), robust=True)


def _send(signal: Signal, sender: Any, facts: dict[str, Any]) -> None:
    signal.send_robust(sender=sender, **facts)
