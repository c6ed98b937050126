from __future__ import annotations

import pytest

from skwer.apps.events.models import Event
from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes.models import Project

from ...events_factories import make_event
from ...factories import make_city, make_member, make_person
from ...practices_factories import make_network


@pytest.fixture
def partner(db) -> Organisation:
    return make_city("brzezina", name="Brzezina Mała", short_name="Brzezina")


@pytest.fixture
def partner_officer(partner) -> Person:
    person = make_person("Elżbieta Karaś", email="elzbieta@brzezina.example", second_factor=True)
    make_member(person, partner, "officer")
    return person


@pytest.fixture
def project(city, partner) -> Project:
    return make_network(city, partner)


@pytest.fixture
def event(city, officer, project) -> Event:
    """Announced, for everybody, in the project that `city` leads and `partner` takes part in."""
    return make_event(city, officer, project=project)
