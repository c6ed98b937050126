"""Places: the public list and page, and the city's desk."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from skwer.apps.places.actions import add_place, change_state, import_districts, publish_place
from skwer.apps.places.models import Area, Place
from tests.apps.files.pictures import photo, uploaded
from tests.apps.places.towns import TOWN, collection, feature

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(city, officer, at):
    import_districts(by=officer, organisation=city, data=TOWN, at=at)
    city.geodata = TOWN
    city.save()
    return city


def make(town, officer, at, title="Sad za remizą", *, public=True, **values) -> Place:
    given = {
        "title_pl": title,
        "title_en": f"{title} (en)",
        "summary_pl": "Dziewięć jabłoni.",
        "category": "garden",
        "lon": Decimal("16.15"),
        "lat": Decimal("53.1"),
        **values,
    }
    place = add_place(by=officer, organisation=town, values=given, at=at)
    if public:
        publish_place(by=officer, place=place, at=at)
    return place


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def listed(html) -> set[int]:
    return {int(n) for n in re.findall(r'id="place-(\d+)"', html)}


def pinned(html) -> set[int]:
    drawn = html[html.index("<figure>") : html.index("</figure>")]
    drawn = re.sub(r"<script.*?</script>", "", drawn, flags=re.S)
    return {int(n) for n in re.findall(r'href="/places/(\d+)/"', drawn)}


def test_an_empty_list_says_why(client, city) -> None:
    response = client.get("/places/")
    assert response.status_code == 200
    assert 'class="blank"' in response.content.decode()


def test_the_plan_shows_what_the_list_shows(client, town, officer, at) -> None:
    places = [make(town, officer, at, f"Sad {n}", lon=Decimal(f"16.1{n}5")) for n in range(4)]
    hidden = make(town, officer, at, "Tajne", public=False)
    html = client.get("/places/").content.decode()
    assert listed(html) == pinned(html) == {p.pk for p in places}
    assert hidden.pk not in listed(html)
    change_state(by=officer, place=places[0], state="cared", at=at)
    html = client.get("/places/?state=cared").content.decode()
    assert listed(html) == pinned(html) == {places[0].pk}


def test_filters(client, town, officer, at) -> None:
    garden = make(town, officer, at)
    path = make(town, officer, at, "Ścieżka", category="path", lon=Decimal("16.01"), lat=Decimal("53.01"))
    assert listed(client.get("/places/?kind=path").content.decode()) == {path.pk}
    assert listed(client.get("/places/?district=zatorze").content.decode()) == {garden.pk}
    assert listed(client.get("/places/?city=lipowiec&district=nowhere&kind=x").content.decode()) == {garden.pk, path.pk}
    assert 'class="blank"' in client.get("/places/?kind=mural").content.decode()


def test_a_place_tells_who_looks_after_it_and_until_when(client, town, officer, at) -> None:
    place = make(
        town,
        officer,
        at,
        keepers_pl="Jacek i Ola z Wodnej 5",
        ready_date=date(2024, 9, 21),
        care_until=date(2027, 3, 21),
        granted=Decimal("11400"),
        work_hours=231,
        story_pl="Był parking.\n\n<i>Jest sad.</i>",
        state="cared",
    )
    html = client.get(f"/places/{place.pk}/").content.decode()
    for text in (
        "Jacek i Ola z Wodnej 5",
        "11\u00a0400\u00a0zł",
        "231",
        "2027",
        "21 września 2024",
        "&lt;i&gt;Jest sad.",
    ):
        assert text in html
    assert 'class="next"' in html
    assert 'class="story"' in html
    english = client.get(f"/en/places/{place.pk}/").content.decode()
    assert "Sad za remizą (en)" in english
    assert "11,400\u00a0zł" in english


@pytest.mark.parametrize("state", ["building", "cared", "needs_repair"])
def test_a_bare_place_has_a_page_too(client, city, officer, at, state) -> None:
    place = add_place(by=officer, organisation=city, values={"title": "X", "category": "mural", "state": state}, at=at)
    publish_place(by=officer, place=place, at=at)
    assert client.get(f"/places/{place.pk}/").status_code == 200


def test_a_draft_exists_only_for_the_desk(client, town, officer, auditor, stranger, at) -> None:
    place = make(town, officer, at, public=False)
    page = f"/places/{place.pk}/"
    assert client.get(page).status_code == 404
    assert sign_in(client, stranger).get(page).status_code == 404
    assert reverse("web:desk_place", args=[place.pk]) not in sign_in(client, auditor).get(page).content.decode()
    assert reverse("web:desk_place", args=[place.pk]) in sign_in(client, officer).get(page).content.decode()
    assert client.get("/places/999999/").status_code == 404


def test_constant_numbers_of_queries(client, town, officer, at, django_assert_max_num_queries) -> None:
    make(town, officer, at)
    client.get("/places/")
    for more in range(30):
        make(town, officer, at, f"Sad {more}")
    with django_assert_max_num_queries(6):
        client.get("/places/")
    with django_assert_max_num_queries(26):
        client.get(f"/places/{Place.objects.first().pk}/")


# --- the desk


def form(**more) -> dict:
    given = {
        "title_pl": "Sad",
        "category": "garden",
        "state": "cared",
        "place-lon": "16,15",
        "place-lat": "53.1",
        "place-address": "ul. Polna",
        "granted": "11 400,50 zł",
        "work_hours": "20",
    }
    return {**given, **more}


def test_an_officer_adds_changes_and_shows_a_place(client, town, officer) -> None:
    sign_in(client, officer)
    assert client.get("/desk/places/").status_code == 200
    assert client.get("/desk/places/new/").status_code == 200
    sent = form(photo=uploaded(photo()), **{"photo-alt": "Jabłonie"})
    response = client.post("/desk/places/new/?city=lipowiec", sent)
    place = Place.objects.get()
    assert response.url == f"/desk/places/{place.pk}/"
    assert (place.granted, place.lon, place.district.code, place.photo.alt_text) == (
        Decimal("11400.50"),
        Decimal("16.15"),
        "zatorze",
        "Jabłonie",
    )
    html = client.get(response.url).content.decode()
    assert "11400.50" in html
    client.post(response.url, form(title_pl="Sad za remizą", **{"photo-alt": "Sad", "place-lon": "", "place-lat": ""}))
    place.refresh_from_db()
    assert (place.title_pl, place.photo.alt_text, place.lon, place.district) == ("Sad za remizą", "Sad", None, None)
    client.post(response.url, {"publish": ""})
    assert client.get(f"/places/{place.pk}/").status_code == 200
    client.post(response.url, {"hide": ""})
    place.refresh_from_db()
    assert not place.is_published
    client.post(response.url, form(**{"photo-remove": str(place.photo.pk)}))
    place.refresh_from_db()
    assert place.photo is None


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"title_pl": ""}, "title_pl"),
        ({"granted": "dużo"}, "granted"),
        ({"place-lon": "wschód"}, "place"),
        ({"place-lon": "20"}, "place"),
        ({"ready_date": "2026-05-01", "care_until": "2026-04-01"}, "care_until"),
    ],
)
def test_mistakes_lead_to_their_field_and_keep_what_was_typed(client, town, officer, more, name) -> None:
    response = sign_in(client, officer).post("/desk/places/new/?city=lipowiec", form(**more, keepers_pl="Ola i Jacek"))
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{name}' in html
    assert "Ola i Jacek" in html
    for value in more.values():
        assert value in html
    assert not Place.objects.exists()


def test_a_refused_photo_takes_the_new_place_back(client, town, officer) -> None:
    sent = form(photo=uploaded(b"<svg/>"))
    assert sign_in(client, officer).post("/desk/places/new/?city=lipowiec", sent).status_code == 422
    assert not Place.objects.exists()


def test_districts_from_a_file(client, city, officer) -> None:
    sign_in(client, officer)
    page = "/desk/places/districts/?city=lipowiec"

    def send(data):
        return client.post(page, {"file": SimpleUploadedFile("d.geojson", data)})

    assert client.get(page).status_code == 200
    assert send(json.dumps(TOWN).encode()).status_code == 302
    assert Area.objects.count() == 2
    response = send(json.dumps(collection(feature(""), feature("A", {"type": "Point"}))).encode())
    assert response.status_code == 422
    assert response.content.decode().count("<li>") >= 2
    assert send(b"not json").status_code == 422
    assert send(b"[" * 100_000).status_code == 422
    assert client.post(page, {}).status_code == 422
    assert Area.objects.count() == 2


def test_whose_desk_it_is(client, town, officer, auditor, stranger, resident, at) -> None:
    place = make(town, officer, at)
    pages = [
        "/desk/places/?city=lipowiec",
        "/desk/places/new/?city=lipowiec",
        "/desk/places/districts/?city=lipowiec",
        f"/desk/places/{place.pk}/",
    ]
    assert [client.get(page).status_code for page in pages] == [302] * 4
    for person in (stranger, resident):
        assert [sign_in(client, person).get(page).status_code for page in pages] == [403] * 4
    assert [sign_in(client, auditor).get(page).status_code for page in pages] == [200, 403, 200, 200]
    assert client.post(pages[3], form(title_pl="Moje")).status_code == 403
    assert client.post(pages[3], {"hide": ""}).status_code == 403
    place.refresh_from_db()
    assert (place.title_pl, place.is_published) == ("Sad za remizą", True)


def test_a_place_being_built_says_when_it_is_ready_and_a_promise_that_has_ended_is_not_repeated(
    client, town, officer, at
) -> None:
    coming = make(town, officer, at, keepers_pl="Klub", ready_date=date(2090, 4, 30), state="building")
    listed_page = client.get("/places/").content.decode()
    assert "kwiecień 2090" in listed_page
    assert "od 2090 roku" not in listed_page
    assert "30 kwietnia 2090" in client.get(f"/places/{coming.pk}/").content.decode()
    old = make(town, officer, at, "Stary sad", keepers_pl="Klub", care_until=date(2020, 3, 21), state="cared")
    html = client.get(f"/places/{old.pk}/").content.decode()
    shown = html[html.index('class="next"') : html.index("</section>", html.index('class="next"'))]
    assert "Klub" in shown
    assert "2020" not in shown
