from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.files.actions import NotYours, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.places.actions import (
    BadDistricts,
    BadPlace,
    OutsideCity,
    add_place,
    change_place,
    change_state,
    hide_place,
    import_districts,
    publish_place,
)
from skwer.apps.places.geometry import contains, problem_with
from skwer.apps.places.models import Area, Place
from skwer.apps.places.queries import cities_with_places, district_at, inside_city, places_for
from skwer.apps.search.queries import find
from tests.apps.files.pictures import photo, uploaded

from .towns import EAST, TOWN, WEST, collection, feature

pytestmark = pytest.mark.django_db

POINT = {"lon": Decimal("16.15"), "lat": Decimal("53.1")}


@pytest.fixture
def town(city, officer, at):
    import_districts(by=officer, organisation=city, data=TOWN, at=at)
    return city


@pytest.fixture
def place(town, officer, at) -> Place:
    values = {"title_pl": "Sad za remizą", "title_en": "Orchard", "category": "garden", "keepers": "OSP", **POINT}
    return add_place(by=officer, organisation=town, values=values, at=at)


# --- districts


def test_districts_come_from_a_file(city, officer, at) -> None:
    assert import_districts(by=officer, organisation=city, data=TOWN, at=at) == (2, 0, 0)
    laki = Area.objects.get(organisation=city, code="laki")
    assert (laki.name, laki.residents) == ("Łąki", 1200)
    assert JournalEntry.objects.get(verb="districts_imported").after == {"added": 2, "changed": 0, "same": 0}
    again = collection(feature("Łąki", EAST), feature("Zatorze", EAST, code="zatorze"))
    assert import_districts(by=officer, organisation=city, data=again, at=at) == (0, 1, 1)
    assert import_districts(by=officer, organisation=city, data=collection(feature("Nowe")), at=at) == (1, 0, 0)
    assert Area.objects.filter(organisation=city).count() == 3  # what the file does not name stays


@pytest.mark.parametrize("data", [None, [], {"type": "Feature"}, collection(), {"type": "FeatureCollection"}])
def test_what_is_no_collection_is_refused(city, officer, at, data) -> None:
    with pytest.raises(BadDistricts):
        import_districts(by=officer, organisation=city, data=data, at=at)


def test_a_file_without_districts_is_refused(city, officer, at) -> None:
    river = {"type": "Feature", "properties": {"layer": "river"}, "geometry": None}
    with pytest.raises(BadDistricts):
        import_districts(by=officer, organisation=city, data=collection(river), at=at)


def broken(change) -> dict:
    made = feature("Nowe", {"type": "Polygon", "coordinates": [[[16, 53], [17, 53], [17, 54], [16, 53]]]})
    change(made)
    return made


@pytest.mark.parametrize(
    "bad",
    [
        broken(lambda f: f["properties"].update(name="")),
        broken(lambda f: f["properties"].update(name="x" * 121)),
        broken(lambda f: f["properties"].update(name="Łąki")),
        broken(lambda f: f["properties"].update(residents="many")),
        broken(lambda f: f["properties"].update(residents=-1)),
        broken(lambda f: f.update(geometry=None)),
        broken(lambda f: f["geometry"].update(type="Point")),
        broken(lambda f: f["geometry"].update(coordinates=[])),
        broken(lambda f: f["geometry"].update(coordinates=[[[16, 53], [17, 53], [16, 53]]])),
        broken(lambda f: f["geometry"]["coordinates"][0].pop()),
        broken(lambda f: f["geometry"]["coordinates"][0].insert(1, [600_000, 5_900_000])),
        broken(lambda f: f["geometry"]["coordinates"][0].insert(1, ["16", "53"])),
        broken(lambda f: f["geometry"]["coordinates"][0].insert(1, [float("nan"), 53])),
        "feature",
    ],
)
def test_every_mistake_is_named_and_nothing_is_taken(city, officer, at, bad) -> None:
    with pytest.raises(BadDistricts) as caught:
        import_districts(by=officer, organisation=city, data=collection(feature("Łąki"), bad), at=at)
    assert [error.number for error in caught.value.errors] == [2]
    assert "2" in str(caught.value.errors[0])
    assert not Area.objects.exists()


def test_only_the_citys_officers_draw_districts(city, stranger, auditor, resident, at) -> None:
    for person in (stranger, auditor, resident, AnonymousUser()):
        with pytest.raises(NotAllowed):
            import_districts(by=person, organisation=city, data=TOWN, at=at)


# --- points


def test_points_in_polygons() -> None:
    assert contains(WEST, 16.01, 53.01)
    assert not contains(WEST, 16.05, 53.05)  # the pond
    assert contains(EAST, 16.55, 53.55)
    assert not contains(EAST, 16.3, 53.1)
    assert not contains(None, 16.0, 53.0)
    assert problem_with(WEST) is None
    assert problem_with(EAST) is None


@given(st.floats(53.0, 53.1999), st.floats(16.0, 16.1999))
def test_districts_that_share_a_border_share_no_point(lat, lon) -> None:
    solid = {"type": "Polygon", "coordinates": WEST["coordinates"][:1]}
    assert contains(solid, lon, lat) + contains(EAST, lon, lat) == 1
    assert contains(solid, 16.1, lat) + contains(EAST, 16.1, lat) == 1


def test_where_a_point_lies(town, other_city) -> None:
    assert district_at(town, Decimal("16.01"), Decimal("53.01")).code == "laki"
    assert district_at(town, 16.15, 53.1).code == "zatorze"
    assert district_at(town, 20, 50) is None
    assert district_at(other_city, 16.15, 53.1) is None
    assert district_at(town, None, 53.1) is None


def test_inside_the_city(town, other_city) -> None:
    assert inside_city(town, 16.15, 53.1)
    assert not inside_city(town, 20, 50)
    assert inside_city(town, None, None)
    assert inside_city(other_city, 20, 50)  # nothing is drawn, so nobody can say no
    other_city.geodata = collection({"type": "Feature", "properties": {"layer": "city"}, "geometry": WEST})
    assert inside_city(other_city, 16.01, 53.01)
    assert not inside_city(other_city, 20, 50)


# --- places


def test_a_place_is_added_in_its_district_and_journalled(place) -> None:
    place.refresh_from_db()
    assert (place.title, place.title_en, place.district.code) == ("Sad za remizą", "Orchard", "zatorze")
    assert not place.is_published
    entry = JournalEntry.objects.get(verb="place_added")
    assert "Sad" not in str(entry.after)
    assert "OSP" not in str(entry.after)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title_pl": " "}, "title"),
        ({"category": "cat"}, "category"),
        ({"granted": Decimal(-1)}, "granted"),
        ({"work_hours": -1}, "work_hours"),
        ({"ready_date": date(2026, 5, 1), "care_until": date(2026, 4, 1)}, "care_until"),
        ({"lon": None}, "lon"),
        ({"lon": Decimal("20"), "lat": Decimal("50")}, "lon"),
    ],
)
def test_what_cannot_stand_is_refused(place, officer, at, values, field) -> None:
    with pytest.raises(BadPlace) as caught:
        change_place(by=officer, place=Place.objects.get(pk=place.pk), values=values, at=at)
    assert caught.value.field == field
    place.refresh_from_db()
    assert place.lon == POINT["lon"]


def test_outside_the_city_is_its_own_refusal(town, officer, at) -> None:
    values = {"title": "X", "category": "path", "lon": Decimal(20), "lat": Decimal(50)}
    with pytest.raises(OutsideCity):
        add_place(by=officer, organisation=town, values=values, at=at)
    assert not Place.objects.exists()


def test_a_district_of_another_city_is_refused(place, officer, other_city, at) -> None:
    area = Area.objects.create(organisation=other_city, code="x", name="X")
    with pytest.raises(BadPlace):
        change_place(by=officer, place=place, values={"district": area}, at=at)


def test_moving_a_place_moves_its_district(place, officer, at) -> None:
    change_place(by=officer, place=place, values={"lon": Decimal("16.01"), "lat": Decimal("53.01")}, at=at)
    assert place.district.code == "laki"
    change_place(by=officer, place=place, values={"summary": "Jabłonie"}, at=at)
    assert place.district.code == "laki"
    with pytest.raises(ValueError, match="colour"):
        change_place(by=officer, place=place, values={"colour": "red"}, at=at)


def test_only_the_citys_officers_keep_places(place, town, stranger, auditor, resident, at) -> None:
    for person in (stranger, auditor, resident, AnonymousUser()):
        with pytest.raises(NotAllowed):
            add_place(by=person, organisation=town, values={"title": "X", "category": "path"}, at=at)
        with pytest.raises(NotAllowed):
            change_place(by=person, place=place, values={"title": "X"}, at=at)
        with pytest.raises(NotAllowed):
            publish_place(by=person, place=place, at=at)
        with pytest.raises(NotAllowed):
            hide_place(by=person, place=place, at=at)
        with pytest.raises(NotAllowed):
            change_state(by=person, place=place, state="cared", at=at)


def test_the_state(place, officer, at) -> None:
    change_state(by=officer, place=place, state="needs_repair", at=at)
    place.refresh_from_db()
    assert place.state == "needs_repair"
    with pytest.raises(BadPlace):
        change_state(by=officer, place=place, state="lost", at=at)


def test_who_sees_a_draft(place, officer, auditor, stranger, resident, at) -> None:
    def seen(person) -> bool:
        return Place.objects.visible_to(person).filter(pk=place.pk).exists()

    assert [seen(p) for p in (officer, auditor)] == [True, True]
    assert [seen(p) for p in (None, AnonymousUser(), stranger, resident)] == [False] * 4
    publish_place(by=officer, place=place, at=at)
    publish_place(by=officer, place=place, at=at)
    assert JournalEntry.objects.filter(verb="place_published").count() == 1
    assert [seen(p) for p in (None, stranger)] == [True, True]
    hide_place(by=officer, place=place, at=at)
    assert not seen(None)


def test_lists_are_narrowed(place, town, other_city, officer, at) -> None:
    publish_place(by=officer, place=place, at=at)
    assert list(places_for(None, city=town, district="zatorze", category="garden", state="building")) == [place]
    for other in ({"city": other_city}, {"district": "laki"}, {"category": "path"}, {"state": "cared"}):
        assert not places_for(None, **other)
    assert list(cities_with_places(None)) == [town]


@pytest.mark.django_db(transaction=True)
def test_the_search_finds_published_places_only(officer, city, at) -> None:
    import_districts(by=officer, organisation=city, data=TOWN, at=at)
    values = {"title_pl": "Sad za remizą", "title_en": "Orchard", "category": "garden", **POINT}
    place = add_place(by=officer, organisation=city, values=values, at=at)
    assert find(person=None, words="sadem", language="pl").total == 0
    assert find(person=officer, words="sadem", language="pl").total == 1
    publish_place(by=officer, place=place, at=at)
    (result,) = find(person=None, words="remiza", language="pl").results
    assert result.address == f"/places/{place.pk}/"
    assert find(person=None, words="orchards", language="en").total == 1
    assert find(person=None, words="gardens", language="en").total == 1  # its kind
    hide_place(by=officer, place=place, at=at)
    assert find(person=None, words="remiza", language="pl").total == 0


def test_photos_belong_to_the_place(place, officer, stranger, at) -> None:
    def send(by, audience="holder") -> Upload:
        return store_upload(
            by=by,
            organisation=place.organisation,
            file=uploaded(photo()),
            kind="photo",
            audience=audience,
            holder_kind="place",
            holder_key=place.pk,
            at=at,
        )

    with pytest.raises(NotYours):
        send(stranger)
    outer, inner = send(officer), send(officer, "inside")
    loose = store_upload(by=officer, organisation=place.organisation, file=uploaded(photo()), kind="photo", at=at)
    with pytest.raises(BadPlace):
        change_place(by=officer, place=place, values={"photo": loose}, at=at)
    place.refresh_from_db()
    change_place(by=officer, place=place, values={"photo": outer}, at=at)
    assert not Upload.objects.visible_to(stranger)
    publish_place(by=officer, place=place, at=at)
    assert list(Upload.objects.visible_to(None)) == [outer]
    assert set(Upload.objects.visible_to(officer)) == {outer, inner, loose}
