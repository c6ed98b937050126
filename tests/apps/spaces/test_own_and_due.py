"""What waits for whom, and what the room keeps about a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.inbox.due import due_for
from skwer.apps.people.own_data import erase_declared
from skwer.apps.spaces import actions
from skwer.apps.spaces.actions.clock import tick_spaces
from skwer.apps.spaces.models import Booking, Match, Wish
from skwer.apps.spaces.own_data import OWN_DATA

from ...factories import AT, make_member, make_organisation, make_person
from ...spaces_factories import make_booking, make_shared, make_space, make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def lender(db):
    person = make_person("Agnieszka")
    make_member(person, make_organisation("sasiedzi"), "member")
    return person


def routes(person, at=AT) -> list[tuple[str, str]]:
    found = due_for(person, at)
    return [(due.route, due.state) for due in found if due.route in ("web:wish", "web:desk_matches", "web:booking")]


def test_a_search_waits_first_for_who_looks_then_for_the_office(city, officer, auditor, resident, stranger):
    make_space(city, officer)
    make_wish(city, resident)
    assert routes(resident) == [("web:wish", "sent")]
    assert routes(officer) == []
    actions.state_interest(by=resident, match=Match.objects.get(), at=AT)
    assert routes(resident) == []
    assert routes(officer) == [("web:desk_matches", "check")]
    assert routes(auditor) == routes(stranger) == []


def test_a_loan_waits_for_the_lender_then_for_the_borrower_and_is_late_for_both(city, lender, resident, officer):
    booking = make_booking(make_shared(city, lender), resident)
    assert routes(lender) == [("web:booking", "check")]
    actions.answer_booking(by=lender, booking=booking, yes=True, at=AT)
    assert routes(lender) == routes(resident) == []
    actions.give_out(by=lender, booking=booking, at=booking.starts_at)
    assert routes(resident, booking.starts_at) == [("web:booking", "sent")]
    late = booking.ends_at + timedelta(minutes=1)
    assert routes(resident, late) == routes(lender, late) == [("web:booking", "late")]
    assert routes(officer, late) == []


def test_a_person_takes_her_searches_and_loans_along(city, officer, lender, resident):
    make_space(city, officer)
    make_wish(city, resident)
    make_booking(make_shared(city, lender), resident)
    kept = OWN_DATA.export(resident)
    assert kept["wishes"][0]["text"] == "Co sobotę naprawiamy rowery i lampki."
    assert kept["wishes"][0]["matches"][0]["score"] == 100
    assert kept["loans"][0]["purpose"] == "Święto podwórka"
    assert OWN_DATA.export(officer) == {"wishes": [], "viewings": [], "loans": [], "agreements": []}


def test_who_goes_leaves_no_words_and_frees_what_she_booked(city, officer, lender, resident):
    make_wish(city, resident)
    tent = make_shared(city, lender)
    make_booking(tent, resident)
    OWN_DATA.erase(resident, AT)
    erase_declared(resident)
    wish, booking = Wish.objects.get(), Booking.objects.get()
    assert (wish.person, wish.text, wish.state) == (None, "", Wish.State.CLOSED)
    assert (booking.person, booking.purpose, booking.state) == (None, "", Booking.State.CANCELLED)
    make_booking(tent, make_person())


def test_nobody_goes_while_she_has_something_of_others(city, lender, resident):
    booking = make_booking(make_shared(city, lender), resident)
    assert list(OWN_DATA.hinders(resident, AT)) == []
    actions.answer_booking(by=lender, booking=booking, yes=True, at=AT)
    actions.give_out(by=lender, booking=booking, at=AT)
    assert len(list(OWN_DATA.hinders(resident, AT))) == 1


def test_the_clock_says_what_it_erased_and_does_it_once(city, lender, resident):
    wish = make_wish(city, resident)
    actions.close_wish(by=resident, wish=wish, at=AT)
    booking = make_booking(make_shared(city, lender), resident)
    later = booking.ends_at + timedelta(days=800)
    assert len(list(tick_spaces(at=later))) == 2
    assert list(tick_spaces(at=later)) == []
