"""The desk page on which spreadsheets move in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from skwer.apps.calls.models import Edition, Scheme
from skwer.apps.grants.models import Agreement, Moving
from skwer.apps.people.models import Membership
from tests import factories
from tests.apps.grants.test_moving import FIRST, KEY_OF, WRONG, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    city = factories.make_city("probne-miasto")
    city.areas.create(code="stare", name="Stare Miasto")
    scheme = Scheme.objects.create(organisation=city, name="Mikrodotacje", vehicle="micro_grant", support="cash")
    Edition.objects.create(scheme=scheme, name="2025")
    return city


def enter(city, role: str = Membership.Role.OFFICER) -> Client:
    person = factories.make_person(second_factor=True)
    factories.make_member(person, city, role)
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, city, data: bytes, **values: str):
    file = SimpleUploadedFile("umowy.xlsx", data)
    wish = {"kind": "agreements", "edition": str(Edition.objects.get(name="2025").pk), "file": file, **values}
    return client.post(reverse("web:desk_moving", args=[city.slug]), wish)


def test_from_the_file_to_the_register_and_back(city):
    client = enter(city)
    answer = send(client, city, table(wrong=WRONG))
    one = Moving.objects.get()
    page = reverse("web:desk_moving_one", args=[city.slug, one.pk])
    assert answer.url == page
    shown = client.get(page).content.decode()
    for row, (column, _text, _code, _mend) in WRONG.items():
        assert f'name="cell-{row + FIRST - 1}-{KEY_OF[column]}"' in shown
    refused = client.post(page, {"do": "apply"})
    assert refused.status_code == 409
    assert not Agreement.objects.exists()
    mended = {f"cell-{row + FIRST - 1}-{KEY_OF[column]}": mend for row, (column, _t, _c, mend) in WRONG.items()}
    client.post(page, {"do": "mend", **mended})
    client.post(page, {"do": "apply"})
    assert Agreement.objects.count() == 200
    client.post(page, {"do": "undo"})
    assert not Agreement.objects.exists()
    client.post(page, {"do": "columns", **{f"column-{key}": str(n) for key, n in one.mapping.items()}})
    client.post(page, {"do": "apply"})
    assert Agreement.objects.count() == 200


def test_a_new_edition_is_made_from_a_scheme_and_a_name(city):
    client = enter(city)
    scheme = city.schemes.get()
    assert send(client, city, table(2), edition="new").status_code == 409
    assert send(client, city, table(2), edition="new", scheme=str(scheme.pk), edition_name="2024").status_code == 302
    assert Moving.objects.get().edition.name == "2024"


def test_a_file_that_is_no_table_is_answered_beside_its_field(city):
    client = enter(city)
    answer = send(client, city, b"PK\x03\x04 no table at all")
    assert answer.status_code == 422
    assert 'id="id_file"' in answer.content.decode()
    assert not Moving.objects.exists()


def test_an_auditor_looks_and_moves_nothing(city):
    send(enter(city), city, table(2))
    auditor = enter(city, Membership.Role.AUDITOR)
    page = reverse("web:desk_moving_one", args=[city.slug, Moving.objects.get().pk])
    assert auditor.get(page).status_code == 200
    assert auditor.post(page, {"do": "apply"}).status_code == 403
    assert send(auditor, city, table(2)).status_code == 403


def test_another_city_does_not_find_it(city):
    send(enter(city), city, table(2))
    other = factories.make_city("sasiednie")
    client = enter(other)
    pk = Moving.objects.get().pk
    assert client.get(reverse("web:desk_moving_one", args=[city.slug, pk])).status_code == 403
    assert client.get(reverse("web:desk_moving_one", args=[other.slug, pk])).status_code == 404


def test_the_list_asks_the_database_the_same_number_of_times(city, django_assert_max_num_queries):
    client = enter(city)
    for _n in range(4):
        send(client, city, table(1))
    with django_assert_max_num_queries(22):
        client.get(reverse("web:desk_moving", args=[city.slug]))
