"""A place's story joins what calls, grants and places know: money, days of repair, who looks after it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from skwer.apps.places.models import Defect, Entry, Handover, Inspection
from skwer.overview.story import story

from ..factories import AT
from ..grants_factories import agreement
from ..places_factories import make_keeper, make_measure, make_picture, make_place
from ..visits_factories import in_care

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(city, officer):
    return make_place(city, officer)


def test_the_money_is_that_of_the_account(city):
    made = in_care(city)
    told = story(made.proposal.place)

    assert told.agreement == made
    assert (told.account.awarded, told.account.paid) == (made.amount, made.amount)
    assert {"idea", "agreed", "opened"} <= {chapter.kind for chapter in told.chapters}
    days = [chapter.day for chapter in told.chapters]
    assert days == sorted(days, reverse=True)


def test_an_agreement_not_yet_signed_by_both_is_not_told(city, place):
    made = agreement(city)
    made.proposal.place = place
    made.proposal.save()
    told = story(place)
    assert (told.proposal, told.agreement, told.account) == (made.proposal, None, None)


def test_repairs_count_days_from_report_to_repair(place):
    for number, days in enumerate((4, 8), start=1):
        Defect.objects.create(
            place=place,
            number=number,
            what="bench",
            state="repaired",
            reported_at=AT - timedelta(days=days),
            closed_at=AT,
        )
    for number, state in enumerate(("declined", "duplicate", "reported", "confirmed"), start=3):
        Defect.objects.create(place=place, number=number, what="bench", state=state, reported_at=AT)
    told = story(place)

    assert (told.repairs.reported, told.repairs.repaired, told.repairs.days) == (3, 2, Decimal(6))
    assert [c.facts["defect"].state for c in told.chapters if c.kind == "defect"].count("reported") == 0


def test_only_what_is_shown_of_the_log_is_told_and_ticks_are_counted(place):
    keeper = make_keeper(place)

    def entry(what, **more):
        return Entry.objects.create(
            place=place, what=what, on=date(2026, 6, 1), channel="keeper", keeper=keeper, made_at=AT, **more
        )

    entry("watered")
    entry("worked", text="Przycięta trzcina", hours=Decimal("2.5"))
    entry("worked", text="Czeka", state="waiting", hours=Decimal(9))
    entry("broken", text="Deska")
    told = story(place)

    assert (told.care, told.care_hours) == (2, Decimal("2.5"))
    assert [c.facts["entry"].text for c in told.chapters if c.kind == "entry"] == ["Przycięta trzcina"]


def test_planned_and_cancelled_inspections_are_no_chapters(place, officer):
    Inspection.objects.create(place=place, planned_on=date(2027, 1, 1))
    Inspection.objects.create(place=place, planned_on=date(2026, 1, 1), cancelled_at=AT, cancel_reason="śnieg")
    Inspection.objects.create(place=place, planned_on=date(2026, 5, 9), held_on=date(2026, 5, 9), result="fine")
    assert [c.day for c in story(place).chapters if c.kind == "inspection"] == [date(2026, 5, 9)]


def test_keepers_are_those_of_now(place):
    old = make_keeper(place, name="Jacek", until=date(2026, 1, 1), ending="handed")
    new = make_keeper(place, name="Ola", since=date(2026, 1, 1))
    Handover.objects.create(
        place=place,
        giver=old,
        taker=new,
        state="accepted",
        asked_at=AT,
        answered_at=datetime(2026, 1, 1, 12, tzinfo=AT.tzinfo),
    )
    told = story(place)
    assert [keeper.public_name for keeper in told.keepers] == ["Ola"]
    assert [c.day for c in told.chapters if c.kind == "handover"] == [date(2026, 1, 1)]


def test_the_latest_measurement_of_a_kind_and_pairs_in_their_order(place, officer):
    make_measure(place, officer, value=7, on=date(2025, 5, 2))
    make_measure(place, officer, value=9, on=date(2026, 5, 2))
    make_measure(place, officer, "seats", 4)
    before = make_picture(place, officer, "before")
    loose = make_picture(place, officer, "during")
    after = make_picture(place, officer, "after", beside=before)
    told = story(place)

    assert {(m.what, int(m.value)) for m in told.measures} == {("trees", 9), ("seats", 4)}
    assert told.pairs == ((before, after),)
    assert told.pictures == (loose,)
