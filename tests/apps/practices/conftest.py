import pytest

from tests.factories import make_member, make_person
from tests.practices_factories import make_network


@pytest.fixture
def partner(db):
    """Another city of the project, and its officer."""
    from tests.factories import make_city

    return make_city("brzezina", name="Brzezina Mała")


@pytest.fixture
def partner_officer(partner):
    person = make_person("Elżbieta Karaś", email="elzbieta@brzezina.example", second_factor=True)
    make_member(person, partner, "officer")
    return person


@pytest.fixture
def project(city, partner):
    return make_network(city, partner, slug="siec")
