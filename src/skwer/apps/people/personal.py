"""What a field that tells something about a person is for, and when it goes.

A model that keeps such fields names each in `PERSONAL`; a test finds those that do not.
"""

from __future__ import annotations

from typing import NamedTuple


class Personal(NamedTuple):
    """Purpose in plain words, and the moment or event after which the value is erased."""

    purpose: str
    retention: str

    @property
    def goes_with_account(self) -> bool:
        """Is the value erased with its person's account? Said by the retention's first words."""
        return self.retention.startswith("until the account is erased")
