"""Appointments to look at a space."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.people.refusals import NotAllowed
from skwer.apps.spaces import actions, queries
from skwer.apps.spaces.models import Space, Visit

from ...factories import AT, make_person
from ...spaces_factories import make_space
from ..voting.test_concurrency import all_at_once

HOUR = timedelta(hours=1)
BEGIN = AT + timedelta(days=3)


def make_viewing(space, by, **values):
    given = {"starts_at": BEGIN, "ends_at": BEGIN + HOUR, "capacity": 1, **values}
    return actions.add_viewing(by=by, space=space, at=AT, **given)


def test_who_books_first_comes(city, officer, resident):
    viewing = make_viewing(make_space(city, officer), officer)
    visit = actions.book_visit(by=resident, viewing=viewing, needs="podjazd", at=AT)
    assert actions.book_visit(by=resident, viewing=viewing, at=AT) == visit
    with pytest.raises(actions.ViewingFull):
        actions.book_visit(by=make_person(), viewing=viewing, at=AT)
    actions.cancel_visit(by=resident, visit=visit, at=AT)
    visit.refresh_from_db()
    assert visit.needs == ""
    actions.book_visit(by=make_person(), viewing=viewing, at=AT)


def test_no_booking_of_what_began_was_cancelled_or_is_used(city, officer, resident):
    space = make_space(city, officer)
    viewing = make_viewing(space, officer)
    with pytest.raises(actions.NoViewing):
        actions.book_visit(by=resident, viewing=viewing, at=BEGIN)
    Space.objects.update(state=Space.State.IN_USE)
    viewing.refresh_from_db()
    viewing.space.refresh_from_db()
    with pytest.raises(actions.NoViewing):
        actions.book_visit(by=resident, viewing=viewing, at=AT)
    Space.objects.update(state=Space.State.FREE)
    viewing.space.refresh_from_db()
    actions.cancel_viewing(by=officer, viewing=viewing, at=AT)
    with pytest.raises(actions.NoViewing):
        actions.book_visit(by=resident, viewing=viewing, at=AT)


def test_only_the_office_makes_and_calls_off(city, officer, resident, stranger):
    space = make_space(city, officer)
    viewing = make_viewing(space, officer)
    for person in (resident, stranger):
        with pytest.raises(NotAllowed):
            make_viewing(space, person)
        with pytest.raises(NotAllowed):
            actions.cancel_viewing(by=person, viewing=viewing, at=AT)


def test_nobody_cancels_somebody_elses_visit(city, officer, resident, stranger):
    viewing = make_viewing(make_space(city, officer), officer)
    visit = actions.book_visit(by=resident, viewing=viewing, at=AT)
    with pytest.raises(actions.NoViewing):
        actions.cancel_visit(by=stranger, visit=visit, at=AT)


def test_a_viewing_in_the_past_or_backwards_is_refused(city, officer):
    space = make_space(city, officer)
    for values, field in (
        ({"starts_at": AT, "ends_at": AT + HOUR}, "starts_at"),
        ({"ends_at": BEGIN}, "ends_at"),
        ({"capacity": 0}, "capacity"),
    ):
        with pytest.raises(actions.BadValue) as refused:
            make_viewing(space, officer, **values)
        assert refused.value.field == field
    with pytest.raises(actions.WrongState):
        make_viewing(make_space(city, officer, published=False), officer)


def test_what_visitors_need_goes_a_fortnight_later(city, officer, resident):
    viewing = make_viewing(make_space(city, officer), officer)
    actions.book_visit(by=resident, viewing=viewing, needs="tłumacz", at=AT)
    assert actions.forget_needs(at=BEGIN + HOUR + timedelta(days=13)) == 0
    assert actions.forget_needs(at=BEGIN + HOUR + timedelta(days=14)) == 1
    assert Visit.objects.get().needs == ""


def test_everybody_at_once_fills_no_viewing_twice(transactional_db, city, officer):
    viewing = make_viewing(make_space(city, officer), officer, capacity=3)
    people = [make_person(f"Osoba {n}") for n in range(8)]

    def book(person):
        actions.book_visit(by=person, viewing=type(viewing).objects.select_related("space").get(pk=viewing.pk), at=AT)

    raised = all_at_once(*(lambda p=p: book(p) for p in people))
    assert queries.taken(viewing) == 3
    assert sum(isinstance(error, actions.ViewingFull) for error in raised) == 5
