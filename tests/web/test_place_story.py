"""The story of a place: what its page tells, and the desk's page on which it is written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from skwer.apps.places import actions
from skwer.apps.places.models import Defect, Entry, Inspection, Measure, Picture, Place
from tests.apps.files.pictures import photo, uploaded
from tests.places_factories import make_keeper, make_measure, make_picture, make_place

from .test_places import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(city, officer) -> Place:
    return make_place(city, officer, granted=Decimal("11400"), work_hours=231)


def page_of(client, place, language="") -> str:
    answer = client.get(f"{language}/places/{place.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_and_after_stand_side_by_side_without_a_script(client, place, officer) -> None:
    before = make_picture(place, officer, "before", taken_on=date(2023, 8, 1))
    after = make_picture(place, officer, "after", beside=before, taken_on=date(2026, 5, 1))
    during = make_picture(place, officer, "during")
    html = page_of(client, place)
    twin = html[html.index('class="twin"') : html.index("</figure>")]
    assert twin.index(str(before.upload_id)) < twin.index(str(after.upload_id))
    assert "sierpień 2023" in twin
    assert str(during.upload_id) in html[html.index('class="bare shots"') :]


def test_the_page_tells_care_repairs_inspections_and_measures(client, place, officer) -> None:
    keeper = make_keeper(place, name="Ola z Wodnej")
    for n, what in enumerate(("watered", "watered", "tidied")):
        Entry.objects.create(
            place=place,
            what=what,
            on=date(2026, 6, 1 + n),
            channel="keeper",
            keeper=keeper,
            made_at="2026-06-01T10:00Z",
            text="Trzcina przycięta" if what == "tidied" else "",
            hours=Decimal(6) if what == "tidied" else None,
        )
    Entry.objects.create(
        place=place,
        what="note",
        on=date(2026, 6, 9),
        channel="sign",
        state="waiting",
        text="Spam",
        made_at="2026-06-01T10:00Z",
    )
    for number, (days, state) in enumerate(
        ((4, "repaired"), (8, "repaired"), (0, "declined"), (0, "reported")), start=1
    ):
        Defect.objects.create(
            place=place,
            number=number,
            what="bench",
            state=state,
            reported_at=datetime(2026, 8, 3, 10, tzinfo=UTC),
            closed_at=datetime(2026, 8, 3 + days, 12, tzinfo=UTC) if state != "reported" else None,
            cost=Decimal(180),
            who="company",
            who_name="Zakład Zieleni",
        )
    Inspection.objects.create(
        place=place,
        planned_on=date(2026, 5, 9),
        held_on=date(2026, 5, 9),
        result="fine",
        note="Brzoza przyjęta.",
        officer=officer,
    )
    make_measure(place, officer, "m2_unsealed", "38.5")
    html = page_of(client, place)
    for words in (
        "Ola z Wodnej",
        "Trzcina przycięta",
        "3 razy",
        "2 usterki, naprawione: 2",
        "średnio po 6 dniach",
        "Naprawione po 4 dniach",
        "Zakład Zieleni",
        "Brzoza przyjęta.",
        "38,5",
        "i 231 godzin",
    ):
        assert words in html, words
    assert "Spam" not in html
    assert officer.name not in html[html.index("<main") : html.index("</main>")]
    assert "3 times" in page_of(client, place, "/en")


def test_a_place_that_is_gone_says_since_when_and_why(client, place, officer, at) -> None:
    actions.end_place(by=officer, place=place, on=date(2026, 10, 1), why="decayed", at=at)
    html = page_of(client, place)
    assert "Tego miejsca już nie ma od 1 października" in html
    assert "nikt o nie nie dbał" in html


def test_the_queries_of_a_page_do_not_grow_with_its_story(
    client, place, officer, django_assert_max_num_queries
) -> None:
    keeper = make_keeper(place)
    page_of(client, place)
    for n in range(25):
        Entry.objects.create(
            place=place,
            what="worked",
            text="Praca",
            on=date(2026, 6, 1),
            channel="keeper",
            keeper=keeper,
            made_at="2026-06-01T10:00Z",
        )
        Defect.objects.create(place=place, number=n, what="bench", state="confirmed", reported_at="2026-06-01T10:00Z")
    for moment in ("before", "during", "after"):
        make_picture(place, officer, moment)
    with django_assert_max_num_queries(24):
        page_of(client, place)


# --- the desk


def story_of(place) -> str:
    return f"/desk/places/{place.pk}/story/"


def test_an_officer_adds_a_pair_corrects_it_and_takes_one_away(client, place, officer) -> None:
    sign_in(client, officer)

    def add(moment, **more):
        sent = {
            "do": "add_picture",
            "new-picture": uploaded(photo()),
            "new-picture-alt": "Parking",
            "new-moment": moment,
        }
        return client.post(story_of(place), {**sent, **more})

    assert add("before", **{"new-taken_on": "2023-08-01"}).status_code == 302
    before = Picture.objects.get()
    assert (before.upload.alt_text, before.taken_on) == ("Parking", date(2023, 8, 1))
    assert add("after", **{"new-beside": str(before.pk)}).status_code == 302
    after = Picture.objects.get(moment="after")
    assert after.pair is not None
    prefix = f"p{after.pk}"
    change = {"do": "change_picture", "picture": after.pk, f"{prefix}-moment": "during", f"{prefix}-alt": "Deski"}
    assert client.post(story_of(place), change).status_code == 302
    after.refresh_from_db()
    assert (after.moment, after.pair, after.upload.alt_text) == ("during", None, "Deski")
    assert client.post(story_of(place), {"do": "earlier", "picture": after.pk}).status_code == 302
    assert [p.pk for p in place.pictures.all()] == [after.pk, before.pk]
    assert client.post(story_of(place), {"do": "remove_picture", "picture": after.pk}).status_code == 302
    assert Picture.objects.count() == 1
    assert client.get(story_of(place)).status_code == 200


def test_a_picture_without_a_file_or_of_a_wrong_kind_says_so_and_keeps_the_rest(client, place, officer) -> None:
    sign_in(client, officer)
    for file in ({}, {"new-picture": uploaded(b"<svg onload=alert(1)>", "zdjecie.jpg")}):
        answer = client.post(
            story_of(place), {"do": "add_picture", "new-moment": "before", "new-taken_on": "2023-08-01", **file}
        )
        html = answer.content.decode()
        assert answer.status_code == 422
        assert 'href="#id_new-picture"' in html
        assert "2023-08-01" in html
    assert not Picture.objects.exists()


def test_an_officer_measures_and_ends(client, place, officer) -> None:
    sign_in(client, officer)
    wrong = {"do": "add_measure", "measure-what": "trees", "measure-value": "dziewięć", "measure-on": "2025-05-02"}
    answer = client.post(story_of(place), wrong)
    assert answer.status_code == 422
    assert "dziewięć" in answer.content.decode()
    assert client.post(story_of(place), {**wrong, "measure-value": "2,5"}).status_code == 422
    assert client.post(story_of(place), {**wrong, "measure-value": "9"}).status_code == 302
    measure = Measure.objects.get()
    assert client.post(story_of(place), {"do": "remove_measure", "measure": measure.pk}).status_code == 302
    assert not Measure.objects.exists()
    answer = client.post(story_of(place), {"do": "end", "end-on": "2020-01-01", "end-why": "decayed"})
    assert answer.status_code == 422
    assert 'href="#id_end-on"' in answer.content.decode()
    assert client.post(story_of(place), {"do": "end", "end-on": "2025-01-01", "end-why": "decayed"}).status_code == 302
    place.refresh_from_db()
    assert place.state == "gone"
    saved = client.post(f"/desk/places/{place.pk}/", {"title_pl": "Był sad", "category": "garden"})
    assert saved.status_code == 302
    place.refresh_from_db()
    assert (place.title_pl, place.state) == ("Był sad", "gone")
    assert client.post(story_of(place), {"do": "bring_back"}).status_code == 302
    assert client.post(story_of(place), {"do": "bring_back"}).status_code == 409
    assert client.post(story_of(place), {"do": "dance"}).status_code == 404


def test_whose_desk_it_is(client, place, officer, auditor, stranger, resident) -> None:
    assert client.get(story_of(place)).status_code == 302
    for person in (stranger, resident):
        assert sign_in(client, person).get(story_of(place)).status_code == 403
    assert sign_in(client, auditor).get(story_of(place)).status_code == 200
    assert client.post(story_of(place), {"do": "end", "end-on": "2025-01-01", "end-why": "decayed"}).status_code == 403
    picture = make_picture(make_place(place.organisation, officer, "Inne"), officer)
    assert (
        sign_in(client, officer).post(story_of(place), {"do": "remove_picture", "picture": picture.pk}).status_code
        == 404
    )


def test_the_desks_list_is_searched_and_has_pages(client, place, city, officer, django_assert_max_num_queries) -> None:
    make_place(city, officer, "Łąka", public=False)
    Place.objects.bulk_create(Place(organisation=city, title_pl=f"Sad {n}", category="garden") for n in range(120))
    sign_in(client, officer)
    with django_assert_max_num_queries(14):
        html = client.get("/desk/places/").content.decode()
    assert 'class="pager"' in html
    found = client.get("/desk/places/?q=łąka&seen=desk").content.decode()
    assert found.count('scope="row"') == 1
    assert "Łąka" in found
