"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

claim_returned = Signal()
"""claim, at: the partner has to mend it; `claim.why` says what."""

claim_paid = Signal()
"""claim, at: the money left on `claim.paid_on`."""

visit_note_published = Signal()
"""note, at: its next steps are the city's tasks from now on."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: _send(signal, sender, facts), robust=True)


def _send(signal: Signal, sender: Any, facts: dict[str, Any]) -> None:
    signal.send_robust(sender=sender, **facts)
