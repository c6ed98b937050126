"""The operator founds a city; its first administrator comes by a link and runs it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from skwer.apps.people.models import Invitation, Organisation
from tests.factories import make_person

pytestmark = pytest.mark.django_db

ASKED = {"kind": "city", "name": "Nowe Miasto", "slug": "nowe-miasto", "city": "", "email": "Ada@nowe.example"}


@pytest.fixture
def operator():
    return make_person("Kinga", is_staff=True, second_factor=True)


def post(person, data):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(reverse("web:desk_found"), data)


def test_a_city_and_its_invitation_come_together(operator):
    assert post(operator, ASKED)["Location"] == reverse("web:desk")
    city = Organisation.objects.get(slug="nowe-miasto")
    invitation = Invitation.objects.get(organisation=city)
    assert (invitation.email, invitation.role) == ("ada@nowe.example", "admin")


def test_a_taken_address_is_named_and_nothing_is_lost(operator, city):
    response = post(operator, {**ASKED, "slug": city.slug})
    assert response.status_code == 422
    assert 'value="Nowe Miasto"' in response.content.decode()
    assert not Organisation.objects.filter(name="Nowe Miasto").exists()


def test_without_the_invitation_there_is_no_city(operator):
    assert post(operator, {**ASKED, "email": "no address"}).status_code == 422
    assert not Organisation.objects.filter(slug="nowe-miasto").exists()


def test_an_officer_founds_nothing(officer):
    assert post(officer, ASKED).status_code == 403
    assert not Organisation.objects.filter(slug="nowe-miasto").exists()
