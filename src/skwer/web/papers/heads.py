"""The letterhead of an organisation."""

from __future__ import annotations

from collections.abc import Sequence

from skwer.apps.people.models import Organisation

from .data import Letterhead, Picture


def letterhead(organisation: Organisation, *, statement: str = "", marks: Sequence[Picture] = ()) -> Letterhead:
    """The organisation's name and colours, with a funder's statement and marks."""
    return Letterhead(organisation.name, organisation.theme, statement, marks)
