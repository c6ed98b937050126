"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

event_announced = Signal()
"""event, at: the event is public from now on."""

event_changed = Signal()
"""change, event, at: time or place are others; the change holds before and after."""

event_cancelled = Signal()
"""event, reason, at."""

event_held = Signal()
"""event, at: it is over."""

address_to_confirm = Signal()
"""registration, at: somebody without an account gave this address; her letter carries the link that confirms it."""

registered = Signal()
"""registration, at: she has a place, or waits for one."""

promoted = Signal()
"""registration, at: a place became free, and it is hers."""

placed = Signal()
"""placing, at: she is in a group, and it has stood for a while."""

invited = Signal()
"""invitation, at."""

follow_up_due = Signal()
"""interest, at: its day has passed and nobody said what became of it."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: _send(signal, sender, facts), robust=True)


def _send(signal: Signal, sender: Any, facts: dict[str, Any]) -> None:
    signal.send_robust(sender=sender, **facts)
