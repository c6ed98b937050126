"""Many at once: the last two places are given out once, and the waiting list stands in one order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from skwer.apps.events import actions, tokens
from skwer.apps.events.actions import registering
from skwer.apps.events.models import Attendance, Event, Placing
from skwer.apps.people.refusals import Refusal

from ...events_factories import LATER, STARTS, make_event, make_groups, make_registration
from ...factories import AT, make_person
from ..voting.test_concurrency import _until_somebody_waits, all_at_once

THREADS = 12


@pytest.fixture
def full_but_two(transactional_db, city, officer) -> Event:
    return make_event(city, officer, capacity=2)


def fresh(event: Event) -> Event:
    """What a request has: its own object, read from the database."""
    return Event.objects.get(pk=event.pk)


def test_the_last_two_places_are_given_out_once(full_but_two):
    people = [make_person(f"Osoba {n}") for n in range(THREADS)]
    raised = all_at_once(
        *(lambda p=p: actions.register(event=fresh(full_but_two), by=p, values={}, at=AT) for p in people)
    )
    assert raised == [None] * THREADS
    states = list(full_but_two.registrations.values_list("state", flat=True))
    assert (states.count("registered"), states.count("waiting")) == (2, THREADS - 2)


def test_without_the_lock_the_same_two_places_go_to_many(full_but_two, monkeypatch):
    """The second looks while the first has not committed: only the event's lock can make it wait."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: the second request waits at BEGIN")
    monkeypatch.setattr(registering, "lock", lambda row: row)
    Event.objects.filter(pk=full_but_two.pk).update(capacity=1)
    first, second = make_person("Pierwsza"), make_person("Druga")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.register(event=fresh(full_but_two), by=first, values={}, at=AT)
            later = pool.submit(
                all_at_once, lambda: actions.register(event=fresh(full_but_two), by=second, values={}, at=AT)
            )
            _until_somebody_waits()  # at the journal, after it has counted the places
        assert later.result() == [None]
    assert full_but_two.registrations.filter(state="registered").count() == 2, "one too many, as this test wants"


def test_one_person_many_times_at_once_is_registered_once(full_but_two, resident):
    raised = all_at_once(
        *(lambda: actions.register(event=fresh(full_but_two), by=resident, values={}, at=AT) for _n in range(THREADS))
    )
    assert raised.count(None) == 1
    assert all(error is None or isinstance(error, Refusal) for error in raised)
    assert full_but_two.registrations.count() == 1


def test_places_that_become_free_at_once_go_to_the_first_who_wait(full_but_two, officer):
    rows = [make_registration(full_but_two, officer) for _n in range(6)]
    raised = all_at_once(
        *(lambda r=r: actions.cancel_registration(by=officer, registration=r, at=AT) for r in rows[:2])
    )
    assert raised == [None, None]
    states = [type(r).objects.get(pk=r.pk).state for r in rows]
    assert states == ["cancelled", "cancelled", "registered", "registered", "waiting", "waiting"]


def test_a_group_with_one_place_left_takes_one(transactional_db, city, officer):
    event = make_event(city, officer)
    one, _two = make_groups(event, officer, 1, 9)
    rows = [make_registration(event, officer) for _n in range(6)]
    raised = all_at_once(
        *(
            lambda r=r: actions.move_to_group(
                by=officer, registration=r, session=type(one).objects.get(pk=one.pk), at=AT
            )
            for r in rows
        )
    )
    assert raised.count(None) == 1
    assert Placing.objects.filter(session=one).count() == 1


def test_a_badge_read_at_two_doors_at_once_is_one_attendance(transactional_db, city, officer):
    event = make_event(city, officer)
    code = tokens.code_of(make_registration(event, officer))
    raised = all_at_once(
        *(
            lambda: actions.record_attendance_by_code(by=officer, event=fresh(event), code=code, at=STARTS)
            for _n in range(6)
        )
    )
    assert raised == [None] * 6
    assert Attendance.objects.count() == 1


def test_certificates_issued_at_two_desks_have_one_number_each(transactional_db, city, officer):
    event = make_event(city, officer)
    rows = [make_registration(event, officer) for _n in range(4)]
    day = event.days[0]
    actions.record_attendance(by=officer, event=event, registrations=rows, on=day, at=LATER)
    raised = all_at_once(
        *(lambda: actions.issue_certificates(by=officer, event=fresh(event), at=LATER) for _n in range(4))
    )
    assert raised == [None] * 4
    numbers = set(event.registrations.values_list("certificate_no", flat=True))
    assert numbers == {f"{event.pk}/{n}/2027" for n in range(1, 5)}
