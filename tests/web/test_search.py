"""The search page: a question in the address, answers below, nothing that is not public."""

import pytest

from skwer.apps.places.actions import add_place, hide_place, publish_place
from skwer.apps.search.actions import rebuild
from tests.factories import make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(city, officer, at):
    made = []
    for n in range(25):
        values = {"title_pl": f"Ławka {n}", "title_en": f"Bench {n}", "category": "bench", "story_pl": "<b>drewno</b>"}
        made.append(add_place(by=officer, organisation=city, values=values, at=at))
        publish_place(by=officer, place=made[-1], at=at)
    hide_place(by=officer, place=made[0], at=at)
    rebuild()
    return made


def test_the_empty_page_invites(client, city) -> None:
    response = client.get("/search/")
    assert response.status_code == 200
    assert 'name="q"' in response.content.decode()


def test_any_form_finds_and_pages_go_on(client, places) -> None:
    html = client.get("/search/?q=%C5%82awkami").content.decode()
    assert html.count("<mark>Ławka</mark>") == 20
    assert "page=2" in html
    assert client.get("/search/?q=lawka&page=2").content.decode().count("<mark>Ławka</mark>") == 4
    assert client.get("/search/?q=lawka&page=99").status_code == 200
    assert client.get("/search/?q=lawka&page=x").status_code == 200


def test_what_is_hidden_is_not_found(client, places, officer) -> None:
    assert "Ławka 0<" not in client.get("/search/?q=lawka+0").content.decode().replace("</mark>", "")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert f"/places/{places[0].pk}/" in client.get("/search/?q=lawka+0").content.decode()


def test_the_other_language_leads_to_its_own_pages(client, places) -> None:
    html = client.get("/en/search/?q=benches").content.decode()
    assert f'href="/en/places/{places[5].pk}/"' in html or 'href="/en/places/' in html
    assert "<mark>Bench</mark>" in html


def test_texts_are_escaped(client, places) -> None:
    html = client.get("/search/?q=drewno").content.decode()
    assert "<b><mark>" not in html
    assert "&lt;b&gt;<mark>drewno</mark>" in html
    html = client.get('/search/?q="><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in html


def test_filters_by_kind_and_city(client, places) -> None:
    make_city("brzegi")
    assert "<mark>" in client.get("/search/?q=lawka&kind=place&city=lipowiec").content.decode()
    assert "<mark>" not in client.get("/search/?q=lawka&city=brzegi").content.decode()
    assert client.get("/search/?q=lawka&kind=nothing&city=nowhere").status_code == 200


def test_nothing_found_says_what_to_do(client, places) -> None:
    response = client.get("/search/?q=hulajnoga")
    assert response.status_code == 200
    assert 'class="blank"' in response.content.decode()


def test_a_constant_number_of_queries(client, places, django_assert_max_num_queries) -> None:
    client.get("/search/?q=lawka")
    with django_assert_max_num_queries(5):
        client.get("/search/?q=lawka")


def test_questions_are_throttled(client, city) -> None:
    codes = [client.get("/search/?q=x").status_code for _ in range(61)]
    assert codes[-1] == 429
    assert client.get("/search/").status_code == 200
