"""The list and the map of many places: narrowed, through time, light."""

import gzip
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from skwer.apps.places import actions
from skwer.apps.places.models import Place
from tests.places_factories import ROUTE, make_keeper, make_many, make_place

from .test_places import listed, town  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
MANY = 5000
POINT = {"lon": Decimal("16.15"), "lat": Decimal("53.1")}


def unpacked(columns) -> dict[int, tuple]:
    """Number → longitude, latitude, state, the day it was ready and the day it went."""
    found, number, lon, lat = {}, 0, 0, 0
    for k, step in enumerate(columns["n"]):
        number, lon, lat = number + step, lon + columns["x"][k], lat + columns["y"][k]
        gone = columns["g"].get(str(k))
        found[number] = (
            lon / 100_000,
            lat / 100_000,
            columns["s"][k],
            date(1970, 1, 1) + timedelta(days=columns["r"][k]) if columns["r"][k] else None,
            date(1970, 1, 1) + timedelta(days=gone) if gone else None,
        )
    return found


@pytest.fixture
def many(town) -> None:  # noqa: F811
    make_many(town, MANY)


def test_five_thousand_places_weigh_little_and_need_a_constant_number_of_queries(
    client, many, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(2):
        answer = client.get("/places/map.json?city=lipowiec", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) <= 100_000
    assert len(unpacked(json.loads(gzip.decompress(answer.content)))) == MANY
    with django_assert_max_num_queries(6):
        html = client.get("/places/?city=lipowiec").content.decode()
    assert len(listed(html)) == 48
    assert 'class="pager"' in html
    assert len(html) < 250_000  # the page draws its own 48, the rest waits to be asked for
    with django_assert_max_num_queries(6):
        page = client.get("/places/?city=lipowiec&suits=wheelchair&keeper=wanted&on=2020-05-31&page=2")
    assert page.status_code == 200
    assert listed(page.content.decode())


def test_the_map_knows_for_every_day_what_the_list_shows(client, many) -> None:
    known = unpacked(client.get("/places/map.json?city=lipowiec").json())
    for day in (date(2014, 6, 30), date(2019, 2, 28), date(2026, 11, 23)):
        standing = {
            number
            for number, (_lon, _lat, _state, ready, gone) in known.items()
            if ready and ready <= day and not (gone and gone <= day)
        }
        html = client.get(f"/places/?city=lipowiec&on={day}").content.decode()
        assert listed(html) <= standing
        assert f">{len(standing)} miejsc" in html


def test_what_has_not_changed_is_not_sent_again(client, town, officer) -> None:  # noqa: F811
    place = make_place(town, officer, **POINT)
    first = client.get("/places/map.json?city=lipowiec")
    again = client.get("/places/map.json?city=lipowiec", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept-Encoding" in again["Vary"]
    place.delete()
    assert client.get("/places/map.json?city=lipowiec", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_only_what_is_public_is_on_the_map_for_officers_too(client, town, officer) -> None:  # noqa: F811
    seen = make_place(town, officer, **POINT)
    draft = make_place(town, officer, "Tajne", public=False, **POINT)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert set(unpacked(client.get("/places/map.json?city=lipowiec").json())) == {seen.pk}
    names = client.get(f"/places/map.json?names={seen.pk},{draft.pk},x,99999999999999")
    assert names.json() == {str(seen.pk): "Sad za remizą"}
    assert client.get("/places/map.json").status_code == 404
    assert client.get("/places/map.json?city=nigdzie").status_code == 404


def test_the_list_through_time(client, town, officer, at) -> None:  # noqa: F811
    orchard = make_place(town, officer, **POINT)
    parklet = make_place(town, officer, "Parklet", ready_date=date(2020, 5, 2), **POINT)
    actions.end_place(by=officer, place=parklet, on=date(2022, 5, 2), why="planned", at=at)
    then = client.get("/places/?on=2021-01-31").content.decode()
    assert listed(then) == {parklet.pk}
    assert "31 stycznia 2021" in then
    assert "2020–2022" in then
    assert listed(client.get("/places/").content.decode()) == {orchard.pk}
    assert listed(client.get("/places/?state=gone").content.decode()) == {parklet.pk}
    assert listed(client.get("/places/?on=nigdy").content.decode()) == {orchard.pk}
    form = client.get("/en/places/").content.decode()
    assert 'data-first="2020-05-02"' in form
    assert 'name="on"' in form


def test_the_list_for_somebody_with_a_wheelchair_and_for_who_wants_to_care(client, town, officer) -> None:  # noqa: F811
    suits = make_place(town, officer, **POINT)
    Place.objects.filter(pk=suits.pk).update(access=ROUTE)
    steps = make_place(town, officer, "Schody", **POINT)
    Place.objects.filter(pk=steps.pk).update(access={**ROUTE, "route": {"is": "no"}})
    make_keeper(suits)
    assert listed(client.get("/places/?suits=wheelchair").content.decode()) == {suits.pk}
    assert listed(client.get("/places/?suits=nobody").content.decode()) == {suits.pk, steps.pk}
    assert listed(client.get("/places/?keeper=wanted").content.decode()) == {steps.pk}
    assert set(unpacked(client.get("/places/map.json?city=lipowiec&suits=wheelchair").json())) == {suits.pk}
