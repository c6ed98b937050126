"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

call_announced = Signal()
"""call, at: the call is public from now on."""

call_cancelled = Signal()
"""call, reason, at: the call ends without a decision."""

stage_opened = Signal()
"""stage, at: people may do what the stage is for; its rules are frozen."""

stage_closed = Signal()
"""stage, at."""

rules_reopened = Signal()
"""reopening, stage, call, at: rules changed after they froze; the reopening says why and what."""

proposal_submitted = Signal()
"""proposal, at: it has a number and a receipt."""

idea_sent = Signal()
"""proposal, at: the idea of a call with rounds has its number; the committee advises next."""

minutes_published = Signal()
"""meeting, at: everybody can read the minutes."""

committee_answered = Signal()
"""item, proposal, at: the minutes invite or decline an idea, or hold recommendations to answer."""

proposal_withdrawn = Signal()
"""proposal, at."""

coauthor_invited = Signal()
"""coauthor, proposal, by, at: `coauthor.token` belongs in the letter's link."""

coauthor_accepted = Signal()
"""coauthor, proposal, at."""

correction_requested = Signal()
"""correction, proposal, at: the author has until `correction.due_at`."""

correction_answered = Signal()
"""correction, proposal, at."""

correction_lapsed = Signal()
"""correction, proposal, at: the term passed without an answer; the check goes on."""

check_recorded = Signal()
"""proposal, passed, reason, at: the formal check ended."""

need_given = Signal()
"""need, at: somebody gave a consent, or refused it (`need.state`)."""

need_settled = Signal()
"""need, at: the office confirmed, refused or waived it, or asks for it again."""

support_complete = Signal()
"""proposal, at: as many people support it as the call asks for."""

sheet_counted = Signal()
"""sheet, at: the office counted a paper list."""

decision_recorded = Signal()
"""decision, call, at: not public yet."""

decision_published = Signal()
"""decision, call, at: the result is public, and proposals have their states."""

objection_filed = Signal()
"""objection, at: somebody objected, online or on paper; the body rules until `objection.rule_until`."""

objection_ruled = Signal()
"""objection, at: the body ruled, with reasons; `objection.effect` says what follows."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: _send(signal, sender, facts), robust=True)


def _send(signal: Signal, sender: Any, facts: dict[str, Any]) -> None:
    signal.send_robust(sender=sender, **facts)
