"""Care that an agreement owes: the place it makes, the time of care and its inspections, and their end.

The agreement's room calls these inside its own transaction, with its own permission; `by` None is the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.search.actions import index_later
from skwer.values.months import months_later

from .. import access as lists
from .. import queries, rules
from ..findable import KIND
from ..models import Inspection, Keeper, Place
from ..visit_signals import announce, care_began, inspection_cancelled

ENDED_WITH_AGREEMENT = "agreement_ended"
"""The reason of a cancelled inspection that stands in words on the page, in the reader's language."""


@transaction.atomic
def begin_place(
    *,
    by: Person,
    organisation: Organisation,
    values: Mapping[str, Any],
    access: Any = None,
    photo: Upload | None = None,
    at: datetime,
) -> Place:
    """A place being built, not shown to everybody yet. `access`: as it is planned; `photo`: a picture to take over.

    values: columns of the place, checked where they come from. Raises NotAllowed.
    """
    if not rules.may_keep_places(by, organisation):
        raise NotAllowed
    place = Place(organisation=organisation, state=Place.State.BUILDING, **values)
    if place.district_id is None:
        place.district = queries.district_at(organisation, place.lon, place.lat)
    place.access = lists.clean(access) if isinstance(access, Mapping) else {}
    place.save()
    if photo is not None:
        place.photo = _own_copy(by, place, photo, at)
        place.save(update_fields=["photo"])
    _note("place_begun", place, by, at, after={"category": place.category, "granted": place.granted})
    index_later(kind=KIND, key=place.pk)
    return place


def _own_copy(by: Person, place: Place, photo: Upload, at: datetime) -> Upload | None:
    """The place's photo is its own: it stays when the proposal's goes. One whose bytes are gone is left out."""
    try:
        with photo.file.open("rb") as file:
            return store_upload(
                by=by,
                organisation=place.organisation,
                file=file,
                kind=Upload.Kind.PHOTO,
                audience=Upload.Audience.HOLDER,
                holder_kind=KIND,
                holder_key=place.pk,
                alt_text=photo.alt_text,
                at=at,
            )
    except FileNotFoundError:
        return None


@transaction.atomic
def open_place(*, by: Person | None, place: Place, ready_on: date, hours: int | None, at: datetime) -> Place:
    """The work is done: the place is looked after from now on and shown to everybody.

    A day or hours that somebody wrote down before stay; a place that is gone stays gone. Raises NotAllowed.
    """
    place = _locked(by, place)
    if place.state == Place.State.GONE:
        return place
    before = {"state": place.state, "ready_date": place.ready_date, "published": place.is_published}
    if place.state == Place.State.BUILDING:
        place.state = Place.State.CARED
    place.ready_date = place.ready_date or ready_on
    place.work_hours = place.work_hours or hours
    place.published_at = place.published_at or at
    place.save(update_fields=["state", "ready_date", "work_hours", "published_at"])
    after = {"state": place.state, "ready_date": place.ready_date, "published": True}
    if before != after:
        _note("place_opened", place, by, at, before=before, after=after)
    index_later(kind=KIND, key=place.pk)
    return place


@transaction.atomic
def begin_care(
    *,
    by: Person | None,
    place: Place,
    since: date,
    until: date,
    months: Iterable[int] = (),
    counted_from: date | None = None,
    lead: Person | None = None,
    lead_organisation: Organisation | None = None,
    at: datetime,
) -> Place:
    """The time of care runs, the inspections of its months stand in the calendar, and somebody leads the care.

    `counted_from`: the day from which the months of inspections are counted (default `since`). A keeper who leads
    already goes on. Raises NotAllowed.
    """
    place = _locked(by, place)
    if place.state == Place.State.GONE:
        return place
    place.care_from = place.care_from or since
    place.care_until = max(until, place.care_until or until)
    place.save(update_fields=["care_from", "care_until"])
    _plan(place, months, counted_from or since)
    _lead(place, lead, lead_organisation, since)
    _note("care_began", place, by, at, after={"care_from": place.care_from, "care_until": place.care_until})
    announce(care_began, Place, place=place, at=at)
    return place


def _plan(place: Place, months: Iterable[int], counted_from: date) -> None:
    """A month that an earlier agreement of the same place holds already has no number a second time."""
    held = set(place.inspections.filter(cancelled_at=None).values_list("month", flat=True))
    Inspection.objects.bulk_create(
        Inspection(place=place, planned_on=months_later(counted_from, month), month=None if month in held else month)
        for month in sorted(set(months))
    )


def _lead(place: Place, person: Person | None, organisation: Organisation | None, since: date) -> None:
    """Whoever carried the agreement out answers for the place, until somebody takes it over."""
    live = Keeper.objects.live().filter(place=place)
    if (person is None and organisation is None) or live.filter(role=Keeper.Role.LEAD).exists():
        return
    helping = live.filter(person=person).first() if person is not None else None
    if helping is not None:
        helping.role = Keeper.Role.LEAD
        helping.save(update_fields=["role"])
        return
    Keeper.objects.create(place=place, person=person, organisation=organisation, role=Keeper.Role.LEAD, since=since)


@transaction.atomic
def end_care(*, by: Person | None, place: Place, on: date, at: datetime) -> Place:
    """Care is owed no more: the agreement ended before its time. What was planned is not held; open breaches stay for
    the office to end. Raises NotAllowed.
    """
    place = _locked(by, place)
    if place.care_from is not None and place.care_until is not None and place.care_until > on:
        place.care_until = max(on, place.care_from)
        place.save(update_fields=["care_until"])
    open_ = place.inspections.filter(held_on=None, cancelled_at=None)
    announced = list(open_.exclude(announced_at=None).order_by("pk"))
    cancelled = open_.update(cancelled_at=at, cancel_reason=ENDED_WITH_AGREEMENT)
    for inspection in announced:
        announce(inspection_cancelled, Inspection, inspection=inspection, at=at)
    _note("care_ended", place, by, at, after={"care_until": place.care_until, "inspections_cancelled": cancelled})
    return place


def _locked(by: Person | None, place: Place) -> Place:
    if by is not None and not rules.may_change(by, place):
        raise NotAllowed
    return Place.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=place.pk)


def _note(verb: str, place: Place, by: Person | None, at: datetime, **facts: Any) -> None:
    journal.record(
        actor=by, verb=verb, kind=KIND, key=place.pk, organisation=place.organisation, at=at, **facts
    )  # fmt: skip
