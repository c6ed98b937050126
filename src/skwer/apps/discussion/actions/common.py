"""What the actions of this room share: refusals, locks, lines in the journal."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal

M = TypeVar("M", bound=Model)


class BadValue(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_value"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class NotPossible(NotAllowed):
    """The rule that says no, in its own words."""

    code = "not_possible"


class Decided(Refusal):
    """Two people at once: the other was quicker."""

    message = _("Somebody else has decided in the meantime. Look at it again.")
    code = "decided"
    status = 409


def lock(row: M) -> M:
    """Lock the row until the transaction ends and read it afresh into the same object."""
    type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    row.refresh_from_db()
    return row


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows, also outside the comment."""


def clean_text(text: str, *, lines: bool) -> str:
    """The text without what no database and no reader can use; in one line unless `lines`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        c for c in text if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _TURNING)
    )
    text = unicodedata.normalize("NFC", text).strip()
    return text if lines else " ".join(text.split())


def needed(field: str, text: str, message: Any, *, least: int = 1, most: int = 4000) -> str:
    """The text without control characters and spaces around it; refused when there is too little or too much of it."""
    clean = clean_text(text, lines=True)
    if len(clean) < least:
        raise BadValue(field, message)
    if len(clean) > most:
        raise BadValue(field, _("This text is too long. Shorten it."))
    return clean


def note(
    verb: str,
    organisation: Organisation,
    by: Person | None,
    at: datetime,
    *,
    kind: str,
    key: object,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One line in the journal of the city; never a text, never a name."""
    journal.record(
        actor=by, verb=verb, kind=kind, key=key, organisation=organisation, at=at, before=before, after=after
    )
