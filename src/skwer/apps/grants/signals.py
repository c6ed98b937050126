"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

agreement_sent = Signal()
"""agreement, version, at: the party can read and sign it until `agreement.sign_until`."""

agreement_recalled = Signal()
"""agreement, at: the office took it back to correct it; a new text will come."""

agreement_signed = Signal()
"""agreement, version, side, at: one side signed; the other is still missing."""

signature_struck = Signal()
"""signature, agreement, at: what the party handed in does not count (`struck_why`); it signs again."""

agreement_in_force = Signal()
"""agreement, version, at: both signed; the first version, or an annex (`version.amendment`)."""

agreement_expired = Signal()
"""agreement, at: it was not signed in time; the money is free for the reserve list."""

agreement_terminated = Signal()
"""agreement, at: ended before its time, `agreement.end_reason` says why."""

agreement_performed = Signal()
"""agreement, at: report accepted and account settled; care runs until `agreement.care_until`, if at all."""

agreement_closed = Signal()
"""agreement, at: nothing is owed any more."""

signature_near = Signal()
"""agreement, at: a week, and again a day, before `agreement.sign_until`."""

amendment_asked = Signal()
"""amendment, agreement, at: `amendment.asked_by` is the party's or the office's."""

amendment_answered = Signal()
"""amendment, agreement, at: agreed (then a version waits for signatures) or refused, with `amendment.answer`."""

posting_began = Signal()
"""posting, agreement, at: everybody may read the offer and comment until `posting.until_at`."""

posting_closed = Signal()
"""posting, agreement, at: the office answered the remarks."""


# Money, work and reports.

payments_made = Signal()
"""order, instalments (with their agreements), at: the bank paid the list."""

instalment_withheld = Signal()
"""instalment, agreement, at: `instalment.why` says why."""

expenses_claimed = Signal()
"""agreement, expenses, at: the party sent documents, or completed ones the office had asked about."""

expense_queried = Signal()
"""expense, agreement, at: `expense.reason` says what is missing."""

expense_answered = Signal()
"""expense, agreement, at: accepted, in part, or not, with `reason` and `paragraph`."""

delivery_answered = Signal()
"""delivery, agreement, at: hours or things confirmed, or not, with `why`."""

report_submitted = Signal()
"""report, agreement, at: the party sent it."""

report_correction_asked = Signal()
"""report, agreement, at: `report.correction` says what, `correct_until` by when."""

report_decided = Signal()
"""report, agreement, at: accepted or rejected, with `report.reason`."""

report_reminded = Signal()
"""report, agreement, at: it is due soon, today, or overdue."""

account_settled = Signal()
"""settlement, agreement, at: what was paid, accepted and is to be given back."""

refund_asked = Signal()
"""refund, agreement, at: `principal` is to come back by `due_on`."""

refund_ended = Signal()
"""refund, agreement, at: given back, waived, or given to enforcement (`refund.state`)."""


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send after the transaction is committed; a receiver that fails stops neither the others nor the action."""
    transaction.on_commit(lambda: signal.send_robust(sender=sender, **facts), robust=True)
