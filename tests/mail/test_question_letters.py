"""Letters about questions of a transfer, word for word in Polish and in English, and whom they reach."""

from __future__ import annotations

import pytest

from skwer.apps.people.models import Membership
from skwer.apps.practices import actions
from skwer.mail import jobs

from ..factories import AT, make_city, make_member, make_person
from ..library_factories import make_practice
from ..transfers_factories import make_transfer
from .conftest import QUESTION_EVENTS, written
from .test_letters import LANGUAGES, compare, well_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(city):
    for field, value in {
        "contact_name": "Marta Wilk", "contact_office": "Biuro Dialogu", "contact_address": "Rynek 1, pokój 4",
        "contact_hours": "pn.–pt. 8–16", "contact_email": "dialog@lipowiec.example",
    }.items():  # fmt: skip
        setattr(city, field, value)
    city.save()
    person = make_person("Zofia Kamińska", email="zofia@lipowiec.example")
    make_member(person, city, "officer")
    return person


@pytest.fixture
def adopter(db):
    town = make_city("brzezina", name="Brzezina Mała")
    person = make_person("Elżbieta Karaś", email="elzbieta@brzezina.example")
    make_member(person, town, "officer")
    return person


@pytest.fixture
def question(city, keeper, adopter):
    town = adopter.memberships.get().organisation
    transfer = make_transfer(town, adopter, practice=make_practice(city, keeper))
    return actions.ask_question(by=adopter, transfer=transfer, text="Kto podlewa po dwóch latach?", at=AT)


def test_every_letter_about_questions_is_read_here():
    assert set(jobs.WRITERS) >= QUESTION_EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_asked_reads_the_question(question, keeper, monkeypatch, language):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    keeper.language = language
    keeper.save()
    (letter,) = written("transfer_question_asked", question.pk)
    assert letter.to[0].startswith("zofia")
    well_made(letter, language)
    compare(f"transfer_question_asked.{language}", letter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asked_reads_the_answer(question, keeper, adopter, monkeypatch, language):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    adopter.language = language
    adopter.save()
    assert written("transfer_question_answered", question.pk) == []
    actions.answer_question(by=keeper, question=question, answer="Wspólnota, z listą dyżurów.", at=AT)
    (letter,) = written("transfer_question_answered", question.pk)
    assert letter.to[0].startswith("elzbieta")
    well_made(letter, language)
    compare(f"transfer_question_answered.{language}", letter)
    assert written("transfer_question_asked", question.pk) == []  # answered meanwhile


def test_an_answer_reaches_the_colleagues_of_who_left(question, keeper, adopter):
    town = question.transfer.organisation
    colleague = make_person("Jan Nowy", email="jan@brzezina.example")
    make_member(colleague, town, "admin")
    Membership.objects.filter(person=adopter).update(ended_at=AT)
    actions.answer_question(by=keeper, question=question, answer="Wspólnota.", at=AT)
    (letter,) = written("transfer_question_answered", question.pk)
    assert letter.to == ["jan@brzezina.example"]


def test_a_question_of_the_keeper_reaches_the_city_that_adopts(question, keeper, adopter):
    back = actions.ask_question(by=keeper, transfer=question.transfer, text="A kto u Was?", at=AT)
    (letter,) = written("transfer_question_asked", back.pk)
    assert letter.to == [adopter.email]
