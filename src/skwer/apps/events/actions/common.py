"""What the actions of this room share: refusals about one field, and lines in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, TextField
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from ..models import Event

LANGUAGES: tuple[str, ...] = tuple(settings.MODELTRANSLATION_LANGUAGES)


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


def translated(*names: str) -> tuple[str, ...]:
    """The names of translated fields: plain (the installation's first language) and one for each language."""
    return (*names, *(f"{name}_{language}" for name in names for language in LANGUAGES))


def fill(row: Any, values: Mapping[str, Any], fields: tuple[str, ...], texts: tuple[str, ...]) -> None:
    """Put the values in; a text without language is in the installation's first. ValueError: an unknown name."""
    if unknown := set(values) - set(fields):
        raise ValueError(f"{type(row).__name__} has no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        if name in texts:
            name = f"{name}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}"
        if isinstance(value, str):
            value = clean_text(value, lines=isinstance(row._meta.get_field(name), TextField)).strip()
        setattr(row, name, value)


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
