"""Letters about agreements on spaces, word for word in Polish and in English, and whom they reach."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.people.models import Person
from skwer.apps.spaces.actions import extending, licensing, signing
from skwer.mail import jobs

from ..factories import AT, make_member, make_organisation, make_person
from ..licence_factories import DAY, confirmed, in_force, in_use, make_space, moment, sent, sign_both
from .conftest import LICENCE_EVENTS, written
from .test_letters import LANGUAGES, compare, well_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> Person:
    return make_person("Zofia Kamińska", email="zofia@poczta.example")


@pytest.fixture
def space(city, officer, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    for field, value in {
        "contact_name": "Marta Wilk", "contact_office": "Biuro Dialogu", "contact_address": "Rynek 1, pokój 4",
        "contact_hours": "pn.–pt. 8–16", "contact_email": "dialog@lipowiec.example",
    }.items():  # fmt: skip
        setattr(city, field, value)
    city.save()
    return make_space(city)


def _recalled(space, user, officer) -> int:
    return licensing.recall_licence(by=officer, licence=sent(space, user), at=AT).pk


def _void(space, user, officer) -> int:
    return licensing.void_licence(by=officer, licence=sent(space, user), why="Dach przecieka.", at=AT).pk


def _struck(space, user, officer) -> int:
    version = sent(space, user).versions.get()
    signing.register_signature(by=officer, version=version, side="party", signed_on=DAY, at=AT)
    return signing.strike_signature(by=officer, version=version, why="Brakuje drugiej strony.", at=AT).pk


def _back(space, user, _officer) -> int:
    licence = in_use(space, user)
    confirmed(licence, "back", at=moment(licence.ends_on))
    return licence.protocols.get(way="back").pk


def _asked(space, user):
    licence = in_use(space, user)
    until = licence.ends_on + timedelta(days=30)
    return extending.ask_extension(by=user, licence=licence, until=until, why="Sezon trwa.", at=AT)


def _refused(space, user, officer) -> int:
    extension = _asked(space, user)
    return extending.answer_extension(by=officer, extension=extension, agree=False, answer="Remont.", at=AT).pk


def _terminated(space, user, officer) -> int:
    licence = in_use(space, user)
    on = DAY + timedelta(days=20)
    return extending.terminate_licence(by=officer, licence=licence, on=on, why="Dach przecieka.", at=AT).pk


MAKES = {
    "licence_sent": lambda space, user, _officer: sent(space, user).pk,
    "licence_recalled": _recalled,
    "licence_in_force": lambda space, user, _officer: in_force(space, user).versions.get().pk,
    "licence_signature_refused": _struck,
    "licence_void": _void,
    "space_handed": _back,
    "extension_asked": lambda space, user, _officer: _asked(space, user).pk,
    "extension_answered": _refused,
    "licence_terminated": _terminated,
    "licence_near_end": lambda space, user, _officer: in_use(space, user).pk,
}


def test_every_letter_about_agreements_on_spaces_is_read_here():
    assert set(MAKES) == LICENCE_EVENTS
    assert set(jobs.WRITERS) >= LICENCE_EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", sorted(MAKES))
def test_letters_word_for_word(space, user, officer, event, language):
    key = MAKES[event](space, user, officer)
    Person.objects.update(language=language)
    letters = {letter.to[0]: letter for letter in written(event, key)}
    both = {"licence_terminated": {user.email, officer.email}, "extension_asked": {officer.email}}
    assert set(letters) == both.get(event, {user.email})
    letter = letters.get(user.email) or letters[officer.email]
    well_made(letter, language)
    compare(f"{event}.{language}", letter)


def test_the_hand_over_the_annex_and_a_yes_have_words_of_their_own(space, user, officer):
    extension = _asked(space, user)
    (letter,) = written("space_handed", extension.licence.protocols.get(way="out").pk)
    assert "Możesz używać lokalu" in letter.subject
    extending.answer_extension(by=officer, extension=extension, agree=True, answer="", at=AT)
    (letter,) = written("extension_answered", extension.pk)
    assert "podpisz aneks" in letter.subject
    sign_both(extension.licence)
    (letter,) = written("licence_in_force", extension.version.pk)
    assert "Masz więcej czasu" in letter.subject


def test_what_is_over_meanwhile_is_no_letter(space, user, officer):
    licence = sent(space, user)
    licensing.recall_licence(by=officer, licence=licence, at=AT)
    assert written("licence_sent", licence.pk) == []
    assert written("licence_near_end", licence.pk) == []


def test_an_organisation_reads_it_through_its_people_and_a_user_on_paper_gets_none(space):
    group = make_organisation(name="Spółdzielnia Nitka")
    member = make_person("Ola", email="ola@nitka.example")
    make_member(member, group, "member")
    licence = sent(space)
    assert written("licence_sent", licence.pk) == []
    licence.party_organisation = group
    licence.save()
    assert [letter.to for letter in written("licence_sent", licence.pk)] == [["ola@nitka.example"]]
