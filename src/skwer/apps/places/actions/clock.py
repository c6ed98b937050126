"""What the clock does with the care of places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .caring import remind_of_tasks
from .handing import forget_notes
from .keeping import forget_invitations
from .mending import forget_contacts


def tick_care(*, at: datetime) -> Iterator[str]:
    """Keepers hear of late tasks; stale invitations close; addresses of answered reports and what was written to the
    next keeper go. Idempotent."""
    if number := remind_of_tasks(at=at):
        yield f"{number} tasks of care are late: keepers were reminded"
    if number := forget_invitations(at=at):
        yield f"{number} invitations to look after a place ran out"
    if number := forget_contacts(at=at):
        yield f"{number} addresses left the reports of passers-by"
    if number := forget_notes(at=at):
        yield f"{number} notes to the next keeper were erased"
