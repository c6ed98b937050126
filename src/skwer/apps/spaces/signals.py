"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

space_found = Signal()
"""match, at: a space that fits a wish and was not to be had before."""

match_answered = Signal()
"""match, at: the office agrees to talk about the space, or gave the match up (with a note)."""

visit_booked = Signal()
"""visit, at: somebody comes to look."""

viewing_cancelled = Signal()
"""viewing, visit, at: the office called an appointment off; once for everybody who had booked."""

booking_asked = Signal()
"""booking, at: somebody asks for a shared thing."""

booking_answered = Signal()
"""booking, at: agreed or refused by the lender."""

booking_cancelled = Signal()
"""booking, at: by who borrows, or by the lender, who said why (`booking.answer`)."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: _send(signal, sender, facts), robust=True)


def _send(signal: Signal, sender: Any, facts: dict[str, Any]) -> None:
    signal.send_robust(sender=sender, **facts)
