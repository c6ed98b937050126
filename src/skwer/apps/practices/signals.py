"""What this room announces. Every signal is sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from django.dispatch import Signal

from skwer.apps.people.signals import announce

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

# --- kits

kit_offered = Signal()
"""offer, at: a newer version of the kit waits for the city that began from an older one."""

__all__ = [
    "announce",
    "kit_offered",
    "practice_accepted",
    "practice_changes_asked",
    "practice_published",
    "practice_submitted",
    "transfer_begun",
    "transfer_ended",
    "transfer_question_answered",
    "transfer_question_asked",
]
