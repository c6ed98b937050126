"""What the actions of this room share: refusals about one field, and lines in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from ..models import Event


class BadValue(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_value"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class WrongState(Refusal):
    """The event is not in the state this needs."""

    message = _("The event no longer stands where you saw it. Look at it again.")
    code = "wrong_state"
    status = 409


def fits(row: Model, *names: str) -> None:
    """Refuse texts that are longer than their column, whoever calls us."""
    for name in names:
        most = getattr(row._meta.get_field(name), "max_length", None)
        if most and len(getattr(row, name) or "") > most:
            raise BadValue(name, _("This text is too long. Shorten it."))


def note(
    verb: str,
    event: Event,
    by: Person | None,
    at: datetime,
    *,
    kind: str = "event",
    key: object = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One line in the journal of who holds the event."""
    journal.record(
        actor=by,
        verb=verb,
        kind=kind,
        key=event.pk if key is None else key,
        organisation=event.organisation,
        at=at,
        before=before,
        after=after,
    )
