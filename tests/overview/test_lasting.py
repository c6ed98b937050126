"""How long places last: whose life counts, what is censored, and what a comparison may say."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from skwer.apps.places.models import Keeper, Place
from skwer.overview.lasting import KEEPERS, lasting, lives

from ..factories import make_call, make_proposal
from ..lasting_factories import TODAY, lived

pytestmark = pytest.mark.django_db


def factor(found, key):
    return next(one for one in found.factors if one.key == key)


def test_standing_places_count_as_long_as_they_stand(city):
    for days in (400, 800, 1200):
        lived(city, days)
    lived(city, 300, gone="decayed", ago=100)
    found = lasting(city, on=TODAY)
    assert (found.whole.n, found.standing, found.whole.curve.ended) == (4, 3, 1)
    year = dict(found.whole.ages)[1]
    assert (year.share, year.at_risk) == (Fraction(3, 4), 3)
    assert dict(found.whole.ages)[5] is None


def test_a_planned_end_is_no_failure(city):
    lived(city, 200, gone="planned", ago=30)
    found = lasting(city, on=TODAY)
    assert (found.whole.curve.ended, found.planned, found.standing) == (0, 1, 0)


@pytest.mark.parametrize("why", ["replaced", "decayed", "damaged", "unwanted"])
def test_every_other_end_is_one(city, why):
    lived(city, 200, gone=why, ago=30)
    assert lasting(city, on=TODAY).whole.curve.ended == 1


def test_what_was_gone_later_still_stood_on_an_earlier_day(city):
    lived(city, 200, gone="decayed", ago=30)
    found = lives(city, on=TODAY - timedelta(days=60))
    assert [(one.life.time, one.life.ended) for one in found] == [(170, False)]


def test_drafts_and_places_without_a_day_are_left_out(city, other_city):
    lived(city, 500)
    lived(other_city, 500)
    Place.objects.create(
        organisation=city, title="Bez daty", category="garden", state="cared", published_at="2026-01-01T00:00Z"
    )
    Place.objects.create(
        organisation=city, title="Budowa", category="garden", state="building", published_at="2026-01-01T00:00Z"
    )
    hidden = lived(city, 500)
    Place.objects.filter(pk=hidden.pk).update(published_at=None)
    found = lasting(city, on=TODAY)
    assert (found.whole.n, found.undated) == (1, 1)
    assert lasting(None, on=TODAY).whole.n == 2


def test_keepers_who_came_late_do_not_explain_a_long_life(city):
    place = lived(city, 900, keepers=1)
    Keeper.objects.create(place=place, public_name="Później", since=place.ready_date + timedelta(days=91))
    named = lived(city, 900)
    Place.objects.filter(pk=named.pk).update(keepers="Szkoła nr 2")
    known = {one.place.pk: one.keepers for one in lives(city, on=TODAY)}
    assert known == {place.pk: 1, named.pk: None}


def test_too_few_places_say_nothing(city):
    for _n in range(9):
        lived(city, 900, keepers=2)
        lived(city, 100, gone="decayed", ago=10)
    one = factor(lasting(city, on=TODAY), KEEPERS)
    assert (one.verdict, one.p, one.test) == ("few", None, None)


def test_a_clear_difference_is_told_and_its_chance_grows_with_every_question(city):
    for number in range(15):
        lived(city, 900 + number, keepers=2, work_hours=10 + number)
        lived(city, 100 + number, gone="decayed", ago=10, work_hours=200 + number)
    one = factor(lasting(city, on=TODAY), KEEPERS)
    assert one.verdict == "real"
    assert one.p > one.test.p  # Holm: hours were asked as well


def test_equal_groups_may_be_chance(city):
    for number in range(12):
        lived(city, 300 + 10 * number, gone="decayed", keepers=2)
        lived(city, 305 + 10 * number, gone="decayed")
    assert factor(lasting(city, on=TODAY), KEEPERS).verdict == "chance"


def test_elements_come_from_the_call_the_place_was_made_by(city, officer):
    call = make_call(city, officer)
    place = lived(city, 700)
    proposal = make_proposal(call)
    type(proposal).objects.filter(pk=proposal.pk).update(place=place, state="chosen")
    call.own_share = 10
    call.save()
    other = lived(city, 700)
    known = {one.place.pk: one.elements for one in lives(city, on=TODAY)}
    assert known[other.pk] is None
    assert known[place.pk]["own_share"] is True
    assert known[place.pk]["rounds"] is False


def test_grants_in_another_currency_are_not_compared(city):
    for number in range(3):
        lived(city, 500, granted=1000 * (number + 1))
    lived(city, 500, granted=99, currency="EUR")
    one = factor(lasting(city, on=TODAY), "grant")
    assert (one.split, one.more.n, one.less.n, one.missing) == (2000, 1, 2, 1)


def test_queries_do_not_grow_with_places(city, django_assert_max_num_queries):
    for _n in range(30):
        lived(city, 500, keepers=1)
    with django_assert_max_num_queries(4):
        lasting(city, on=TODAY)
