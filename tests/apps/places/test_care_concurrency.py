"""Many at once: one keeper a day, one report however often it is sent, numbers without a gap, one hand-over."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from skwer.apps.people.refusals import Refusal
from skwer.apps.places.actions import caring, handing, mending
from skwer.apps.places.models import Defect, Entry, Keeper, Turn
from tests.apps.voting.test_concurrency import all_at_once

from ...care_factories import TODAY, make_keeper, make_place, make_task
from ...factories import AT, make_person

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


@pytest.fixture
def place(city):
    return make_place(city, owed=True)


def test_one_keeper_a_task_and_day(place, officer) -> None:
    task = make_task(place, officer)
    people = [make_keeper(place, make_person(f"Osoba {n}"), role="helper").person for n in range(MANY)]
    day = TODAY + timedelta(days=1)
    raised = all_at_once(*(lambda p=p: caring.take_turn(by=p, task=task, on=day, at=AT) for p in people))
    assert Turn.objects.count() == 1
    assert sum(error is None for error in raised) == 1
    assert all(error is None or isinstance(error, caring.TurnTaken) for error in raised)


def test_the_same_report_sent_many_times_arrives_once(place) -> None:
    uid = uuid4()
    values = {"what": "bench", "uid": uid}
    raised = all_at_once(
        *(lambda: mending.report_defect(by=None, place=place, values=values, at=AT) for _n in range(MANY))
    )
    assert raised == [None] * MANY
    assert (Entry.objects.count(), Defect.objects.count()) == (1, 1)


def test_reports_get_numbers_one_after_another(place) -> None:
    raised = all_at_once(
        *(lambda: mending.report_defect(by=None, place=place, values={"what": "bench"}, at=AT) for _n in range(MANY))
    )
    assert raised == [None] * MANY
    assert sorted(Defect.objects.values_list("number", flat=True)) == list(range(1, MANY + 1))


def test_a_hand_over_is_taken_or_taken_back_and_never_both(place) -> None:
    giver, taker = make_person("Zofia"), make_person("Jan", email="jan@example.org")
    lead = make_keeper(place, giver)
    handover = handing.hand_over(by=giver, keeper=lead, to_email="jan@example.org", at=AT)
    raised = all_at_once(
        lambda: handing.answer_handover(by=taker, handover=type(handover).objects.get(pk=handover.pk), yes=True, at=AT),
        lambda: handing.withdraw_handover(by=giver, handover=type(handover).objects.get(pk=handover.pk), at=AT),
    )
    assert sum(error is None for error in raised) == 1
    assert all(error is None or isinstance(error, Refusal) for error in raised)
    assert Keeper.objects.live().filter(place=place, role="lead").count() == 1
