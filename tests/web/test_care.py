"""Pages of care: the keeper's, the defect's, reporting without an account, handing over, the desk."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from skwer.apps.files.models import Upload
from skwer.apps.places.actions import caring, feeds, keeping, mending
from skwer.apps.places.models import CareFeed, Defect, Entry, Keeper, Place, Turn
from skwer.apps.places.tokens import feed_token, keeper_token
from tests.apps.files.pictures import photo, uploaded

from ..care_factories import make_defect, make_keeper, make_place, make_task
from ..factories import AT, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch, settings):
    settings.SKWER_REQUIRE_MFA = False
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture
def place(city):
    return make_place(city, owed=True)


@pytest.fixture
def zofia(place):
    person = make_person("Zofia Maj", email="zofia@example.org")
    make_keeper(place, person, public_name="pani Zofia")
    return person


@pytest.fixture
def signed_in(client):
    def sign_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def address(route, place, **more):
    return reverse(f"web:{route}", kwargs={"number": place.pk, **more})


def text(response) -> str:
    return response.content.decode()


# --- the keeper's page


def test_the_keepers_page_names_what_is_due_and_one_press_does_it(signed_in, place, zofia):
    task = make_task(place, zofia, note="Kran przy klatce B.")
    client = signed_in(zofia)
    page = text(client.get(address("care", place)))
    assert "Na dziś: Podlewanie" in page
    assert "Kran przy klatce B." in page
    client.post(address("care", place), {"do": "did", "task": task.pk})
    entry = Entry.objects.get()
    assert (entry.what, entry.task, entry.keeper.person) == ("watered", task, zofia)
    assert "Na ten tydzień: Podlewanie" in text(client.get(address("care", place)))


def test_what_was_typed_stays_when_a_value_is_wrong(signed_in, place, zofia):
    client = signed_in(zofia)
    sent = {"do": "log", "what": "worked", "text": "Nowe krokusy", "hours": "dużo", "on": "2026-11-20", "uid": uuid4()}
    response = client.post(address("care", place), sent)
    assert response.status_code == 422
    assert "Nowe krokusy" in text(response)
    assert "Wpisz godziny jako liczbę" in text(response)
    assert not Entry.objects.exists()
    client.post(address("care", place), {**sent, "hours": "2,5"})
    assert Entry.objects.get().hours == 2.5


def test_a_photo_comes_with_the_log_and_a_wrong_one_is_refused_in_words(signed_in, place, zofia):
    client = signed_in(zofia)
    sent = {"do": "log", "what": "worked", "uid": uuid4()}
    response = client.post(address("care", place), {**sent, "photo": uploaded(b"<?php echo 1;", "kwiat.jpg")})
    assert response.status_code == 422
    assert not Entry.objects.exists()
    client.post(address("care", place), {**sent, "photo": uploaded(photo()), "photo-alt": "krokusy"})
    assert Entry.objects.get().photo.alt_text == "krokusy"


def test_a_turn_is_taken_and_a_taken_day_is_refused_in_words(signed_in, place, zofia):
    task = make_task(place, zofia)
    helper = make_keeper(place, make_person("Ewa"), role="helper").person
    day = (AT + DAY).date().isoformat()
    signed_in(helper).post(address("care", place), {"do": "turn", "task": task.pk, "on": day})
    response = signed_in(zofia).post(address("care", place), {"do": "turn", "task": task.pk, "on": day}, follow=True)
    assert "Tego dnia dyżur ma już ktoś inny" in text(response)
    turn = Turn.objects.get()
    signed_in(helper).post(address("care", place), {"do": "leave", "turn": turn.pk})
    assert not Turn.objects.exists()


@pytest.mark.parametrize("on", ["", "2026-13-45", "wczoraj"])
def test_a_day_that_is_none_is_refused_in_words(signed_in, place, zofia, on):
    task = make_task(place, zofia)
    response = signed_in(zofia).post(address("care", place), {"do": "turn", "task": task.pk, "on": on}, follow=True)
    assert "Wybierz dzień od dziś" in text(response)


def test_tasks_are_added_changed_and_ended_on_the_page(signed_in, place, zofia):
    client = signed_in(zofia)
    new = {"do": "add", "new-what": "weed", "new-every_days": "10", "new-starts_on": "2026-11-25", "new-note": ""}
    client.post(address("care", place), new)
    task = place.tasks.get()
    key = f"task-{task.pk}"
    wrong = {"do": "change", "task": task.pk, f"{key}-what": "weed", f"{key}-every_days": "10",
             f"{key}-starts_on": "2026-11-25", f"{key}-from_month": "4"}  # fmt: skip
    response = client.post(address("care", place), wrong)
    assert response.status_code == 422
    assert "Sezon wymaga obu miesięcy" in text(response)
    client.post(address("care", place), {**wrong, f"{key}-to_month": "9"})
    task.refresh_from_db()
    assert (task.from_month, task.to_month) == (4, 9)
    client.post(address("care", place), {"do": "end", "task": task.pk})
    task.refresh_from_db()
    assert task.ended_on == timezone.localdate(AT)


def test_a_resident_offers_and_is_told_so(signed_in, place, zofia, resident):
    client = signed_in(resident)
    page = client.get(address("care", place))
    assert "Pomóż opiekować się tym miejscem" in text(page)
    assert "Kran" not in text(page)
    client.post(address("care", place), {"do": "offer", "public_name": "Jan"})
    assert "Twoje zgłoszenie czeka" in text(client.get(address("care", place)))
    keeper = Keeper.objects.get(person=resident)
    signed_in(zofia).post(address("care", place), {"do": "take_offer", "keeper": keeper.pk})
    assert Keeper.objects.live().filter(person=resident).exists()


@pytest.mark.parametrize("do", ["log", "did", "turn", "add", "change", "end", "invite", "end_keeping", "judge"])
def test_a_stranger_changes_nothing_on_the_keepers_page(signed_in, place, zofia, stranger, resident, do):
    task = make_task(place, zofia)
    entry = make_defect(place, text="x").entry
    sent = {
        "do": do, "what": "watered", "uid": uuid4(), "task": task.pk, "on": "2026-11-24", "entry": entry.pk,
        "show": "1",
        "new-what": "weed", "new-every_days": "3", "new-starts_on": "2026-11-24", "email": "a@example.org",
        "role": "helper", "keeper": Keeper.objects.get().pk, f"task-{task.pk}-what": "mow",
        f"task-{task.pk}-every_days": "3", f"task-{task.pk}-starts_on": "2026-11-24",
    }  # fmt: skip
    for person in (stranger, resident):
        assert signed_in(person).post(address("care", place), sent).status_code == 403
    assert (Entry.objects.count(), place.tasks.count(), Keeper.objects.count(), Turn.objects.count()) == (1, 1, 1, 0)


def test_an_unknown_button_and_a_foreign_thing_do_not_exist(signed_in, city, place, zofia, officer):
    foreign = make_task(make_place(city), officer)
    client = signed_in(zofia)
    assert client.post(address("care", place), {"do": "did", "task": foreign.pk}).status_code == 404
    assert client.post(address("care", place), {"do": "explode"}).status_code == 404
    assert client.post(address("care", place), {"do": "did", "task": "99999"}).status_code == 404
    assert client.post(address("care", place), {"do": "end_keeping", "keeper": "x"}).status_code == 404


def test_the_last_keeper_who_steps_back_reads_how_to_mend_it(signed_in, place, zofia):
    keeper = Keeper.objects.get()
    response = signed_in(zofia).post(address("care", place), {"do": "step_back", "keeper": keeper.pk}, follow=True)
    assert "przekaż ją komuś albo poproś urząd" in text(response)
    keeper.refresh_from_db()
    assert keeper.until is None


def test_keepers_see_no_addresses_and_the_office_does(signed_in, place, zofia, officer):
    helper = make_keeper(place, make_person("Ewa Kot", email="ewa@example.org"), role="helper", public_name="Ewa")
    for person, sees in ((helper.person, False), (officer, True)):
        assert ("zofia@example.org" in text(signed_in(person).get(address("care", place)))) is sees


# --- reporting and the defect's page


def test_anybody_reports_a_defect_and_sees_what_becomes_of_it(client, place):
    assert "Co jest zepsute?" in text(client.get(address("report_defect", place)))
    uid = uuid4()
    sent = {"what": "bench", "text": "Pękła deska", "danger": "on", "contact": "ktos@example.org", "uid": uid}
    response = client.post(address("report_defect", place), {**sent, "photo": uploaded(photo())}, follow=True)
    page = text(response)
    assert "zgłoszenie dotarło" in page
    assert "Pękła deska" not in page  # words wait until somebody has looked
    defect = Defect.objects.get()
    assert (defect.danger, defect.entry.contact, defect.entry.state) == (True, "ktos@example.org", "waiting")
    assert not Upload.objects.visible_to(None).exists()
    client.post(address("report_defect", place), sent)
    assert Defect.objects.count() == 1
    assert "ktos@example.org" not in text(client.get(address("care_defect", place, defect=1)))


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "Co jest zepsute?"), ({"what": "bench", "contact": "nie adres"}, "nie adres"), ({"what": "sky"}, "sky")],
)
def test_a_report_with_something_wrong_comes_back(client, place, sent, words):
    response = client.post(address("report_defect", place), {"text": "Pękła deska", "uid": uuid4(), **sent})
    assert response.status_code == 422
    assert "Pękła deska" in text(response)
    assert words in text(response)
    assert not Defect.objects.exists()


def test_reports_are_counted(client, place):
    codes = [
        client.post(address("report_defect", place), {"what": "bench", "uid": uuid4()}).status_code for _n in range(11)
    ]
    assert codes[:10] == [302] * 10
    assert codes[10] == 429


def test_a_place_that_is_gone_takes_no_reports(client, place):
    Place.objects.filter(pk=place.pk).update(state="gone", gone_on=AT.date())
    assert client.get(address("report_defect", place)).status_code == 409


def test_a_draft_is_not_there_for_others(client, signed_in, place, zofia, stranger):
    Place.objects.filter(pk=place.pk).update(published_at=None)
    make_defect(place, zofia)
    for route, more in (("care_log", {}), ("report_defect", {}), ("care_defect", {"defect": 1})):
        client.logout()
        assert client.get(address(route, place, **more)).status_code == 404
        assert signed_in(stranger).get(address(route, place, **more)).status_code == 404
        assert signed_in(zofia).get(address(route, place, **more)).status_code == 200


def test_the_office_moves_a_defect_to_its_repair(signed_in, client, place, officer):
    defect = make_defect(place, text="Deska")
    desk = reverse("web:desk_defect", kwargs={"pk": defect.pk})
    signed_in(officer)
    assert client.post(desk, {"do": "confirm", "who": "company", "due_on": "2026-11-30"}).status_code == 422
    client.post(desk, {"do": "confirm", "who": "company", "who_name": "Wiór", "due_on": "2026-11-30", "danger": "on"})
    client.post(desk, {"do": "begin"})
    assert client.post(desk, {"do": "close", "close-answer": "", "close-cost": "x"}).status_code == 422
    client.post(desk, {"do": "close", "close-answer": "Nowa deska", "close-cost": "120,50"})
    defect.refresh_from_db()
    assert (defect.state, defect.who_name, str(defect.cost)) == ("repaired", "Wiór", "120.50")
    client.logout()
    page = text(client.get(address("care_defect", place, defect=1)))
    assert "Nowa deska" in page
    assert "Wiór" in page
    assert client.post(desk, {"do": "begin"}).status_code == 302  # to the sign-in page


def test_what_another_did_first_is_said(signed_in, place, officer):
    defect = make_defect(place)
    mending.decline_defect(by=officer, defect=defect, answer="Nie nasze", at=AT)
    desk = reverse("web:desk_defect", kwargs={"pk": defect.pk})
    response = signed_in(officer).post(desk, {"do": "decline", "decline-answer": "x"}, follow=True)
    assert "jest już w innym stanie" in text(response)


@pytest.mark.parametrize("do", ["confirm", "begin", "close", "decline", "same"])
def test_nobody_else_moves_a_defect(client, signed_in, place, stranger, resident, auditor, do):
    defect = make_defect(place)
    sent = {"do": do, "who": "keepers", "due_on": "2026-12-01", "close-answer": "x", "decline-answer": "x"}
    for person in (None, stranger, resident, auditor):
        client.logout()
        if person is not None:
            signed_in(person)
        assert client.post(address("care_defect", place, defect=1), sent).status_code == 403
    defect.refresh_from_db()
    assert defect.state == "reported"


def test_keepers_mend_what_is_theirs_on_the_public_page(signed_in, place, zofia):
    make_defect(place)
    client = signed_in(zofia)
    page = address("care_defect", place, defect=1)
    client.post(page, {"do": "confirm", "who": "keepers", "due_on": "2026-11-30"})
    client.post(page, {"do": "close", "close-answer": "Przybite"})
    assert Defect.objects.get().state == "repaired"
    assert "Zdjęcie naprawy" not in text(client.get(page))


# --- keepers


def test_an_invitation_is_read_without_an_account_and_taken_with_one(client, signed_in, place, officer, resident):
    keeper = keeping.invite_keeper(by=officer, place=place, values={"email": "x@example.org", "role": "lead"}, at=AT)
    link = reverse("web:keeper_invitation", kwargs={"token": keeper_token(keeper)})
    page = client.get(link)
    assert "Klomb przy studni" in text(page)
    assert "x@example.org" not in text(page)
    assert client.post(link, {"yes": "1"}).status_code == 302
    signed_in(resident).post(link, {"yes": "1", "public_name": "Jan"})
    keeper.refresh_from_db()
    assert (keeper.person, keeper.public_name) == (resident, "Jan")
    assert client.get(link).status_code == 410


def test_the_care_is_handed_over_on_the_pages(signed_in, place, zofia):
    page = address("handover", place)
    client = signed_in(zofia)
    assert client.post(page, {"to": "", "to_email": "", "note": "Wąż w piwnicy"}).status_code == 422
    client.post(page, {"to": "", "to_email": "jan@example.org", "note": "Wąż w piwnicy"})
    assert "jan@example.org" in text(client.get(page))
    jan = make_person("Jan Nowak", email="jan@example.org")
    client = signed_in(jan)
    asked = text(client.get(page))
    assert "Wąż w piwnicy" in asked
    handover = place.handovers.get()
    client.post(page, {"handover": handover.pk, "yes": "1", "public_name": "pan Jan"})
    assert Keeper.objects.live().get(place=place, role="lead").person == jan
    assert Keeper.objects.get(person=zofia).until == timezone.localdate(AT)


def test_a_hand_over_is_nobody_elses(signed_in, place, zofia, stranger, resident):
    page = address("handover", place)
    signed_in(zofia).post(page, {"to": "", "to_email": "ola@example.org", "note": ""})
    handover = place.handovers.get()
    for person in (stranger, resident):
        client = signed_in(person)
        assert client.get(page).status_code == 403
        assert client.post(page, {"handover": handover.pk, "yes": "1"}).status_code == 403
    handover.refresh_from_db()
    assert handover.state == "asked"


def test_my_places_and_the_private_calendar(signed_in, client, place, zofia):
    make_task(place, zofia)
    page = reverse("web:my_places")
    assert "Klomb przy studni" in text(signed_in(zofia).get(page))
    client.post(page, {"calendar": "1"})
    shown = text(client.get(page))
    token = shown.split("/care/")[-1].split(".ics")[0]
    client.logout()
    feed = client.get(reverse("web:care_calendar", kwargs={"token": token}))
    assert feed["Content-Type"].startswith("text/calendar")
    assert "zofia" not in text(feed).lower()
    feeds.renew_feed(by=zofia, at=AT)
    assert client.get(reverse("web:care_calendar", kwargs={"token": token})).status_code == 410
    new = feed_token(CareFeed.objects.get(person=zofia))
    assert client.get(reverse("web:care_calendar", kwargs={"token": new})).status_code == 200


# --- the desk


def test_the_desk_of_care_shows_what_waits(signed_in, city, place, officer):
    make_defect(place, text="Pękła deska")
    late = make_defect(place, what="light")
    mending.confirm_defect(by=officer, defect=late, who="office", due_on=AT.date(), at=AT)
    page = text(signed_in(officer).get(reverse("web:desk_care", kwargs={"slug": city.slug})))
    assert "2 usterki są otwarte" in page
    assert "Pękła deska" in page
    assert "1 miejsce szuka opieki" in page
    assert "Opieka jest obowiązkowa do" in page


def test_the_desk_of_care_is_narrowed_and_downloaded(signed_in, city, place, officer):
    make_defect(place, danger=True)
    light = make_defect(place, what="light")
    mending.confirm_defect(by=officer, defect=light, who="company", who_name="=cmd()", due_on=AT.date(), at=AT)
    desk = reverse("web:desk_care", kwargs={"slug": city.slug})
    client = signed_in(officer)
    page = text(client.get(f"{desk}?state=danger"))
    assert f"/desk/defects/{light.pk}/" not in page
    table = b"".join(client.get(f"{desk}?state=confirmed&form=csv")).decode()
    assert "'=cmd()" in table
    assert table.count("\n") == 2


def test_the_desk_asks_a_constant_number_of_questions(signed_in, city, officer, django_assert_max_num_queries):
    desk = reverse("web:desk_care", kwargs={"slug": city.slug})
    client = signed_in(officer)
    for number in range(12):
        place = make_place(city)
        make_keeper(place, make_person(f"Osoba {number}"))
        make_task(place, officer, starts_on=AT.date() - 5 * DAY)
        make_defect(place, text="x")
    client.get(desk)
    with django_assert_max_num_queries(32):
        client.get(desk)


def test_the_keepers_page_asks_a_constant_number_of_questions(
    signed_in, place, zofia, officer, django_assert_max_num_queries
):
    for number in range(8):
        task = make_task(place, zofia)
        caring.take_turn(by=zofia, task=task, on=AT.date() + (number + 1) * DAY, at=AT)
        make_defect(place, text="x")
        make_keeper(place, make_person(f"Osoba {number}"), role="helper")
    client = signed_in(officer)
    client.get(address("care", place))
    with django_assert_max_num_queries(36):
        client.get(address("care", place))


def test_entries_are_judged_at_the_desk(signed_in, place, officer, auditor, stranger):
    entry = make_defect(place, text="Pękła deska").entry
    desk = reverse("web:desk_entry", kwargs={"pk": entry.pk})
    for person in (auditor, stranger):
        assert signed_in(person).post(desk, {"show": "1"}).status_code == 403
    response = signed_in(officer).post(desk, {"hide": "1", "why": ""}, follow=True)
    assert "dlaczego wpis jest ukryty" in text(response)
    signed_in(officer).post(desk, {"show": "1"})
    entry.refresh_from_db()
    assert (entry.state, entry.judged_by) == ("shown", officer)


def test_who_left_takes_her_name_out_of_the_log(signed_in, client, place, zofia, officer):
    keeping.end_keeping(by=officer, keeper=Keeper.objects.get(), at=AT)
    client = signed_in(zofia)
    page = client.get(reverse("web:my_places"))
    assert "pani Zofia" in text(page)
    client.post(reverse("web:my_places"), {"forget": Keeper.objects.get().pk})
    assert Keeper.objects.get().public_name == ""
    assert "pani Zofia" not in text(client.get(reverse("web:my_places")))


def test_nobody_takes_another_ones_name_back(signed_in, place, zofia, officer, resident):
    keeping.end_keeping(by=officer, keeper=Keeper.objects.get(), at=AT)
    signed_in(resident).post(reverse("web:my_places"), {"forget": Keeper.objects.get().pk})
    assert Keeper.objects.get().public_name == "pani Zofia"


def test_a_keeper_writes_to_so_many_addresses_an_hour(signed_in, place, zofia):
    client = signed_in(zofia)
    sent = {"do": "invite", "email": "ktos@poczta.example", "role": "helper"}
    codes = [client.post(address("care", place), sent).status_code for _n in range(21)]
    assert codes == [302] * 20 + [429]
    assert client.post(address("care", place), {"do": "name", "public_name": "Zosia"}).status_code != 429


def test_hand_overs_are_counted(signed_in, place, zofia):
    client = signed_in(zofia)
    codes = [client.post(address("handover", place), {"to_email": "nie adres"}).status_code for _n in range(31)]
    assert codes == [422] * 30 + [429]


def test_a_photo_is_looked_at_before_the_place_is_locked(client, place, monkeypatch):
    def locked(_place):
        raise AssertionError("the place is locked for a file nobody can read")

    monkeypatch.setattr(mending, "standing", locked)
    bad = uploaded(b"<?php", "a.jpg")
    sent = {"what": "bench", "uid": uuid4(), "photo": bad}
    assert client.post(address("report_defect", place), sent).status_code == 422


@pytest.mark.parametrize("key", ["²", "9" * 30, "-1", "x"])
@pytest.mark.parametrize(("do", "name"), [("did", "task"), ("judge", "entry"), ("step_back", "keeper")])
def test_a_number_that_is_none_is_nothing_here(signed_in, place, zofia, do, name, key):
    assert signed_in(zofia).post(address("care", place), {"do": do, name: key}).status_code == 404
