"""What the actions about upkeep share: refusals, locks, and lines in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from ..models import Place

M = TypeVar("M", bound=Model)


class BadCare(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_value"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class Stale(Refusal):
    """Somebody was faster, or the thing no longer stands as the page showed it."""

    message = _("Somebody changed this in the meantime. Look at the page again.")
    code = "stale"
    status = 409


class PlaceGone(Refusal):
    message = _("This place is no longer there, so there is nothing to look after any more.")
    code = "place_gone"
    status = 409


def lock(row: M) -> M:
    """Lock the row until the transaction ends and read it afresh into the same object; the place before its things."""
    type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    row.refresh_from_db()
    return row


def standing(place: Place) -> Place:
    """The place, locked; raises PlaceGone."""
    lock(place)
    if place.state == Place.State.GONE:
        raise PlaceGone
    return place


def words(values: Mapping[str, Any], name: str, most: int, *, lines: bool = False) -> str:
    """A text as typed, without what cannot be seen; raises BadCare when it is longer than its column."""
    text = clean_text(str(values.get(name) or ""), lines=lines).strip()
    if len(text) > most:
        raise BadCare(name, _("This text is too long. Shorten it."))
    return text


def note(
    verb: str,
    thing: Model,
    place: Place,
    by: Person | None,
    at: datetime,
    *,
    kind: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One line in the journal of the place's city."""
    journal.record(
        actor=by,
        verb=verb,
        kind=kind,
        key=thing.pk,
        organisation=place.organisation,
        at=at,
        before=before,
        after={"place": place.pk, **(after or {})},
    )
