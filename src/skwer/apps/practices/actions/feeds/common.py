"""What the actions with feeds share: the line in the installation's own journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skwer.apps.people.journal import record
from skwer.apps.people.models import Person

SUBSCRIPTION, KEY, PUBLICATION = "subscription", "publishingkey", "publication"


def note(verb: str, kind: str, key: object, by: Person | None, at: datetime, **facts: Any) -> None:
    """Feeds belong to no city: they stand in the chain of the installation."""
    record(actor=by, verb=verb, kind=kind, key=key, organisation=None, at=at, **facts)
