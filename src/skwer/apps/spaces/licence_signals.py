"""What is announced about agreements on spaces. Sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from django.dispatch import Signal

licence_sent = Signal()
"""licence, at: the user can read and sign it until `licence.sign_until`."""

licence_recalled = Signal()
"""licence, at: the office took it back to correct it."""

signature_refused = Signal()
"""version, licence, at: what the user handed in does not count (`version.struck_why`); it signs again."""

licence_in_force = Signal()
"""licence, version, at: both signed; the agreement, or the annex that extends it (`version.number` above 1)."""

licence_void = Signal()
"""licence, at: not concluded; the space is free again."""

space_handed = Signal()
"""protocol, licence, at: both sides confirmed; `protocol.way` says in which direction."""

extension_asked = Signal()
"""extension, licence, at: the user asks for more time."""

extension_answered = Signal()
"""extension, licence, at: agreed (then an annex waits for signatures) or refused, with `extension.answer`."""

licence_terminated = Signal()
"""licence, by, at: ends early on `licence.ends_on`; `licence.end_reason` says why."""

licence_near_end = Signal()
"""licence, at: the last day is near, today, or past and the space is not back."""
