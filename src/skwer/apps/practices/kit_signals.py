"""What is announced of kits. Sent after the change is committed; receivers change no domain data."""

from __future__ import annotations

from django.dispatch import Signal

kit_offered = Signal()
"""offer, at: a newer version of the kit waits for the city that began from an older one."""
