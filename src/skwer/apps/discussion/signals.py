"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

notice_given = Signal()
"""notice, at: somebody says that a comment is illegal or against the rules; she gets a receipt."""

notice_ended = Signal()
"""notice, at: decided, or the author took the comment back before anybody decided."""

comment_ruled = Signal()
"""ruling, at: a comment was removed or put back; its author gets the reasons."""

objection_made = Signal()
"""objection, at: a receipt."""

objection_decided = Signal()
"""objection, at."""

question_answered = Signal()
"""comment, at: the office answered; `comment` is the answer, its parent the question."""

digest_due = Signal()
"""thread, at: since the last time something new is shown there; once a day, to those who answer for the thing."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: _send(signal, sender, facts), robust=True)


def _send(signal: Signal, sender: Any, facts: dict[str, Any]) -> None:
    signal.send_robust(sender=sender, **facts)
