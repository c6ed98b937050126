"""Places with what belongs to their story, through the actions people use."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person
from skwer.apps.places import actions
from skwer.apps.places.models import Keeper, Picture, Place
from tests.apps.files.pictures import photo, uploaded

from .factories import AT


def make_place(
    city: Organisation,
    officer: Person,
    title: str = "Sad za remizą",
    *,
    public: bool = True,
    at: datetime = AT,
    **values: Any,
) -> Place:
    """A place that is ready and looked after since September 2024, unless told otherwise."""
    given = {
        "title_pl": title,
        "title_en": f"{title} (en)",
        "summary_pl": "Dziewięć jabłoni.",
        "category": "garden",
        "state": "cared",
        "ready_date": date(2024, 9, 21),
        **values,
    }
    place = actions.add_place(by=officer, organisation=city, values=given, at=at)
    if public:
        actions.publish_place(by=officer, place=place, at=at)
    return place


def make_photo(place: Place, officer: Person, *, colour: Any = (200, 30, 30), alt: str = "Jabłonie") -> Upload:
    """A photo held by the place, for everybody who sees the place."""
    return store_upload(
        by=officer,
        organisation=place.organisation,
        file=uploaded(photo(size=(600, 400), colour=colour)),
        kind="photo",
        audience="holder",
        holder_kind="place",
        holder_key=place.pk,
        alt_text=alt,
        at=AT,
    )


def make_picture(place: Place, officer: Person, moment: str = "after", **more: Any) -> Picture:
    """A picture in the place's story, with a photo of its own."""
    upload = make_photo(place, officer, alt=f"Zdjęcie: {moment}")
    return actions.add_picture(by=officer, place=place, upload=upload, moment=moment, at=AT, **more)


def make_measure(
    place: Place, officer: Person, what: str = "trees", value: Any = 9, on: date = date(2025, 5, 2), **more: Any
):
    """What was measured at the place on a day."""
    return actions.add_measure(by=officer, place=place, what=what, value=Decimal(value), on=on, at=AT, **more)


def make_keeper(place: Place, person: Person | None = None, *, name: str = "Ola z Wodnej", **more: Any) -> Keeper:
    """Somebody who looks after the place since it opened."""
    since = more.pop("since", date(2024, 9, 21))
    return Keeper.objects.create(place=place, person=person, public_name=name, since=since, **more)


ROUTE = {key: {"is": "yes"} for key in ("route", "surface", "slope")}
"""What the checklist of a place says where somebody with a wheelchair gets around."""


def make_many(city: Organisation, count: int, *, west: int = 1_600_000, south: int = 5_300_000) -> None:
    """That many published places over twelve years, always the same, without actions: every tenth is gone, every
    third has a keeper, every fourth suits a wheelchair. Corner in hundred-thousandths of a degree."""
    chance = random.Random(5)
    places = []
    for n in range(count):
        ready = date(2014, 1, 1) + timedelta(days=chance.randrange(4300))
        gone = ready + timedelta(days=chance.randrange(30, 900)) if n % 10 == 0 else None
        places.append(
            Place(
                organisation=city,
                title_pl=f"Miejsce {chance.randrange(10**9):x} przy ulicy {chance.randrange(10**6):x}",
                category=chance.choice(["bench", "garden", "tree", "path"]),
                state=Place.State.GONE if gone else Place.State.CARED,
                lon=Decimal(west + chance.randrange(20_000)) / 100_000,
                lat=Decimal(south + chance.randrange(20_000)) / 100_000,
                ready_date=ready,
                gone_on=gone,
                gone_why="planned" if gone else "",
                published_at=AT,
                access=ROUTE if n % 4 == 0 else {},
            )
        )
    made = Place.objects.bulk_create(places)
    Keeper.objects.bulk_create(Keeper(place=place, public_name="Ola", since=place.ready_date) for place in made[::3])
