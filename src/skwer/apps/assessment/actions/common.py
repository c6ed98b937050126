"""What the actions of this room share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from skwer.apps.calls.models import Stage
from skwer.apps.people.journal import record
from skwer.apps.people.models import Person


def write_down(
    stage: Stage,
    verb: str,
    kind: str,
    key: object,
    *,
    by: Person | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One journal entry in the city's chain: states, keys and hashes, never words somebody wrote."""
    record(
        actor=by, verb=verb, kind=kind, key=key, organisation=stage.call.organisation, at=at, before=before, after=after
    )
