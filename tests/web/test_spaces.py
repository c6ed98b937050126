"""Pages of vacant spaces: the public list, searches with reasons, viewings, the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.spaces import actions
from skwer.apps.spaces.models import Match, Space, Viewing, Visit, Wish

from ..apps.files.pictures import photo, uploaded
from ..factories import make_person
from ..spaces_factories import make_space, make_wish

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_list_shows_what_is_offered_and_narrows(client, city, officer):
    make_space(city, officer)
    make_space(city, officer, title_pl="Hala", kind="hall", area_m2="400", uses=["sport"])
    make_space(city, officer, title_pl="Tajny szkic", published=False)
    page = client.get("/spaces/").content.decode()
    assert "Lokal przy Rynku 7" in page
    assert "Tajny szkic" not in page
    for query in ("kind=hall", "use=sport", "least=100"):
        page = client.get(f"/spaces/?{query}").content.decode()
        assert "Hala" in page, query
        assert "Lokal przy Rynku 7" not in page, query
    assert "Nic takiego nie ma" in client.get("/spaces/?need=wheelchair").content.decode()
    assert client.get("/spaces/?least=x&kind=y&page=99").status_code == 200


def test_the_list_asks_as_often_for_many_as_for_few(client, city, officer, django_assert_max_num_queries):
    for n in range(12):
        make_space(city, officer, title_pl=f"Lokal {n}")
    with django_assert_max_num_queries(25):
        client.get("/spaces/")


def test_an_owner_s_name_is_on_no_public_page(client, city, officer):
    space = make_space(city, officer, owner_name="Zofia Właścicielska")
    for path in ("/spaces/", f"/spaces/{space.pk}/", "/api/v1/spaces", "/api/v1/spaces.csv", "/api/v1/spaces.geojson"):
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert "Zofia" not in body.decode(), path


def test_a_search_keeps_what_was_typed_and_says_what_is_wrong(client, city, resident):
    response = sign_in(client, resident).post(
        f"/spaces/wishes/new/?city={city.slug}", {"title": "Wystawa", "area_min": "50", "area_max": "40"}
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "Największa powierzchnia nie może być mniejsza niż najmniejsza." in page
    assert 'value="Wystawa"' in page


def test_a_search_shows_what_fits_why_and_what_nearly_does(client, city, officer, resident):
    make_space(city, officer)
    make_space(city, officer, title_pl="Suchy lokal", utilities=["power"])
    sign_in(client, resident).post(
        f"/spaces/wishes/new/?city={city.slug}",
        {"title": "Warsztat", "uses": ["workshop"], "utilities": ["water"], "starts_on": "2027-01-04"},
    )
    wish = Wish.objects.get()
    page = client.get(f"/spaces/wishes/{wish.pk}/").content.decode()
    assert "Warsztat: pasuje 1 miejsce" in page
    assert "Jest: woda." in page
    assert "Brakuje: woda." in page
    assert (
        client.post(f"/spaces/wishes/{wish.pk}/", {"match": Match.objects.get().pk, "interest": ""}).status_code == 302
    )
    assert Match.objects.get().state == Match.State.INTERESTED


def test_nobody_reads_somebody_elses_search(client, city, officer, resident):
    wish = make_wish(city, resident)
    assert sign_in(client, make_person()).get(f"/spaces/wishes/{wish.pk}/").status_code == 404
    assert client.post(f"/spaces/wishes/{wish.pk}/", {"close": ""}).status_code == 404
    assert sign_in(client, officer).get(f"/spaces/wishes/{wish.pk}/edit/").status_code == 403
    assert client.post(f"/spaces/wishes/{wish.pk}/", {"close": ""}).status_code == 403
    assert Wish.objects.get().state == Wish.State.OPEN


def test_an_appointment_is_booked_and_cancelled_on_its_page(client, city, officer, resident):
    space = make_space(city, officer)
    now = timezone.now()
    viewing = actions.add_viewing(
        by=officer, space=space, starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=1), at=now
    )
    path = f"/spaces/{space.pk}/viewings/{viewing.pk}/"
    assert "/account/login/" in client.post(path)["Location"]
    sign_in(client, resident).post(path, {"needs": "podjazd"})
    assert Visit.objects.get().needs == "podjazd"
    assert "Czekamy na Ciebie" in client.get(path).content.decode()
    other = sign_in(client, make_person())
    assert "nie ma już miejsc" in other.get(path).content.decode()
    assert other.post(path, {}).status_code == 409
    sign_in(client, resident).post(path, {"cancel": ""})
    assert Visit.objects.get().cancelled_at is not None
    assert client.get(f"/spaces/{space.pk}/viewings/999/").status_code == 404


def test_the_office_describes_shows_and_offers_a_space(client, city, officer):
    sign_in(client, officer)
    given = {
        "title_pl": "Pawilon", "kind": "shop", "area_m2": "31,5", "summary_pl": "Mały.", "owner": "city", "fee": "free",
        "least_days": "1", "most_days": "90", "notice_days": "14", "currency": "PLN", "place-address": "Rynek 1",
    }  # fmt: skip
    wrong = client.post(f"/desk/spaces/{city.slug}/new/", {**given, "area_m2": "dużo", "kind": ""})
    assert wrong.status_code == 422
    assert 'value="Pawilon"' in wrong.content.decode()
    client.post(f"/desk/spaces/{city.slug}/new/", given)
    space = Space.objects.get()
    path = f"/desk/spaces/{space.pk}/"
    refused = client.post(path, {"add_photo": "1", "photo": uploaded(photo(), "a.jpg")})
    assert refused.status_code == 422
    client.post(path, {"add_photo": "1", "photo": uploaded(photo(), "a.jpg"), "photo-alt": "Front z witryną"})
    client.post(path, {"publish": "1"})
    space.refresh_from_db()
    assert (str(space.area_m2), space.address, space.state) == ("31.50", "Rynek 1", "free")
    page = client.get(f"/spaces/{space.pk}/").content.decode()
    assert 'alt="Front z witryną"' in page
    client.post(path, {"withdraw": "1"})
    client.logout()
    assert client.get(f"/spaces/{space.pk}/").status_code == 404


def test_the_desk_answers_searches_and_adds_hours(client, city, officer, resident):
    space = make_space(city, officer)
    make_wish(city, resident)
    match = Match.objects.get()
    actions.state_interest(by=resident, match=match, at=timezone.now())
    sign_in(client, officer)
    path = f"/desk/spaces/{city.slug}/matches/"
    assert "1 poszukiwanie czeka na Twoją odpowiedź" in client.get(path).content.decode()
    assert client.post(path, {"match": match.pk, "drop": "1", "why": ""}).status_code == 422
    client.post(path, {"match": match.pk, "agree": "1"})
    assert Match.objects.get().state == Match.State.AGREED
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    hours = f"/desk/spaces/{space.pk}/viewings/"
    given = {"add": "1", "starts_at": f"{day}T10:00", "ends_at": f"{day}T09:00", "capacity": "3"}
    assert client.post(hours, given).status_code == 422
    client.post(hours, {**given, "ends_at": f"{day}T11:00"})
    viewing = Viewing.objects.get()
    client.post(hours, {"cancel": viewing.pk})
    viewing.refresh_from_db()
    assert viewing.cancelled_at is not None


def test_another_citys_officer_changes_nothing(client, city, officer, stranger):
    space = make_space(city, officer)
    sign_in(client, stranger)
    for path in (
        f"/desk/spaces/{space.pk}/",
        f"/desk/spaces/{space.pk}/viewings/",
        f"/desk/spaces/{city.slug}/matches/",
    ):
        assert client.get(path).status_code == 403
        assert client.post(path, {"withdraw": "1"}).status_code == 403


def test_a_search_with_many_spaces_asks_no_more_often(client, city, officer, resident, django_assert_max_num_queries):
    for n in range(8):
        make_space(city, officer, title_pl=f"Lokal {n}")
        make_space(city, officer, title_pl=f"Suchy {n}", utilities=["power"])
    wish = make_wish(city, resident)
    sign_in(client, resident)
    with django_assert_max_num_queries(30):
        client.get(f"/spaces/wishes/{wish.pk}/")
    sign_in(client, officer)
    with django_assert_max_num_queries(30):
        client.get(f"/desk/spaces/{city.slug}/matches/")
