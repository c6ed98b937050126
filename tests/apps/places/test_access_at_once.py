"""Several officers write down at once what they saw: the newest look stays, whoever is last."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from skwer.apps.places import actions
from skwer.apps.places.models import Place
from tests.factories import AT
from tests.places_factories import make_place

from .test_signs_at_once import all_at_once


@pytest.fixture
def place(transactional_db, city, officer) -> Place:
    return make_place(city, officer)


def test_an_older_look_never_takes_the_place_of_a_newer_one(place, officer):
    days = [AT.date() - timedelta(days=n) for n in range(6)]

    def write(day):
        said = {"route": {"is": "yes", "note": day.isoformat()}}
        return actions.set_access(by=officer, place=Place.objects.get(pk=place.pk), access=said, on=day, at=AT)

    all_at_once(*[partial(write, day) for day in days])
    kept = Place.objects.get(pk=place.pk)
    assert (kept.access_on, kept.access["route"]["note"]) == (days[0], days[0].isoformat())
