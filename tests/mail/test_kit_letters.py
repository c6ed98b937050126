"""The letter about a newer version of a kit, word for word, and whom it reaches."""

from __future__ import annotations

import pytest

from skwer.apps.practices.models import KitOffer

from ..factories import AT, make_city, make_member, make_person
from ..kits_factories import make_kit, next_version, officer_of
from ..library_factories import make_practice
from ..transfers_factories import make_transfer
from .conftest import written
from .test_letters import LANGUAGES, compare, well_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def adopter(db):
    town = make_city("brzezina", name="Brzezina Mała")
    person = make_person("Elżbieta Karaś", email="elzbieta@brzezina.example")
    make_member(person, town, "officer")
    make_member(make_person("Ewa Audyt", email="ewa@brzezina.example"), town, "auditor")
    return person


@pytest.fixture
def offer(city, adopter):
    kit = make_kit(city, officer_of(city), practice=make_practice(city, officer_of(city)), slug="granty")
    town = adopter.memberships.get().organisation
    make_transfer(town, adopter, kit_version=kit.newest, title="Granty dla sąsiadów")
    next_version(kit)
    return KitOffer.objects.get()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_adopting_citys_office_reads_that_there_is_a_newer_version(offer, adopter, monkeypatch, language):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    adopter.language = language
    adopter.save()
    (letter,) = written("kit_offered", offer.pk)
    assert letter.to[0].startswith("elzbieta")
    well_made(letter, language)
    compare(f"kit_offered.{language}", letter)


def test_an_answered_offer_is_written_about_no_more(offer):
    KitOffer.objects.update(answered_at=AT)
    assert written("kit_offered", offer.pk) == []
