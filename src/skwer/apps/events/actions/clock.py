"""What the clock does with events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .after import erase_needs, forget_participants
from .events import mark_held
from .grouping import tell_groups
from .registering import forget_unconfirmed
from .stating import remind_of_follow_ups


def tick(*, at: datetime) -> Iterator[str]:
    """Events end, needs and addresses whose time has come are erased, silence is reminded of. Idempotent; one line a
    thing done.
    """
    for event in mark_held(at=at):
        yield f"event {event.slug}: held"
    if number := tell_groups(at=at):
        yield f"{number} people hear of their group"
    if number := forget_unconfirmed(at=at):
        yield f"{number} addresses nobody confirmed were erased"
    if number := erase_needs(at=at):
        yield f"diets, access needs and travel of {number} people were erased"
    if number := forget_participants(at=at):
        yield f"{number} names left the lists of events of five years ago"
    if number := remind_of_follow_ups(at=at):
        yield f"{number} statements of interest wait for a word"
