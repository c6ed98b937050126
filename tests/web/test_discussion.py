"""Discussions on the pages: closed by default, writing, reporting, deciding, objecting, the public count."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from skwer.apps.discussion import actions
from skwer.apps.discussion.models import Comment, House, Notice, Objection
from tests.discussion_factories import make_house, make_place, removed, report, say
from tests.factories import AT, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch, settings):
    settings.REQUIRE_MFA = False
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture
def place(city):
    return make_place(city)


@pytest.fixture
def house(city, officer) -> House:
    return make_house(city, officer)


@pytest.fixture
def second(city):
    person = make_person("Tomasz Gajda")
    make_member(person, city, "officer")
    return person


def come(person=None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def talk(place) -> str:
    return f"/en/discussion/place/{place.pk}/"


def test_nothing_is_there_where_the_city_has_opened_nothing(place, city):
    assert 'id="discussion"' not in page(come(), f"/en/places/{place.pk}/")
    page(come(), talk(place), 404)
    assert "No comments are taken here" in page(come(), f"/en/cities/{city.slug}/discussion/")


def test_the_things_page_shows_what_people_say_and_where_to_say_more(house, place, resident):
    say(place, resident, "Dobra <b>ławka</b>. https://spam.example")
    shown = page(come(), f"/en/places/{place.pk}/")
    assert "1 voice in the discussion" in shown
    assert "Dobra &lt;b&gt;ławka&lt;/b&gt;." in shown
    assert 'href="https://spam.example' not in shown, "addresses are words, not links"
    assert f"{talk(place)}#write" in shown


def test_somebody_signed_in_writes_and_what_is_refused_stays_in_the_field(house, place, resident):
    client, path = come(resident), talk(place)
    answer = client.post(path, {"text": "Nazywam się jak urząd", "name": "Lipowiec", "language": "pl"})
    assert answer.status_code == 422
    assert "Nazywam się jak urząd" in answer.content.decode()
    assert 'href="#id_name"' in answer.content.decode()
    answer = client.post(path, {"text": "Дякую!", "name": "Jan", "language": "uk", "what": "question"}, follow=True)
    said = Comment.objects.get()
    assert (said.what, said.language, said.author_name) == ("question", "uk", "Jan")
    assert '<div class="words" lang="uk"><p>Дякую!</p>' in answer.content.decode()


def test_a_reply_never_quotes_what_is_not_shown(house, place, officer, resident, stranger):
    mine = say(place, resident, "Usunięte słowa ogórek")
    path = f"{talk(place)}?reply={mine.uid}"
    assert "Reply to Jan" in page(come(stranger), path)
    removed(mine, officer)
    assert "ogórek" not in page(come(stranger), path)
    page(come(stranger), f"{talk(place)}?reply=nic")


def test_somebody_without_an_account_is_led_to_sign_in(house, place):
    answer = come().post(talk(place), {"text": "Cześć", "name": "X"})
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]
    assert not Comment.objects.exists()


def test_the_form_takes_ten_in_ten_minutes(house, place, resident):
    client = come(resident)
    codes = [client.post(talk(place), {"text": f"Raz {n}", "name": "Jan"}).status_code for n in range(11)]
    assert (codes[9], codes[10]) == (302, 429)


def test_a_long_discussion_costs_no_more_queries_than_a_short_one(
    house, place, resident, django_assert_max_num_queries
):
    first = say(place, text="pierwszy")
    for n in range(30):
        say(place, text=f"głos {n}", reply_to=first if n % 2 else None)
    with django_assert_max_num_queries(30):
        shown = page(come(resident), talk(place))
    assert shown.index("pierwszy") < shown.index("głos 0") < shown.index("głos 28")


def test_ones_own_is_mended_and_taken_back_and_nobody_elses(house, place, resident, stranger):
    mine = say(place, resident)
    path = f"/en/discussion/c/{mine.uid}/"
    page(come(stranger), path, 404)
    client = come(resident)
    assert "until 11:15" in page(client, path)
    client.post(path, {"do": "edit", "text": "Mended words"})
    mine.refresh_from_db()
    assert mine.text == "Mended words"
    client.post(path, {"do": "withdraw"})
    mine.refresh_from_db()
    assert (mine.state, mine.text) == ("withdrawn", "")


def test_from_a_report_without_an_account_to_the_comment_put_back(
    house, place, resident, officer, second, django_capture_on_commit_callbacks
):
    """Reported, removed with reasons, objected to, restored: each letter leads on to the next page."""
    mine = say(place, resident, "Sąsiad śmieci.")
    guest = come()
    form = {"ground": "insult", "text": "Wskazuje osobę z imienia.", "name": "Ewa", "email": "ewa@poczta.example"}
    path = f"/en/discussion/c/{mine.uid}/notice/"
    refused = guest.post(path, form)
    assert refused.status_code == 422
    assert 'href="#id_good_faith"' in refused.content.decode()
    assert "Wskazuje osobę z imienia." in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert guest.post(path, {**form, "good_faith": "on"}).status_code == 302
    receipt = mail.outbox[-1]
    assert receipt.to == ["ewa@poczta.example"]
    (link,) = set(re.findall(r"http\S+/discussion/notices/\S+", receipt.body))
    own = link.removeprefix("http://127.0.0.1:8000")
    assert "waits for a decision" in page(guest, own)
    page(guest, own.split("?")[0], 404)

    desk, one = come(officer), f"/en/desk/comments/{mine.uid}/"
    assert "Reported: 1" in page(desk, f"/en/desk/discussion/{place.organisation.slug}/")
    bad = desk.post(one, {"do": "remove", "remove_ground": "insult", "remove_law": "pkt 2", "remove_facts": "źle"})
    assert bad.status_code == 422
    assert 'href="#id_remove_facts"' in bad.content.decode()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(
            one,
            {"do": "remove", "remove_ground": "insult", "remove_law": "pkt 2 zasad", "remove_facts": "Wskazuje osobę."},
        )
    assert sorted(letter.to[0] for letter in mail.outbox) == ["ewa@poczta.example", resident.email]
    reasons = next(letter for letter in mail.outbox if letter.to == [resident.email]).body
    for said in ("pkt 2 zasad", "Wskazuje osobę.", "człowiek", "sprzeciw"):
        assert said in reasons
    assert "Ewa" not in reasons, "who reported is not named"
    shown = page(come(), talk(place))
    assert "Sąsiad śmieci." not in shown
    assert "Removed by the office" in shown
    assert "The comment was removed, as you asked" in page(guest, own)

    ruling = mine.rulings.get()
    page(come(second), f"/en/discussion/rulings/{ruling.uid}/")
    page(come(make_person("Obca")), f"/en/discussion/rulings/{ruling.uid}/", 404)
    author = come(resident)
    told = page(author, f"/en/discussion/rulings/{ruling.uid}/")
    assert "2022/2065" in told
    assert "Official Journal" in told
    assert "a person; no machine sorted or decided" in told
    objecting = f"/en/discussion/rulings/{ruling.uid}/objection/"
    page(come(), objecting, 404)
    author.post(objecting, {"text": "Nie napisałem, kto to jest."})
    objection = Objection.objects.get()
    answer = {"do": "uphold", "objection": objection.pk, "objection_answer": "Nie wskazano osoby."}
    refused = desk.post(one, answer)
    assert refused.status_code == 403
    assert "You made this decision" in refused.content.decode()
    assert "put it back" not in page(desk, one)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        come(second).post(one, answer)
    assert "Sąsiad śmieci." in page(come(), talk(place))
    assert sorted(letter.to[0] for letter in mail.outbox) == ["ewa@poczta.example", resident.email, resident.email]
    assert "put back after an objection" in page(guest, own)
    counted = page(come(), f"/en/cities/{place.organisation.slug}/discussion/")
    assert "1 comment was removed" in counted


def test_who_reported_objects_to_a_comment_that_stays(house, place, officer, second, resident):
    notice = report(say(place, resident))
    actions.keep(by=officer, comment=notice.comment, facts="To zdanie o miejscu.", at=AT)
    notice.refresh_from_db()
    from skwer.apps.discussion.tokens import notice_key

    query = f"?notice={notice.uid}&key={notice_key(notice)}"
    path = f"/en/discussion/rulings/{notice.ruling.uid}/objection/"
    page(come(), f"{path}?notice={notice.uid}&key=x", 404)
    page(come(), path, 404)
    guest = come()
    page(guest, path + query)
    guest.post(path, {"notice": notice.uid, "key": notice_key(notice), "text": "Jednak obraża mojego sąsiada."})
    assert Objection.objects.get().notice == notice
    desk, one = come(second), f"/en/desk/comments/{notice.comment.uid}/"
    answer = {"do": "uphold", "objection": Objection.objects.get().pk, "objection_answer": "Tak, obraża osobę."}
    refused = desk.post(one, answer)
    assert 'href="#id_objection_ground"' in refused.content.decode()
    desk.post(one, {**answer, "objection_ground": "insult", "objection_law": "pkt 2"})
    assert Comment.objects.get().state == "removed"


def test_who_reported_is_seen_by_those_who_decide_only(house, place, officer, auditor, resident):
    report(say(place, resident))
    path = f"/en/desk/comments/{Comment.objects.get().uid}/"
    assert "ewa@poczta.example" in page(come(officer), path)
    assert "ewa@poczta.example" not in page(come(auditor), path)
    assert come(auditor).post(path, {"do": "look"}).status_code == 403


def test_an_officer_does_not_read_who_reported_her_own_comment(house, place, officer, second):
    hers = say(place, officer, "Piszę jako mieszkanka.", name="Ola")
    report(hers)
    path = f"/en/desk/comments/{hers.uid}/"
    theirs, own = page(come(second), path), page(come(officer), path)
    for told in ("Ewa Przechodnia", "ewa@poczta.example", "podając nazwisko"):
        assert told in theirs
        assert told not in own


def test_a_question_is_answered_at_the_desk_in_the_name_of_the_office(
    city, house, place, officer, resident, django_capture_on_commit_callbacks
):
    question = actions.ask(by=resident, kind="place", key=str(place.pk), text="Kiedy naprawa?", at=AT)
    assert "The office answers" in page(come(), talk(place))
    with django_capture_on_commit_callbacks(execute=True):
        come(officer).post(
            f"/en/desk/comments/{question.uid}/",
            {"do": "answer", "answer_text": "W czwartek.", "answer_language": "pl"},
        )
    assert "W czwartek." in mail.outbox[-1].body
    shown = page(come(), talk(place))
    assert "official answer" in shown
    assert city.name in shown
    assert "The office answers" not in shown


def test_the_desk_opens_the_house_by_form(city, officer, auditor, stranger):
    path = f"/en/desk/cities/{city.slug}/discussion/"
    values = {"kinds": ["place"], "check_first": "before", "look_hours": 24, "answer_days": 14, "objection_days": 184}
    client = come(officer)
    refused = client.post(path, values)
    assert refused.status_code == 422
    assert 'href="#id_rules_pl"' in refused.content.decode()
    assert client.post(path, {**values, "rules_pl": "1. Bez obelg."}).status_code == 302
    house = House.objects.get(organisation=city)
    assert (house.kinds, house.check_first, house.rules_pl) == (["place"], "before", "1. Bez obelg.")
    assert come(auditor).post(path, values).status_code == 403
    assert come(stranger).get(path).status_code == 403


def test_a_citys_own_words_about_the_law_take_the_place_of_ours(city, officer):
    make_house(city, officer)
    path = f"/en/cities/{city.slug}/discussion/"
    assert "the office has not checked them yet" in page(come(), path)
    make_house(city, officer, law_en="Our lawyers say: act X of 2027.", checked_on=AT.date())
    shown = page(come(), path)
    assert "act X of 2027" in shown
    assert "2022/2065 (Digital" not in shown
    assert "The office checked this" in shown


def test_the_table_of_the_desk_runs_no_formulas_and_names_nobody(city, house, place, officer, resident, stranger):
    say(place, resident, '=HYPERLINK("http://zlo.example")', name="Jan K.")
    path = f"/en/desk/discussion/{city.slug}/comments.csv?about=all"
    answer = come(officer).get(path)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0]["text"].startswith("'=")
    assert "Jan" not in answer.content.decode()
    assert come(stranger).get(path).status_code == 403


def test_the_desks_list_costs_as_many_queries_for_thirty_as_for_three(city, house, place, officer):
    client, path = come(officer), f"/en/desk/discussion/{city.slug}/?about=all"

    def cost(upto: int, since: int = 0) -> int:
        for n in range(since, upto):
            say(make_place(city, title=f"Miejsce {n}"), text=f"głos {n}")
        with CaptureQueriesContext(connection) as made:
            assert f"Miejsce {upto - 1}" in page(client, path)
        return len(made)

    few = cost(3)
    assert few <= 32
    assert cost(30, since=3) == few


def test_a_closed_discussion_says_why_and_takes_nothing(house, place, officer, resident):
    mine = say(place, resident)
    come(officer).post(f"/en/desk/comments/{mine.uid}/", {"do": "close", "close_why": "Wszystko powiedziano."})
    shown = page(come(resident), talk(place))
    assert "Wszystko powiedziano." in shown
    assert 'name="text"' not in shown
    assert come(resident).post(talk(place), {"text": "Jeszcze ja", "name": "Jan"}).status_code == 403


def test_a_removed_comment_leaves_no_words_on_any_page(house, place, officer, resident, stranger):
    mine = say(place, resident, "Nigdy więcej ogórek")
    removed(mine, officer)
    for client in (come(), come(stranger)):
        for path in (talk(place), f"/en/places/{place.pk}/", "/en/search/?q=og%C3%B3rek"):
            assert "Nigdy więcej" not in page(client, path)
    page(come(stranger), f"/en/discussion/c/{mine.uid}/notice/", 404)
    assert Notice.objects.count() == 0
