"""The clock: what it does, once, and says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.events import actions
from skwer.apps.events.actions.registering import UNCONFIRMED
from skwer.apps.events.models import Registration
from skwer.cli.tick import timed

from ...events_factories import ENDS, LATER, make_event, make_registration

pytestmark = pytest.mark.django_db


def test_skwer_tick_ends_events_and_forgets_what_people_needed(event, officer):
    make_registration(event, officer, diet="wegańska")
    assert f"event {event.slug}: held" in list(timed(LATER))
    late = ENDS + timedelta(days=14)
    assert "diets, access needs and travel of 1 people were erased" in list(timed(late))
    assert [line for line in timed(late) if "event" in line or "needs" in line] == []


def test_the_clock_does_each_thing_once(city, officer, at):
    event = make_event(city, officer)
    guest = {"name": "Gość", "email": "gosc@exemple.example"}
    actions.register(event=event, by=None, values=guest, at=at)
    assert list(actions.tick(at=at + timedelta(days=2))) == ["1 addresses nobody confirmed were erased"]
    assert list(actions.tick(at=at + timedelta(days=2))) == []
    assert not Registration.objects.filter(state=UNCONFIRMED).exists()


def test_who_is_entered_when_it_is_over_was_there_and_waits_for_nothing(city, officer):
    event = make_event(city, officer, capacity=1)
    make_registration(event, officer)
    assert make_registration(event, officer).state == "waiting"
    assert make_registration(event, officer, at=LATER).state == "registered"
