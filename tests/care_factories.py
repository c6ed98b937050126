"""Places somebody looks after, for tests: a place, its keepers, a task, a defect."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from skwer.apps.people.models import Organisation, Person
from skwer.apps.places.actions import caring, keeping, mending
from skwer.apps.places.models import CareTask, Defect, Keeper, Place
from skwer.apps.places.tokens import keeper_token

from .factories import AT

TODAY = date(2026, 11, 23)


def make_place(city: Organisation, *, at: datetime = AT, **fields: Any) -> Place:
    """A published place that is ready and looked after; `owed=True` owes care for two years from a year ago on."""
    if fields.pop("owed", False):
        fields |= {"care_from": TODAY - timedelta(days=365), "care_until": TODAY + timedelta(days=365)}
    told = {"title_pl": "Klomb przy studni", "title_en": "The bed by the well", "category": "garden", "state": "cared"}
    return Place.objects.create(organisation=city, published_at=at - timedelta(days=400), **{**told, **fields})


def make_keeper(
    place: Place, person: Person | None, *, role: str = "lead", since: date | None = None, **fields: Any
) -> Keeper:
    """Somebody who looks after the place since last year."""
    since = since or TODAY - timedelta(days=365)
    return Keeper.objects.create(place=place, person=person, role=role, since=since, **fields)


def make_task(place: Place, by: Person, *, at: datetime = AT, **values: Any) -> CareTask:
    """Watering every week, from today on."""
    told = {"what": "water", "every_days": 7, "starts_on": TODAY}
    return caring.add_task(by=by, place=place, values={**told, **values}, at=at)


def make_defect(place: Place, by: Person | None = None, *, at: datetime = AT, **values: Any) -> Defect:
    """A bench reported broken by somebody who passed."""
    return mending.report_defect(by=by, place=place, values={"what": "bench", **values}, at=at)


def care_things(officer: Person) -> dict[str, Any]:
    """What the demo has to show: a place its resident leads, a defect with words nobody has read, an invitation."""
    defect = Defect.objects.filter(state="reported", place__title_pl="Skwer przy Wodnej").latest("pk")
    values = {"email": "ktos@poczta.example", "role": "helper"}
    keeper = keeping.invite_keeper(by=officer, place=defect.place, values=values, at=timezone.now())
    return {
        "kept": defect.place_id,
        "defect": defect.pk,
        "defect_number": defect.number,
        "waiting_entry": defect.entry_id,
        "keeper_token": keeper_token(keeper),
    }
