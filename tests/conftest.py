"""What every test may ask for: a moment, two cities and the people around them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.utils import translation

from skwer.apps.people.models import Organisation, Person

from .factories import AT, make_city, make_member, make_person


@pytest.fixture(autouse=True)
def _clean_slate(settings, tmp_path) -> Iterator[None]:
    """Nothing counted, written or translated in one test is seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.KEYS_ROOT = tmp_path / "keys"
    cache.clear()
    translation.activate("pl")
    yield
    cache.clear()
    translation.activate("pl")


@pytest.fixture
def at() -> datetime:
    """Monday 23 November 2026, 11:00 in Warsaw."""
    return AT


@pytest.fixture
def city(db) -> Organisation:
    return make_city("lipowiec", name="Lipowiec nad Strugą", short_name="Lipowiec", name_genitive="Lipowca")


@pytest.fixture
def other_city(db) -> Organisation:
    return make_city("brzegi", name="Brzegi")


@pytest.fixture
def officer(city) -> Person:
    person = make_person("Marta Wilk", email="marta@lipowiec.example", second_factor=True)
    make_member(person, city, "officer")
    return person


@pytest.fixture
def admin(city) -> Person:
    person = make_person("Adam Zarządca", email="adam@lipowiec.example", second_factor=True)
    make_member(person, city, "admin")
    return person


@pytest.fixture
def auditor(city) -> Person:
    person = make_person("Ewa Rewidentka", email="ewa@rio.example")
    make_member(person, city, "auditor")
    return person


@pytest.fixture
def stranger(other_city) -> Person:
    """An officer, but of another city."""
    person = make_person("Obcy Urzędnik", email="obcy@brzegi.example", second_factor=True)
    make_member(person, other_city, "officer")
    return person


@pytest.fixture
def resident(db) -> Person:
    return make_person("Jan Kowalski", email="jan@example.org")


@pytest.fixture
def operator(db) -> Person:
    """The site operator, who founds organisations."""
    return make_person("Olga Operator", email="operator@example.org", is_staff=True, second_factor=True)
