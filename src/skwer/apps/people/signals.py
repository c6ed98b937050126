"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

member_invited = Signal()
"""invitation, by, at: `tokens.invitation_token(invitation)` belongs in the letter's link."""

membership_started = Signal()
"""membership, at: somebody holds a role from now on."""

membership_ended = Signal()
"""membership, at."""

person_erased = Signal()
"""uid, email, language, at: the account is gone; the address is given once, for a last letter, and is kept nowhere."""

account_letter = Signal()
"""kind, email, person (or None), facts: a letter about the account itself is wanted (confirm the address, new password,
a second factor changed). Sent at once: whoever waits at the sign-in page waits for this letter."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: _send(signal, sender, facts), robust=True)


def _send(signal: Signal, sender: Any, facts: dict[str, Any]) -> None:
    signal.send_robust(sender=sender, **facts)
