"""One line of the journal about a card; free text and names stay out of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from skwer.apps.people import journal
from skwer.apps.people.models import Person

from ..findable import PROGRAMME, PROJECT
from ..models import FundingProgramme, Project


def note(
    verb: str,
    thing: Project | FundingProgramme,
    by: Person,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record what was done to the card of a project or programme."""
    journal.record(
        actor=by,
        verb=verb,
        kind=PROJECT if isinstance(thing, Project) else PROGRAMME,
        key=thing.slug,
        organisation=thing.organisation,
        at=at,
        before=before,
        after=after,
    )
