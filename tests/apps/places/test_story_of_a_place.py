"""Pictures, measurements, and the end of a place."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from skwer.apps.files.models import Upload
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.places import actions
from skwer.apps.places.actions import AlreadyGone, BadEnding, BadMeasure, BadPicture, BadPlace, NotGone
from skwer.apps.places.models import CareTask, Defect, Inspection, Keeper, Measure, Picture, Place, Sign, Turn
from skwer.apps.places.queries import names_of, places_for
from tests.places_factories import make_keeper, make_measure, make_photo, make_picture, make_place

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def place(city, officer) -> Place:
    return make_place(city, officer)


# --- pictures


def test_a_before_and_an_after_from_one_spot_become_a_pair(place, officer) -> None:
    before = make_picture(place, officer, "before", taken_on=date(2023, 8, 1))
    after = make_picture(place, officer, "after", beside=before)
    before.refresh_from_db()
    assert before.pair == after.pair is not None
    assert [p.pk for p in place.pictures.all()] == [before.pk, after.pk]


@pytest.mark.parametrize("moment", ["before", "during"])
def test_two_of_one_moment_are_no_pair(place, officer, moment) -> None:
    first = make_picture(place, officer, "before")
    with pytest.raises(BadPicture) as caught:
        make_picture(place, officer, moment, beside=first)
    assert caught.value.field == "beside"


def test_a_picture_stands_in_one_pair_only(place, officer) -> None:
    before = make_picture(place, officer, "before")
    make_picture(place, officer, "after", beside=before)
    before.refresh_from_db()
    with pytest.raises(BadPicture):
        make_picture(place, officer, "after", beside=before)


def test_what_cannot_be_a_picture(place, city, officer, at) -> None:
    other = make_place(city, officer, "Inne")
    with pytest.raises(BadPicture):
        actions.add_picture(by=officer, place=place, upload=make_photo(other, officer), moment="after", at=at)
    with pytest.raises(BadPicture) as caught:
        make_picture(place, officer, "later")
    assert caught.value.field == "moment"
    with pytest.raises(BadPicture) as caught:
        make_picture(place, officer, taken_on=TODAY + timedelta(days=1))
    assert caught.value.field == "taken_on"
    with pytest.raises(BadPicture):
        make_picture(place, officer, "before", beside=make_picture(other, officer, "after"))
    assert not place.pictures.exists()


def test_a_corrected_picture_leaves_its_pair(place, officer, at) -> None:
    before = make_picture(place, officer, "before")
    after = make_picture(place, officer, "after", beside=before)
    actions.change_picture(by=officer, picture=after, moment="during", taken_on=None, beside=None, at=at)
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.pair, after.pair, after.moment) == (None, None, "during")
    actions.change_picture(by=officer, picture=after, moment="after", taken_on=None, beside=before, at=at)
    before.refresh_from_db()
    assert before.pair is not None


def test_pictures_are_ordered(place, city, officer, at) -> None:
    one, two, three = (make_picture(place, officer) for _ in range(3))
    actions.order_pictures(by=officer, place=place, pictures=[three, one], at=at)
    assert [p.pk for p in place.pictures.all()] == [three.pk, one.pk, two.pk]
    with pytest.raises(BadPicture):
        actions.order_pictures(
            by=officer, place=place, pictures=[make_picture(make_place(city, officer, "B"), officer)], at=at
        )


def test_a_removed_picture_takes_its_file_and_its_pair_along(place, officer, at) -> None:
    before = make_picture(place, officer, "before")
    after = make_picture(place, officer, "after", beside=before)
    actions.remove_picture(by=officer, picture=after, at=at)
    before.refresh_from_db()
    assert before.pair is None
    assert Upload.objects.count() == Picture.objects.count() == 1


# --- measurements


def test_the_latest_of_a_kind_counts_and_a_second_on_one_day_corrects(place, officer) -> None:
    make_measure(place, officer, value=7, on=date(2025, 5, 2))
    make_measure(place, officer, value=9, on=date(2025, 5, 2))
    make_measure(place, officer, "m2_unsealed", "38.5", on=date(2025, 5, 2), how="taśmą")
    assert {(m.what, m.value) for m in Measure.objects.all()} == {("trees", 9), ("m2_unsealed", Decimal("38.5"))}
    told = JournalEntry.objects.filter(verb="measure_added").latest("pk").after
    assert "taśmą" not in str(told)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what": "cats"}, "what"),
        ({"value": "-1"}, "value"),
        ({"value": "2.5"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "10000000"}, "value"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
    ],
)
def test_what_cannot_have_been_measured(place, officer, values, field) -> None:
    with pytest.raises(BadMeasure) as caught:
        make_measure(place, officer, **values)
    assert caught.value.field == field
    assert not Measure.objects.exists()


def test_a_mistaken_measurement_is_taken_back(place, officer, at) -> None:
    actions.remove_measure(by=officer, measure=make_measure(place, officer), at=at)
    assert not Measure.objects.exists()


# --- the end of a place


def test_a_place_that_goes_takes_along_what_was_still_to_happen(place, officer, resident, at) -> None:
    keeper = make_keeper(place, resident)
    asked = Keeper.objects.create(place=place, email="kto@example.org", invited_at=at)
    task = CareTask.objects.create(place=place, what="water", starts_on=date(2025, 5, 1))
    Turn.objects.create(task=task, keeper=keeper, on=TODAY + timedelta(days=3), taken_at=at)
    past = Turn.objects.create(task=task, keeper=keeper, on=TODAY - timedelta(days=90), taken_at=at)
    Inspection.objects.create(place=place, planned_on=TODAY + timedelta(days=9))
    defect = Defect.objects.create(place=place, number=1, what="bench", reported_at=at)
    sign = Sign.objects.create(place=place, code="abc", made_at=at)
    gone = actions.end_place(by=officer, place=place, on=date(2026, 10, 1), why="decayed", at=at)
    assert (gone.state, gone.gone_on, gone.gone_why) == ("gone", date(2026, 10, 1), "decayed")
    for row in (keeper, asked, task, defect, sign):
        row.refresh_from_db()
    assert keeper.until == task.ended_on == date(2026, 10, 1)
    assert (asked.until, asked.email) == (date(2026, 10, 1), "")
    assert list(Turn.objects.all()) == [past]
    assert Inspection.objects.get().cancel_reason == "Miejsca już nie ma."
    assert defect.state == "declined"
    assert sign.retired_at == at
    told = JournalEntry.objects.get(verb="place_ended").after
    assert (told["keepers"], told["tasks"], told["inspections"], told["defects"]) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": date(2024, 9, 20)}, "on"),
        ({"why": "bored"}, "why"),
    ],
)
def test_an_end_that_cannot_be(place, officer, at, values, field) -> None:
    with pytest.raises(BadEnding) as caught:
        actions.end_place(by=officer, place=place, at=at, **{"on": TODAY, "why": "decayed", **values})
    assert caught.value.field == field
    place.refresh_from_db()
    assert place.state == "cared"


def test_a_place_goes_once_and_only_by_its_own_way(place, officer, at) -> None:
    with pytest.raises(BadPlace):
        actions.change_state(by=officer, place=place, state="gone", at=at)
    with pytest.raises(NotGone):
        actions.bring_back(by=officer, place=place, at=at)
    gone = actions.end_place(by=officer, place=place, on=TODAY, why="replaced", at=at)
    with pytest.raises(AlreadyGone):
        actions.end_place(by=officer, place=place, on=TODAY, why="replaced", at=at)
    with pytest.raises(BadPlace):
        actions.change_place(by=officer, place=gone, values={"state": "cared"}, at=at)
    actions.change_place(by=officer, place=Place.objects.get(), values={"summary": "Był tu sad."}, at=at)
    back = actions.bring_back(by=officer, place=gone, at=at)
    assert (back.state, back.gone_on, back.gone_why) == ("cared", None, "")


def test_only_the_citys_officers_tell_the_story(place, officer, stranger, auditor, resident, at) -> None:
    picture, measure = make_picture(place, officer), make_measure(place, officer)
    upload = make_photo(place, officer)
    for who in (stranger, auditor, resident, AnonymousUser()):
        for attempt in (
            lambda by: actions.add_picture(by=by, place=place, upload=upload, moment="after", at=at),
            lambda by: actions.change_picture(
                by=by, picture=picture, moment="after", taken_on=None, beside=None, at=at
            ),
            lambda by: actions.order_pictures(by=by, place=place, pictures=[picture], at=at),
            lambda by: actions.remove_picture(by=by, picture=picture, at=at),
            lambda by: actions.add_measure(by=by, place=place, what="trees", value=1, on=TODAY, at=at),
            lambda by: actions.remove_measure(by=by, measure=measure, at=at),
            lambda by: actions.end_place(by=by, place=place, on=TODAY, why="decayed", at=at),
            lambda by: actions.bring_back(by=by, place=place, at=at),
        ):
            with pytest.raises(NotAllowed):
                attempt(who)


# --- lists


def test_what_stood_on_a_day(place, city, officer, at) -> None:
    actions.end_place(by=officer, place=make_place(city, officer, "Krótko"), on=date(2026, 5, 1), why="planned", at=at)
    make_place(city, officer, "Później", ready_date=date(2026, 5, 1))
    make_place(city, officer, "Bez daty", ready_date=None)

    def stood(day) -> set[str]:
        return {p.title for p in places_for(None, on=day)}

    assert stood(date(2024, 9, 20)) == set()
    assert stood(date(2024, 9, 21)) == {"Sad za remizą", "Krótko"}
    assert stood(date(2026, 4, 30)) == {"Sad za remizą", "Krótko"}
    assert stood(date(2026, 5, 1)) == {"Sad za remizą", "Później"}
    assert {p.title for p in places_for(None)} == {"Sad za remizą", "Później", "Bez daty"}
    assert {p.title for p in places_for(None, state="gone")} == {"Krótko"}


def test_which_places_look_for_a_keeper(place, city, officer, at) -> None:
    make_place(city, officer, "Szkoła", keepers_pl="Szkoła nr 2")
    make_place(city, officer, "W budowie", state="building")
    kept = make_place(city, officer, "Z opiekunką")
    keeper = make_keeper(kept)
    left = make_place(city, officer, "Opuszczone", keepers_pl="Szkoła nr 2")
    make_keeper(left, until=date(2026, 1, 1), ending="stepped")

    def looking() -> set[str]:
        return {p.title for p in places_for(None, needs_keeper=True)}

    assert looking() == {"Sad za remizą", "Opuszczone"}
    keeper.until, keeper.ending = TODAY, "stepped"
    keeper.save()
    assert looking() == {"Sad za remizą", "Opuszczone", "Z opiekunką"}


def test_names_are_those_one_may_see(place, city, officer) -> None:
    draft = make_place(city, officer, "Tajne", public=False)
    assert names_of(None, [place.pk, draft.pk, 999]) == {place.pk: "Sad za remizą"}
    assert names_of(officer, [draft.pk]) == {draft.pk: "Tajne"}
