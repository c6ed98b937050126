"""Letters about agreements, word for word in Polish and in English, and whom they reach."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from skwer.apps.grants import actions
from skwer.apps.people.models import Person
from skwer.mail import jobs

from ..factories import AT, make_person
from ..grants_factories import agreement, sign_both
from .conftest import AGREEMENT_EVENTS, written
from .test_letters import LANGUAGES, compare, well_made

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def world(city, officer, monkeypatch):
    """A draft with its party and an office; each letter takes it as far as it needs."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    for field, value in {
        "contact_name": "Marta Wilk", "contact_office": "Biuro Dialogu", "contact_address": "Rynek 1, pokój 4",
        "contact_hours": "pn.–pt. 8–16", "contact_email": "dialog@lipowiec.example",
    }.items():  # fmt: skip
        setattr(city, field, value)
    city.save()
    author = make_person("Zofia Kamińska", email="zofia@poczta.example")
    one = agreement(city, officer=officer, author=author)
    return SimpleNamespace(**locals())


def _sent(world):
    return actions.send_agreement(by=world.officer, agreement=world.one, at=AT)


def _active(world) -> int:
    sign_both(world.officer, _sent(world), on=TODAY, at=AT)
    world.one.refresh_from_db()
    return world.one.pk


def _struck(world) -> int:
    version = _sent(world)
    sign_both(world.officer, version, on=TODAY, at=AT, sides=("party",))
    signature = version.signatures.get()
    return actions.strike_signature(by=world.officer, signature=signature, why="Brakuje podpisu.", at=AT).pk


def _answered(world) -> int:
    _active(world)
    amendment = actions.ask_amendment(
        by=world.author, agreement=world.one, kinds=["scope"], changes={"scope": "Krzewy"}, why="Susza", at=AT
    )
    answer = "Krzewy były w planie od początku."
    return actions.answer_amendment(by=world.officer, amendment=amendment, agree=False, answer=answer, at=AT).pk


def _posted(world) -> int:
    world.one.terms["agree"]["posting_days"] = 7
    world.one.save()
    return actions.post(by=world.officer, agreement=world.one, at=AT).pk


def _terminated(world) -> int:
    _active(world)
    reason = "Prace nie ruszyły mimo dwóch wezwań."
    return actions.terminate(by=world.officer, agreement=world.one, reason=reason, at=AT).pk


def _sent_pk(world) -> int:
    _sent(world)
    return world.one.pk


MAKES = {
    "agreement_sent": _sent_pk,
    "signature_near": _sent_pk,
    "signature_struck": _struck,
    "agreement_in_force": _active,
    "amendment_answered": _answered,
    "posting_began": _posted,
    "agreement_terminated": _terminated,
}


def test_every_letter_of_agreements_is_read_here():
    assert set(MAKES) | {"agreement_expired"} == AGREEMENT_EVENTS
    assert set(jobs.WRITERS) >= AGREEMENT_EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", sorted(MAKES))
def test_every_event_s_letter(event, language, world):
    key = MAKES[event](world)
    Person.objects.update(language=language)
    (letter,) = written(event, key)
    assert letter.to == ["zofia@poczta.example"]
    well_made(letter, language)
    compare(f"{event}.{language}", letter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_signed_is_told_to_the_office_and_the_party(language, world):
    _sent(world)
    world.one.refresh_from_db()
    actions.expire(by=None, agreement=world.one, reason="", at=world.one.sign_until)
    Person.objects.update(language=language)
    letters = {letter.to[0]: letter for letter in written("agreement_expired", world.one.pk)}
    assert set(letters) == {world.officer.email, "zofia@poczta.example"}
    for address, name in ((world.officer.email, "office"), ("zofia@poczta.example", "party")):
        well_made(letters[address], language)
        compare(f"agreement_expired-{name}.{language}", letters[address])


def test_an_annex_and_a_yes_have_words_of_their_own(world):
    _active(world)
    amendment = actions.ask_amendment(
        by=world.author, agreement=world.one, kinds=["scope"], changes={"scope": "Krzewy"}, why="Susza", at=AT
    )
    actions.answer_amendment(by=world.officer, amendment=amendment, agree=True, answer="", at=AT)
    (letter,) = written("amendment_answered", amendment.pk)
    assert "podpisz aneks" in letter.subject
    sign_both(world.officer, world.one.versions.get(number=2), on=TODAY, at=AT)
    (letter,) = written("agreement_in_force", world.one.pk)
    assert "aneks" in letter.subject.lower()


def test_a_taken_back_agreement_asks_for_no_signature_any_more(world):
    _sent(world)
    actions.recall_agreement(by=world.officer, agreement=world.one, at=AT)
    assert written("agreement_sent", world.one.pk) == []
