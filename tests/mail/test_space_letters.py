"""Letters about spaces and loans, word for word in Polish and in English, and whom they reach."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.spaces import actions
from skwer.apps.spaces.models import Booking, Match
from skwer.mail import jobs

from ..factories import AT, make_member, make_organisation, make_person
from ..spaces_factories import make_booking, make_shared, make_space, make_wish
from .conftest import SPACE_EVENTS, written
from .test_letters import LANGUAGES, compare, well_made

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def seeker(city):
    for field, value in {
        "contact_name": "Marta Wilk", "contact_office": "Biuro Dialogu", "contact_address": "Rynek 1, pokój 4",
        "contact_hours": "pn.–pt. 8–16", "contact_email": "dialog@lipowiec.example",
    }.items():  # fmt: skip
        setattr(city, field, value)
    city.save()
    return make_person("Zofia Kamińska", email="zofia@poczta.example")


@pytest.fixture
def lender(db):
    person = make_person("Agnieszka Lis", email="agnieszka@sasiedzi.example")
    make_member(person, make_organisation("sasiedzi", name="Fundacja Sąsiedzi"), "member")
    return person


def _match(city, officer, seeker) -> Match:
    make_space(city, officer)
    make_wish(city, seeker)
    return Match.objects.get()


def _agreed(city, officer, seeker, _lender) -> int:
    match = _match(city, officer, seeker)
    actions.state_interest(by=seeker, match=match, at=AT)
    return actions.agree_to_match(by=officer, match=match, at=AT).pk


def _dropped(city, officer, seeker, _lender) -> int:
    match = _match(city, officer, seeker)
    return actions.drop_match(by=officer, match=match, why="Lokal idzie do remontu.", at=AT).pk


def _visit(city, officer, seeker, _lender) -> int:
    viewing = actions.add_viewing(
        by=officer, space=make_space(city, officer), starts_at=AT + 48 * HOUR, ends_at=AT + 49 * HOUR, at=AT
    )
    return actions.book_visit(by=seeker, viewing=viewing, at=AT).pk


def _loan(city, _officer, seeker, lender) -> Booking:
    return make_booking(make_shared(city, lender), seeker)


def _lent(*cast) -> int:
    return actions.answer_booking(by=cast[3], booking=_loan(*cast), yes=True, at=AT).pk


def _refused(*cast) -> int:
    return actions.answer_booking(by=cast[3], booking=_loan(*cast), yes=False, answer="Jest w naprawie.", at=AT).pk


def _taken_back(*cast) -> int:
    return actions.cancel_booking(by=cast[3], booking=_loan(*cast), answer="Złamał się maszt.", at=AT).pk


def _given_up(*cast) -> int:
    return actions.cancel_booking(by=cast[2], booking=_loan(*cast), at=AT).pk


# golden name → (event, who reads it, what happened)
MAKES = {
    "space_found": ("space_found", "zofia", lambda *cast: _match(*cast[:3]).pk),
    "match_answered-agreed": ("match_answered", "zofia", _agreed),
    "match_answered-dropped": ("match_answered", "zofia", _dropped),
    "visit_booked": ("visit_booked", "zofia", _visit),
    "viewing_cancelled": ("viewing_cancelled", "zofia", _visit),
    "booking_asked": ("booking_asked", "agnieszka", lambda *cast: _loan(*cast).pk),
    "booking_answered-lent": ("booking_answered", "zofia", _lent),
    "booking_answered-refused": ("booking_answered", "zofia", _refused),
    "booking_cancelled-lender": ("booking_cancelled", "zofia", _taken_back),
    "booking_cancelled-borrower": ("booking_cancelled", "agnieszka", _given_up),
}


def test_every_letter_about_space_is_read_here():
    assert {event for event, _reader, _make in MAKES.values()} == SPACE_EVENTS
    assert set(jobs.WRITERS) >= SPACE_EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(MAKES))
def test_letters_word_for_word(city, officer, seeker, lender, monkeypatch, name, language):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    event, reader, make = MAKES[name]
    for person in (seeker, lender):
        person.language = language
        person.save()
    (letter,) = written(event, make(city, officer, seeker, lender))
    assert letter.to[0].startswith(reader)
    well_made(letter, language)
    compare(f"{name}.{language}", letter)


def test_what_changed_meanwhile_is_no_letter(city, officer, seeker, lender):
    match = _match(city, officer, seeker)
    actions.close_wish(by=seeker, wish=match.wish, at=AT)
    assert written("space_found", match.pk) == []
    booking = _loan(city, officer, seeker, lender)
    actions.cancel_booking(by=seeker, booking=booking, at=AT)
    assert written("booking_asked", booking.pk) == []
    assert written("booking_answered", booking.pk) == []
