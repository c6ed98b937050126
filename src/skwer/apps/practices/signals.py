"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

# --- practice records

practice_submitted = Signal()
"""version, at: handed in to the editor of its project."""

practice_changes_asked = Signal()
"""review, at: editor or expert sent it back, with a reason."""

practice_accepted = Signal()
"""review, at: the editor passed it on to the expert, or the expert validated it."""

practice_published = Signal()
"""version, at: everybody reads it from now on."""

# --- questions of a transfer

transfer_question_asked = Signal()
"""question, at: the city that adopts asks the keeper of the practice, or the other way round."""

transfer_question_answered = Signal()
"""question, at."""

# --- transfers

transfer_begun = Signal()
"""transfer, at: a city set out to carry a practice over."""

transfer_ended = Signal()
"""transfer, at: carried over, or given up; `transfer.lesson` says what it taught."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: signal.send_robust(sender=sender, **facts), robust=True)
