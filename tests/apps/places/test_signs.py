"""The plate with a code, and what passers-by write by it: once, without an account, looked at before it is shown."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from skwer.apps.files.contents import TooLarge, WrongContent
from skwer.apps.files.models import Upload
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.places.actions import signs
from skwer.apps.places.actions.common import BadCare, PlaceGone
from skwer.apps.places.actions.diary import judge_entry
from skwer.apps.places.actions.signs import (
    ALPHABET,
    Retired,
    SignRefusal,
    TooBusy,
    mount_sign,
    retire_sign,
)
from skwer.apps.places.models import Defect, Entry, Place, Sign
from skwer.apps.places.queries.signs import live_sign, sign_by_code
from tests.apps.files.pictures import PDF, photo, uploaded
from tests.care_factories import make_keeper, make_place
from tests.factories import make_person
from tests.signs_factories import by_sign, make_sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(city):
    return make_place(city)


@pytest.fixture
def sign(place, officer):
    return make_sign(place, officer)


@pytest.fixture
def keeper(place):
    person = make_person("Ola z Wodnej")
    make_keeper(place, person)
    return person


def test_the_city_makes_the_sign_and_its_code_can_be_typed(place, officer, auditor, stranger, resident, keeper, at):
    for other in (auditor, stranger, resident, keeper):
        with pytest.raises(NotAllowed):
            make_sign(place, other)
    sign = make_sign(place, officer)
    assert len(sign.code) == signs.CODE_LENGTH
    assert set(sign.code) <= set(ALPHABET)
    assert not set("0o1li") & set(ALPHABET)
    assert JournalEntry.objects.get(verb="sign_made").after == {"place": place.pk}


def test_a_place_has_one_live_sign(place, sign, officer, at):
    with pytest.raises(SignRefusal):
        make_sign(place, officer)
    retire_sign(by=officer, sign=sign, at=at)
    second = make_sign(place, officer)
    assert live_sign(place) == second
    assert second.code != sign.code


def test_a_place_that_is_gone_gets_no_sign_and_takes_no_report(place, sign, officer, at):
    Place.objects.filter(pk=place.pk).update(state="gone", gone_on=date(2026, 11, 1), gone_why="planned")
    with pytest.raises(PlaceGone):
        by_sign(sign)
    retire_sign(by=officer, sign=sign, at=at)
    with pytest.raises(PlaceGone):
        make_sign(place, officer)


def test_the_code_is_found_however_it_is_typed(place, sign, stranger, officer):
    assert sign_by_code(None, f" {sign.code[:4].upper()}-{sign.code[4:]} ") == sign
    assert sign_by_code(None, "zzzzzzzz") is None
    Place.objects.filter(pk=place.pk).update(published_at=None)
    assert sign_by_code(None, sign.code) is None
    assert sign_by_code(stranger, sign.code) is None
    assert sign_by_code(officer, sign.code) == sign


def test_who_looks_after_the_place_says_that_the_sign_hangs(sign, keeper, officer, stranger, resident, at):
    today = date(2026, 11, 23)
    for other in (stranger, resident):
        with pytest.raises(NotAllowed):
            mount_sign(by=other, sign=sign, on=today, at=at)
    for day in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(BadCare) as caught:
            mount_sign(by=keeper, sign=sign, on=day, at=at)
        assert caught.value.field == "on"
    mount_sign(by=keeper, sign=sign, on=today, at=at)
    assert Sign.objects.get(pk=sign.pk).mounted_on == today
    retire_sign(by=officer, sign=sign, at=at)
    with pytest.raises(SignRefusal):
        mount_sign(by=officer, sign=sign, on=today, at=at)


def test_only_the_city_retires_and_twice_changes_nothing(sign, keeper, stranger, officer, at):
    for other in (keeper, stranger):
        with pytest.raises(NotAllowed):
            retire_sign(by=other, sign=sign, at=at)
    retire_sign(by=officer, sign=sign, at=at)
    retire_sign(by=officer, sign=sign, at=at + timedelta(days=1))
    assert Sign.objects.get(pk=sign.pk).retired_at == at
    assert JournalEntry.objects.filter(verb="sign_retired").count() == 1


@pytest.mark.parametrize("what", ["watered", "tidied", "fine"])
def test_a_tick_stands_in_the_log_at_once(sign, what):
    entry = by_sign(sign, what)
    assert (entry.state, entry.channel, entry.keeper, entry.officer) == ("shown", "sign", None, None)
    assert entry in Entry.objects.visible_to(None)


@pytest.mark.parametrize("more", [{"text": "Sucho."}, {"photo": uploaded(photo(size=(40, 30)))}])
def test_words_and_photos_wait_until_somebody_has_looked(sign, more, keeper, officer, stranger):
    entry = by_sign(sign, "watered", **more)
    assert entry.state == "waiting"
    for blind in (None, stranger):
        assert entry not in Entry.objects.visible_to(blind)
    for sees in (keeper, officer):
        assert entry in Entry.objects.visible_to(sees)


def test_a_passers_by_photo_is_seen_inside_until_it_is_judged(sign, keeper, officer, stranger, auditor, at):
    entry = by_sign(sign, "fine", photo=uploaded(photo(size=(40, 30)), "ja.jpg"))
    upload = entry.photo
    assert (upload.uploaded_by, upload.audience, upload.holder_kind) == (None, "inside", "entry")

    def seen(person) -> bool:
        return Upload.objects.visible_to(person).filter(pk=upload.pk).exists()

    assert [seen(p) for p in (None, stranger, keeper, officer, auditor)] == [False, False, True, True, True]
    judge_entry(by=keeper, entry=entry, show=True, at=at)
    assert seen(None)
    judge_entry(by=officer, entry=entry, show=False, why="Widać twarz dziecka.", at=at)
    assert not seen(None)
    assert seen(keeper)


def test_without_an_account_nobody_adds_a_photo_to_an_entry_that_is_there(sign, at):
    from skwer.apps.files.actions import NotYours, store_upload

    entry = by_sign(sign, "note", text="Kot.")
    later = at + timedelta(minutes=1)
    sent = {"organisation": sign.place.organisation, "kind": "photo", "file": uploaded(photo(size=(40, 30)))}
    for more in ({"holder_kind": "entry", "holder_key": entry.pk}, {"holder_kind": "place", "holder_key": 1}, {}):
        with pytest.raises(NotYours):
            store_upload(by=None, at=later, **sent, **more)
    assert not Upload.objects.exists()


def test_something_broken_becomes_a_defect_with_the_danger_and_the_address_to_answer(sign, place, at):
    entry = by_sign(sign, "broken", danger=True, contact="kto@poczta.example", language="en")
    defect = Defect.objects.get()
    assert (defect.entry, defect.what, defect.danger, defect.state) == (entry, "bench", True, "reported")
    assert (entry.contact, entry.language) == ("kto@poczta.example", "en")


def test_an_address_is_kept_only_where_there_is_a_repair_to_hear_of(sign):
    assert by_sign(sign, "watered", contact="kto@poczta.example").contact == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what": "worked"}, "what"),
        ({"what": ""}, "what"),
        ({"what": "broken", "defect": ""}, "defect"),
        ({"what": "broken", "defect": "dragon"}, "defect"),
        ({"what": "broken", "contact": "nobody"}, "contact"),
        ({"what": "note"}, "text"),
        ({"what": "fine", "text": "x" * 601}, "text"),
    ],
)
def test_what_cannot_stand_names_its_field_and_leaves_nothing(sign, values, field):
    with pytest.raises(BadCare) as caught:
        by_sign(sign, **values)
    assert caught.value.field == field
    assert not Entry.objects.exists()
    assert not Defect.objects.exists()


@pytest.mark.parametrize(("data", "refusal"), [(PDF, WrongContent), (b"x" * (16 << 20), TooLarge)])
def test_a_file_that_is_no_photo_leaves_no_entry(sign, data, refusal):
    with pytest.raises(refusal):
        by_sign(sign, "broken", photo=uploaded(data))
    assert not Entry.objects.exists()
    assert not Upload.objects.exists()


@pytest.mark.parametrize(("days", "kept"), [(0, 0), (3, 3), (8, 0), (-1, 0)])
def test_what_was_written_without_a_net_keeps_its_day_for_a_week(sign, days, kept):
    today = date(2026, 11, 23)
    assert by_sign(sign, on=today - timedelta(days=days)).on == today - timedelta(days=kept)


def test_the_same_report_sent_twice_arrives_once(sign, place, officer, city):
    uid = uuid4()
    first = by_sign(sign, "broken", uid=uid, text="Deska.")
    again = by_sign(sign, "broken", uid=uid, text="Deska!")
    assert (first, again.text) == (again, "Deska.")
    assert (Entry.objects.count(), Defect.objects.count()) == (1, 1)
    elsewhere = make_sign(make_place(city, title_pl="Sad"), officer)
    with pytest.raises(BadCare):
        by_sign(elsewhere, "broken", uid=uid)


def test_a_report_on_its_way_when_the_sign_was_retired_is_known_afterwards_and_a_new_one_is_not_taken(
    sign, officer, at
):
    uid = uuid4()
    entry = by_sign(sign, uid=uid)
    retire_sign(by=officer, sign=sign, at=at)
    assert by_sign(sign, uid=uid) == entry
    with pytest.raises(Retired):
        by_sign(sign)


def test_so_many_wait_and_so_many_a_day(sign, monkeypatch, officer, at):
    monkeypatch.setattr(signs, "MOST_WAITING", 1)
    entry = by_sign(sign, "note", text="Raz.")
    with pytest.raises(TooBusy):
        by_sign(sign, "note", text="Dwa.")
    by_sign(sign, "watered")  # a tick waits for nobody
    judge_entry(by=officer, entry=entry, show=True, at=at)
    by_sign(sign, "note", text="Trzy.")
    monkeypatch.setattr(signs, "MOST_A_DAY", 3)
    with pytest.raises(TooBusy):
        by_sign(sign, "watered")
    by_sign(sign, "watered", at=at + timedelta(days=1, minutes=1))


def test_the_journal_holds_no_words_of_anybody(sign):
    by_sign(sign, "broken", text="Sekret", contact="kto@poczta.example", photo=uploaded(photo(size=(40, 30)), "ja.jpg"))
    told = str(list(JournalEntry.objects.values_list("before", "after", "actor")))
    assert not [word for word in ("Sekret", "poczta", "ja.jpg", sign.code) if word in told]
