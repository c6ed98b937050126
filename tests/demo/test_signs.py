"""The demo's plates: one hangs and is used, one was torn off."""

from __future__ import annotations

import pytest

from skwer.apps.places.models import Entry, Sign
from skwer.demo.signs import hang_signs
from tests.care_factories import make_place
from tests.signs_factories import sign_things

pytestmark = pytest.mark.django_db


def test_the_demo_shows_every_state_of_a_sign_and_of_what_passers_by_wrote(city, officer, at):
    for title in ("Skwer przy Wodnej", "Podwórko Garncarska 7"):
        make_place(city, title_pl=title)
    hang_signs(city, officer, at=at)
    assert Sign.objects.filter(retired_at=None, mounted_on=None).count() == 1
    assert Sign.objects.filter(retired_at=None).exclude(mounted_on=None).count() == 1
    assert set(Entry.objects.values_list("state", flat=True)) == {"shown", "waiting", "hidden"}
    assert sign_things()["live_sign"] != sign_things()["retired_sign"]
