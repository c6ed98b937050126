"""Things and rooms lent by calendar: no piece is promised twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.people.refusals import NotAllowed
from skwer.apps.spaces import actions, queries
from skwer.apps.spaces.calendar import bookings_calendar
from skwer.apps.spaces.models import Booking, Shared

from ...factories import AT, make_member, make_organisation, make_person
from ...spaces_factories import make_booking, make_shared
from ..voting.test_concurrency import all_at_once

DAY = timedelta(days=1)


@pytest.fixture
def lender(db):
    person = make_person("Agnieszka")
    make_member(person, make_organisation("sasiedzi"), "member")
    return person


@pytest.fixture
def tent(city, lender):
    return make_shared(city, lender)


def test_no_piece_is_lent_twice_and_neighbouring_times_do_not_meet(tent, resident):
    first = make_booking(tent, resident)
    with pytest.raises(actions.Taken):
        make_booking(tent, make_person(), starts_at=first.starts_at + DAY / 2)
    make_booking(tent, make_person(), starts_at=first.ends_at)
    make_booking(tent, make_person(), starts_at=first.starts_at - DAY, ends_at=first.starts_at)


def test_pieces_are_counted_at_the_fullest_moment(city, lender, resident):
    drills = make_shared(city, lender, pieces=3)
    make_booking(drills, resident, pieces=2)
    with pytest.raises(actions.Taken):
        make_booking(drills, resident, pieces=2)
    make_booking(drills, resident, pieces=1)


@pytest.mark.job("N8")
def test_a_loan_from_asking_to_bringing_back(tent, resident, lender):
    booking = make_booking(tent, resident)
    assert booking.state == Booking.State.ASKED
    assert booking.terms == tent.terms
    assert booking.checksum == actions.fingerprint_of(booking)
    actions.answer_booking(by=lender, booking=booking, yes=True, at=AT)
    actions.give_out(by=lender, booking=booking, at=booking.starts_at)
    actions.take_back(by=lender, booking=booking, damage="pęknięta rurka", at=booking.ends_at)
    assert (booking.state, booking.damage) == (Booking.State.BACK, "pęknięta rurka")
    assert queries.free_pieces(tent, booking.starts_at, booking.ends_at) == 1


def test_only_the_lender_answers_and_only_once(tent, resident, lender, officer):
    booking = make_booking(tent, resident)
    for person in (resident, officer, make_person()):
        for step in (
            lambda p: actions.answer_booking(by=p, booking=booking, yes=True, at=AT),
            lambda p: actions.give_out(by=p, booking=booking, at=AT),
            lambda p: actions.take_back(by=p, booking=booking, at=AT),
        ):
            with pytest.raises(NotAllowed):
                step(person)
    with pytest.raises(actions.BadValue):
        actions.answer_booking(by=lender, booking=booking, yes=False, at=AT)
    actions.answer_booking(by=lender, booking=booking, yes=False, answer="W naprawie.", at=AT)
    with pytest.raises(actions.WrongState):
        actions.answer_booking(by=lender, booking=booking, yes=True, at=AT)


def test_what_is_not_back_cannot_be_given_out_again(tent, resident, lender):
    first = make_booking(tent, resident)
    second = make_booking(tent, make_person(), starts_at=first.ends_at)
    for booking in (first, second):
        actions.answer_booking(by=lender, booking=booking, yes=True, at=AT)
    actions.give_out(by=lender, booking=first, at=first.starts_at)
    with pytest.raises(actions.Taken):
        actions.give_out(by=lender, booking=second, at=second.starts_at)
    actions.take_back(by=lender, booking=first, at=second.starts_at)
    actions.give_out(by=lender, booking=second, at=second.starts_at)


def test_cancelling_frees_the_time_and_the_lender_says_why(tent, resident, lender):
    booking = make_booking(tent, resident)
    with pytest.raises(NotAllowed):
        actions.cancel_booking(by=make_person(), booking=booking, at=AT)
    with pytest.raises(actions.BadValue):
        actions.cancel_booking(by=lender, booking=booking, at=AT)
    actions.cancel_booking(by=resident, booking=booking, at=AT)
    make_booking(tent, make_person())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"purpose": " "}, "purpose"),
        ({"starts_at": AT - DAY}, "starts_at"),
        ({"ends_at": AT + DAY}, "ends_at"),
        ({"ends_at": AT + 20 * DAY}, "ends_at"),
        ({"starts_at": AT + 200 * DAY, "ends_at": AT + 201 * DAY}, "starts_at"),
        ({"pieces": 2}, "pieces"),
        ({"pieces": 0}, "pieces"),
    ],
)
def test_a_loan_that_breaks_the_terms_names_the_field(tent, resident, values, field):
    with pytest.raises(actions.BadValue) as refused:
        make_booking(tent, resident, **values)
    assert refused.value.field == field


def test_who_agreed_to_older_terms_reads_the_new_ones_and_old_loans_keep_theirs(tent, resident, lender):
    booking = make_booking(tent, resident)
    old = tent.terms_version
    actions.change_shared(by=lender, shared=tent, values={"terms_pl": "Inne warunki."}, at=AT)
    assert tent.terms_version == old + 1
    with pytest.raises(actions.WrongState):
        make_booking(tent, resident, starts_at=booking.ends_at, agreed_version=old)
    booking.refresh_from_db()
    assert booking.terms != tent.terms


def test_a_thing_without_terms_is_not_offered_and_one_not_offered_is_not_lent(city, lender, resident):
    thing = make_shared(city, lender, terms_pl="", terms_en="", offered=False)
    with pytest.raises(actions.BadValue):
        actions.offer_shared(by=lender, shared=thing, at=AT)
    with pytest.raises(actions.CannotBook):
        make_booking(thing, resident)
    assert not Shared.objects.visible_to(resident).exists()


def test_a_loan_is_seen_by_its_two_sides_only(city, tent, resident, lender, officer, stranger):
    booking = make_booking(tent, resident)
    for person in (resident, lender):
        assert Booking.objects.visible_to(person).get() == booking
    member = make_person()
    make_member(member, city, "member")
    for person in (None, officer, stranger, member):
        assert not Booking.objects.visible_to(person).exists()


def test_a_citys_committee_member_lends_nothing_in_its_name(city, officer):
    member = make_person()
    make_member(member, city, "member")
    with pytest.raises(NotAllowed):
        make_shared(city, member, organisation=city)
    make_shared(city, officer, organisation=city)


def test_the_month_says_how_much_is_free_each_day(city, lender, resident):
    drills = make_shared(city, lender, pieces=3)
    make_booking(drills, resident, pieces=2)  # 26 November 10:00 UTC to the 27th
    days = {day.on.day: day.free for day in queries.month_of(drills, date(2026, 11, 1), AT)}
    assert len(days) == 30
    assert (days[25], days[26], days[27], days[28]) == (3, 1, 1, 3)


def test_the_calendar_file_keeps_its_uid_and_counts_up(tent, resident, lender):
    def read(booking):
        [entry] = icalendar.Calendar.from_ical(bookings_calendar([booking], "x")).walk("VEVENT")
        return str(entry["uid"]), int(entry["sequence"]), str(entry["status"])

    booking = make_booking(tent, resident)
    uid, zero, status = read(booking)
    assert (zero, status) == (0, "TENTATIVE")
    actions.answer_booking(by=lender, booking=booking, yes=True, at=AT)
    assert read(booking) == (uid, 1, "CONFIRMED")
    actions.cancel_booking(by=resident, booking=booking, at=AT)
    assert read(booking) == (uid, 4, "CANCELLED")


def test_what_it_was_for_goes_after_two_years(tent, resident):
    booking = make_booking(tent, resident)
    assert actions.forget_purposes(at=booking.ends_at + timedelta(days=729)) == 0
    assert actions.forget_purposes(at=booking.ends_at + timedelta(days=730)) == 1


def test_everybody_at_once_gets_it_once(transactional_db, city, lender):
    tent = make_shared(city, lender)
    people = [make_person(f"Osoba {n}") for n in range(8)]

    def book(person):
        make_booking(Shared.objects.select_related("organisation").get(pk=tent.pk), person)

    raised = all_at_once(*(lambda p=p: book(p) for p in people))
    assert Booking.objects.holding().count() == 1
    assert sum(isinstance(error, actions.Taken) for error in raised) == 7


HOURS = st.tuples(st.integers(0, 40), st.integers(1, 20), st.integers(1, 3))


@settings(deadline=None)
@given(st.lists(HOURS, max_size=8), st.integers(0, 40), st.integers(1, 20))
def test_the_fullest_moment_is_what_counting_every_hour_gives(loans, begin, length):
    """Most pieces out in a window: the same as looking at every hour of it."""
    zero = datetime(2027, 1, 1, tzinfo=UTC)

    def hour(n):
        return zero + timedelta(hours=n)

    rows = [Booking(starts_at=hour(a), ends_at=hour(a + n), pieces=p) for a, n, p in loans]
    by_hour = max(sum(p for a, n, p in loans if a <= h < a + n) for h in range(begin, begin + length))
    assert queries.most_out(rows, hour(begin), hour(begin + length)) == by_hour


def test_a_loan_over_the_night_the_clock_goes_back_is_a_week_all_the_same(city, lender, resident):
    ladder = make_shared(city, lender, most_days=7)
    begins = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)  # ten o'clock in summer time
    at = begins - DAY
    make_booking(ladder, resident, at=at, starts_at=begins, ends_at=begins + timedelta(days=7, hours=1))
    with pytest.raises(actions.BadValue):
        make_booking(ladder, resident, at=at, starts_at=begins, ends_at=begins + timedelta(days=7, hours=2))


def test_loans_that_were_never_fetched_close_nobody_out(city, lender, resident):
    chairs = make_shared(city, lender, pieces=100)
    for day in range(10):
        make_booking(chairs, resident, starts_at=AT + (day + 1) * DAY)
    with pytest.raises(actions.CannotBook):
        make_booking(chairs, resident, starts_at=AT + 12 * DAY)
    later = AT + 30 * DAY
    make_booking(chairs, resident, at=later, starts_at=later + DAY)


def test_nobody_agrees_to_a_loan_whose_time_has_passed(tent, resident, lender):
    booking = make_booking(tent, resident)
    with pytest.raises(actions.WrongState):
        actions.answer_booking(by=lender, booking=booking, yes=True, at=booking.ends_at)
    actions.answer_booking(by=lender, booking=booking, yes=False, answer="Za późno.", at=booking.ends_at)
