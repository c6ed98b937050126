"""Adding, changing, publishing places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.models import Upload
from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later

from .. import queries, rules
from ..findable import KIND
from ..models import CATEGORIES, Area, Place

TEXTS = ("title", "summary", "story", "keepers")
LANGUAGES = ("pl", "en", "nb", "cs")
FIELDS = (
    *TEXTS,
    *(f"{name}_{language}" for name in TEXTS for language in LANGUAGES),
    "category",
    "state",
    "district",
    "address",
    "lon",
    "lat",
    "granted",
    "currency",
    "work_hours",
    "ready_date",
    "care_until",
    "photo",
)
# What the journal tells of a change; free text of people stays out of it.
JOURNALLED = ("category", "state", "granted", "work_hours", "ready_date", "care_until")


class BadPlace(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_place"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class OutsideCity(BadPlace):
    """The point lies in no district of the city."""

    code = "outside_city"

    def __init__(self) -> None:
        super().__init__("lon", _("The point lies outside the city. Move it, or leave the coordinates empty."))


def add_place(
    *,
    by: Person,
    organisation: Organisation,
    values: Mapping[str, Any],
    at: datetime,
    state: str = Place.State.BUILDING,
) -> Place:
    """A new place of the city, not yet published.

    values: any of FIELDS (`title` and `category` must be there; a text without language is in the installation's
    first; `district` is found from the point when it is not given). Raises NotAllowed, BadPlace, OutsideCity.
    """
    if not rules.may_keep_places(by, organisation):
        raise NotAllowed
    place = Place(organisation=organisation, state=state)
    _set(place, values)
    with transaction.atomic():
        place.save()
        _note("place_added", place, by, at, after=_facts(place))
        index_later(kind=KIND, key=place.pk)
    return place


def change_place(*, by: Person, place: Place, values: Mapping[str, Any], at: datetime) -> Place:
    """Other values for a place; what is not named stays. Raises NotAllowed, BadPlace, OutsideCity."""
    if not rules.may_change(by, place):
        raise NotAllowed
    with transaction.atomic():
        before = _facts(Place.objects.select_for_update().get(pk=place.pk))
        _set(place, values)
        place.save()
        _note("place_changed", place, by, at, before=before, after=_facts(place))
        index_later(kind=KIND, key=place.pk)
    return place


def change_state(*, by: Person, place: Place, state: str, at: datetime) -> Place:
    """Say how the place stands: being built, looked after, waits for repair. Raises NotAllowed, BadPlace.

    That it is no longer there is said by `end_place`, which asks since when and why.
    """
    if not rules.may_change(by, place):
        raise NotAllowed
    with transaction.atomic():
        before, place.state = {"state": place.state}, _known_state(state, place.gone_on)
        place.save(update_fields=["state"])
        _note("place_state_changed", place, by, at, before=before, after={"state": place.state})
    return place


def publish_place(*, by: Person, place: Place, at: datetime) -> Place:
    """Show the place to everybody; doing it twice changes nothing. Raises NotAllowed."""
    if not rules.may_change(by, place):
        raise NotAllowed
    if place.published_at is None:
        with transaction.atomic():
            place.published_at = at
            place.save(update_fields=["published_at"])
            _note("place_published", place, by, at)
            index_later(kind=KIND, key=place.pk)
    return place


def hide_place(*, by: Person, place: Place, at: datetime) -> Place:
    """Take the place back from the public, for example to correct a mistake. Raises NotAllowed."""
    if not rules.may_change(by, place):
        raise NotAllowed
    if place.published_at is not None:
        with transaction.atomic():
            place.published_at = None
            place.save(update_fields=["published_at"])
            _note("place_hidden", place, by, at)
            index_later(kind=KIND, key=place.pk)
    return place


def _set(place: Place, values: Mapping[str, Any]) -> None:
    """Put the values in, checked."""
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"A place has no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        if name in TEXTS:
            name = f"{name}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}"
        elif name in ("lon", "lat", "granted") and value is not None:
            value = Decimal(str(value))
        setattr(place, name, value)
    if not str(place.title or "").strip():
        raise BadPlace("title", _("Give the place a name."))
    if place.category not in dict(CATEGORIES):
        raise BadPlace("category", _("Choose what kind of place it is."))
    _known_state(place.state, place.gone_on)
    for name in ("granted", "work_hours"):
        amount: Decimal | int | None = getattr(place, name)
        if amount is not None and amount < 0:
            raise BadPlace(name, _("Write zero or more."))
    ready, until = place.ready_date, place.care_until
    if isinstance(ready, date) and isinstance(until, date) and until < ready:
        raise BadPlace("care_until", _("The care cannot end before the place is ready."))
    _set_point(place, values)
    photo: Upload | None = place.photo
    if photo is not None and (photo.holder_kind, photo.holder_key) != (KIND, str(place.pk)):
        raise BadPlace("photo", _("This photo does not belong to this place. Send it here."))


def _set_point(place: Place, values: Mapping[str, Any]) -> None:
    if (place.lon is None) != (place.lat is None):
        raise BadPlace("lon", _("A point needs both latitude and longitude."))
    if place.lon is not None and not queries.inside_city(place.organisation, place.lon, place.lat):
        raise OutsideCity
    district: Area | None = place.district
    if {"lon", "lat"} & set(values) and values.get("district") is None:
        place.district = queries.district_at(place.organisation, place.lon, place.lat)
    elif district is not None and district.organisation_id != place.organisation_id:
        raise BadPlace("district", _("This district belongs to another city."))


def _known_state(state: str, gone_on: date | None) -> str:
    if state not in Place.State.values:
        raise BadPlace("state", _("Choose how the place stands."))
    if (state == Place.State.GONE) != (gone_on is not None):
        raise BadPlace("state", _("Say below since when and why the place is no longer there, or bring it back."))
    return state


def _facts(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in JOURNALLED}


def _note(
    verb: str,
    place: Place,
    by: Person,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    journal.record(
        actor=by,
        verb=verb,
        kind=KIND,
        key=place.pk,
        organisation=place.organisation,
        at=at,
        before=before,
        after=after,
    )
