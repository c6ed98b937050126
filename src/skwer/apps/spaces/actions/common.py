"""What the actions of this room share: refusals about one field, a row's lock, lines in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms import filling
from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import Refusal

M = TypeVar("M", bound=Model)


class BadValue(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_value"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class WrongState(Refusal):
    """The thing no longer stands where the person saw it."""

    message = _("This has changed since you opened it. Look at it again.")
    code = "wrong_state"
    status = 409


def fill(row: Any, values: Mapping[str, Any], fields: tuple[str, ...], texts: tuple[str, ...] = ()) -> None:
    """Put the values in; a text longer than its column is refused. ValueError: an unknown name. Raises BadValue."""
    filling.fill(row, values, fields, texts)
    for name in (filling.column_of(name, texts) for name in values):
        most = getattr(row._meta.get_field(name), "max_length", None)
        value = getattr(row, name)
        if most and isinstance(value, str) and len(value) > most:
            raise BadValue(name, _("This text is too long. Shorten it."))


def known(row: Any, name: str, words: Mapping[str, Any], *, several: bool = False) -> None:
    """Refuse a key that nobody offers: of one choice, or of a list of them."""
    value = getattr(row, name)
    keys = value if several else [value]
    if not isinstance(keys, list) or any(key not in words for key in keys):
        raise BadValue(name, _("Choose among what is offered."))


def lock(row: M) -> M:
    """Lock the row until the transaction ends and read it afresh into the same object."""
    type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    row.refresh_from_db()
    return row


def note(
    verb: str,
    by: Person | None,
    at: datetime,
    *,
    kind: str,
    key: object,
    organisation: Organisation,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One line in the journal of the city, or of who lends."""
    journal.record(
        actor=by, verb=verb, kind=kind, key=key, organisation=organisation, at=at, before=before, after=after
    )
