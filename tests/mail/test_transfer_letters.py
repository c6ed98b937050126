"""Letters to the keeper of a practice, word for word in Polish and in English, and whom they reach."""

from __future__ import annotations

import pytest

from skwer.apps.practices.actions import transfers as actions
from skwer.mail import jobs
from skwer.mail.letters import transfers

from ..factories import AT, make_city, make_member, make_person
from ..kits_factories import make_kit
from ..practices_factories import make_network
from ..transfers_factories import decide_all, make_transfer
from .conftest import TRANSFER_EVENTS, written
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
    city = make_city("brzezina", name="Brzezina Mała")
    person = make_person("Elżbieta Karaś", email="elzbieta@brzezina.example")
    make_member(person, city, "officer")
    return person


def _begun(city, keeper, adopter, *, public=False):
    kit = make_kit(city, keeper, slug="mikrodotacje")
    there = adopter.memberships.get().organisation
    return make_transfer(there, adopter, kit_version=kit.newest, public=public)


def _done(city, keeper, adopter):
    transfer = _begun(city, keeper, adopter, public=True)
    decide_all(transfer, adopter)
    actions.move_stage(by=adopter, transfer=transfer, stage="reuse", at=AT)
    return actions.finish_transfer(
        by=adopter, transfer=transfer, lesson="Najpierw rozmowa z właścicielami terenu.", at=AT
    )


def _dropped(city, keeper, adopter):
    transfer = _begun(city, keeper, adopter)
    return actions.drop_transfer(by=adopter, transfer=transfer, reason="Nie znaleźliśmy operatora.", at=AT)


# golden name → (event, what happened)
MAKES = {
    "transfer_begun": ("transfer_begun", _begun),
    "transfer_ended-done": ("transfer_ended", _done),
    "transfer_ended-dropped": ("transfer_ended", _dropped),
}


def test_a_project_nobody_knows_of_yet_is_not_named_to_the_keeper(city, keeper, adopter):
    transfer = _begun(city, keeper, adopter)
    transfer.project = make_network(transfer.organisation, public=False)
    transfer.save()
    (letter,) = list(transfers.begun(transfer.pk))
    assert "SIEĆ" not in str(letter.contents().facts)
    transfer.project.published_at = AT
    transfer.project.save()
    (letter,) = list(transfers.begun(transfer.pk))
    assert "SIEĆ" in str(letter.contents().facts)


def test_every_letter_about_transfers_is_read_here():
    assert {event for event, _make in MAKES.values()} == {
        name for name in TRANSFER_EVENTS if name.startswith("transfer_")
    }
    assert set(jobs.WRITERS) >= TRANSFER_EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(MAKES))
def test_letters_word_for_word(city, keeper, adopter, monkeypatch, name, language):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    event, make = MAKES[name]
    keeper.language = language
    keeper.save()
    transfer = make(city, keeper, adopter)
    (letter,) = written(event, transfer.pk)
    assert letter.to[0].startswith("zofia")
    well_made(letter, language)
    compare(f"{name}.{language}", letter)


def test_a_city_that_carries_its_own_practice_over_writes_to_nobody(city, keeper):
    transfer = make_transfer(city, keeper, kit_version=make_kit(city, keeper).newest)
    assert written("transfer_begun", transfer.pk) == []
