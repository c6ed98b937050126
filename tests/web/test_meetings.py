"""Meetings on the pages: the office calls and records them, members step aside, authors answer, everybody reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.calls import actions
from skwer.apps.calls.models import Meeting
from skwer.apps.calls.queries import form_of
from skwer.apps.forms.reading import render_post
from tests.factories import ANSWERS, AT, make_call, make_member, make_person
from tests.rounds_factories import (
    FULL,
    advise,
    answer_all,
    meeting,
    rounds_call,
    send_full,
    send_idea,
    sit,
    to_full,
    to_meetings,
)
from tests.web.resident import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return [make_person(f"Członkini {n}") for n in range(1, 5)]


@pytest.fixture
def author(db):
    return make_person("Zofia Kamińska")


@pytest.fixture
def call(city, officer, people):
    return rounds_call(city, officer, people=people, slug="rundy")


@pytest.fixture
def made(call, officer, author):
    send_idea(call, author)
    return meeting(call, officer, at=to_meetings(call))


@pytest.fixture
def moved(monkeypatch):
    """The clock of the pages."""

    def to(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    return to


def published(made, officer, outcome="invite", texts=("Dodaj cień.", "Zapytaj spółdzielnię.")):
    at = sit(made, officer)
    advise(made, officer, {1: (outcome, texts)}, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="Koniec o 18.", at=at)
    made.refresh_from_db()
    return at


DESK, PUBLIC = "/desk/calls/rundy/meetings/", "/calls/rundy/meetings/"
ADVICE = "/calls/rundy/proposals/1/recommendations/"


def test_the_office_calls_a_meeting_and_what_was_typed_stays_when_something_is_wrong(client, officer, call, moved):
    send_idea(call)
    at = to_meetings(call)
    moved(at)
    page = sign_in(client, officer)
    assert "1 pomysł" in page.get(DESK).content.decode()
    values = {"title": "Pierwsze", "starts_at": "2020-01-01T10:00", "ends_at": "2020-01-01T12:00", "place": "Ratusz",
              "quorum": "3"}  # fmt: skip
    answer = page.post(f"{DESK}new/", values)
    assert answer.status_code == 422
    assert 'value="Pierwsze"' in answer.content.decode()
    later = timezone.localtime(at + timedelta(days=2))
    values |= {"starts_at": f"{later:%Y-%m-%dT10:00}", "ends_at": f"{later:%Y-%m-%dT12:00}"}
    answer = page.post(f"{DESK}new/", values)
    assert (answer.status_code, answer["Location"]) == (302, f"{DESK}1/")
    assert Meeting.objects.get().title == "Pierwsze"


def test_the_whole_meeting_is_recorded_on_one_page(client, officer, people, made, moved):
    moved(made.starts_at)
    page = sign_in(client, officer)
    one = f"{DESK}1/"
    item = made.items.get()
    keys = [str(person.pk) for person in people]
    answer = page.post(one, {"do": "presence", "present": keys})
    assert answer.status_code == 422
    assert answer.content.decode().count("checked") >= 4  # what was ticked stays
    page.post(one, {"do": "presence", "present": keys, "chair": keys[0]})
    page.post(one, {"do": "hold"})
    page.post(one, {"do": "recuse", "item": item.pk, "person": keys[3], "reason": "Sąsiadka"})
    answer = page.post(
        one, {"do": "point", "item": item.pk, "note": "", "texts": ["Dodaj cień.", ""], "outcome": "decline"}
    )
    assert answer.status_code == 422
    assert "Dodaj cień." in answer.content.decode()
    page.post(
        one, {"do": "point", "item": item.pk, "note": "Dobry.", "texts": ["Dodaj cień.", ""], "outcome": "invite"}
    )
    page.post(one, {"do": "publish", "text": "Koniec."})
    made.refresh_from_db()
    assert made.minutes_at is not None
    assert item.recommendations.get().text == "Dodaj cień."
    assert page.post(one, {"do": "nothing"}).status_code == 404
    assert page.post(one, {"do": "publish", "text": "Inaczej"}).status_code == 409


def test_the_agenda_is_filled_moved_and_emptied(client, officer, made, call):
    page = sign_in(client, officer)
    one = f"{DESK}1/"
    page.post(one, {"do": "agenda", "title": "Sprawy różne", "each": "20"})
    first, second = made.items.order_by("order")
    assert (second.title, second.starts_at - first.starts_at) == ("Sprawy różne", timedelta(minutes=20))
    page.post(one, {"do": "rearrange", "move": f"up-{second.pk}"})
    assert made.items.order_by("order").first() == second
    page.post(one, {"do": "rearrange", "move": f"off-{second.pk}"})
    assert list(made.items.all()) == [first]
    assert page.post(one, {"do": "agenda"}).status_code == 422
    assert page.post(one, {"do": "rearrange", "move": "up-999"}).status_code == 404


def test_auditors_look_and_other_cities_do_not(client, auditor, made):
    page = sign_in(client, auditor)
    assert page.get(f"{DESK}1/").status_code == 200
    assert page.post(f"{DESK}1/", {"do": "hold"}).status_code == 403


def test_another_city_s_officer_sees_no_agenda(client, other_city, made):
    stranger = make_person(second_factor=True)
    make_member(stranger, other_city, "officer")
    page = sign_in(client, stranger)
    assert page.get(f"{DESK}1/").status_code == 403
    assert page.get(f"{PUBLIC}1/").status_code == 404
    assert page.get(f"{PUBLIC}1/minutes.pdf").status_code == 404


def test_a_member_steps_aside_and_comes_back_on_the_page_of_the_meeting(client, people, made):
    page = sign_in(client, people[1])
    item = made.items.get()
    page.post(f"{PUBLIC}1/", {"item": item.pk, "reason": "Mieszkam obok."})
    assert item.recusals.get().person == people[1]
    page.post(f"{PUBLIC}1/", {"item": item.pk, "do": "back"})
    assert not item.recusals.exists()
    assert sign_in(client, make_person()).post(f"{PUBLIC}1/", {"item": item.pk}).status_code == 404


def test_everybody_reads_minutes_but_not_why_somebody_stepped_aside(client, officer, people, made):
    assert client.get(f"{PUBLIC}1/").status_code == 404
    actions.recuse(by=people[3], item=made.items.get(), person=people[3], reason="Mieszkam obok.", at=made.starts_at)
    published(made, officer)
    shown = client.get(f"{PUBLIC}1/").content.decode()
    assert str(people[3]) in shown
    assert "Mieszkam obok." not in shown
    assert "Koniec o 18." in shown
    paper = client.get(f"{PUBLIC}1/minutes.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_the_agenda_is_a_paper_for_members(client, people, made):
    assert sign_in(client, people[0]).get(f"{PUBLIC}1/minutes.pdf").content.startswith(b"%PDF")


@pytest.mark.job("R5")
def test_each_recommendation_is_answered_with_a_reason_before_the_full_application(
    client, officer, author, made, moved
):
    at = published(made, officer)
    moved(at)
    page = sign_in(client, author)
    assert "2 zalecenia czekają" in page.get(ADVICE).content.decode()
    answer = page.post(ADVICE, {"answer-1": "adopted", "why-1": "", "answer-2": "partly", "why-2": ""})
    assert answer.status_code == 422
    assert "recommendation-2" in answer.content.decode()
    answers = dict(author.proposals.get().recommendations.values_list("number", "answer"))
    assert answers == {1: "adopted", 2: ""}  # what was complete is kept
    assert page.post(ADVICE, {"answer-2": "not", "why-2": "Nie chcą."}).status_code == 302
    assert "Na każde zalecenie" in page.get(ADVICE).content.decode()


def test_sending_leads_back_to_what_is_unanswered(client, call, officer, author, made, moved):
    published(made, officer)
    at = to_full(call)
    moved(at)
    proposal = author.proposals.get()
    page = sign_in(client, author)
    sending = f"/calls/rundy/drafts/{proposal.uid}/check-and-send/"
    shown = page.post(sending, {"go": "send", "version": proposal.version}).content.decode()
    assert f"{ADVICE}#recommendation-1" in shown


def test_recommendations_are_nobody_s_business_before_the_full_application(client, call, officer, author, made, moved):
    published(made, officer)
    assert client.get(ADVICE).status_code == 404
    assert client.post(ADVICE, {"answer-1": "adopted"}).status_code == 404
    at = to_full(call)
    proposal = author.proposals.get()
    answer_all(proposal, at=at)
    send_full(proposal, at=at)
    assert "Dodaj cień." in client.get(ADVICE).content.decode()
    assert client.post(ADVICE, {"answer-1": "adopted"}).status_code == 404


def test_lists_of_meetings_ask_a_fixed_number_of_questions(client, officer, call, made, django_assert_max_num_queries):
    for _n in range(3):
        meeting_at = made.starts_at + timedelta(hours=1)
        meeting(call, officer, at=meeting_at)
    with django_assert_max_num_queries(14):
        assert client.get(PUBLIC).status_code == 200
    assert f'href="{PUBLIC}"' in client.get("/calls/rundy/").content.decode()


def test_a_paper_idea_is_answered_and_its_full_application_entered_by_the_office(client, officer, call, moved):
    paper = actions.register_paper(
        by=officer, call=call, answers=ANSWERS, paper_name="Zofia Lis", paper_contact="ul. Polna 2",
        received_date=AT.date(), at=AT,
    )  # fmt: skip
    made = meeting(call, officer, at=to_meetings(call))
    published(made, officer)
    at = to_full(call)
    moved(at)
    page = sign_in(client, officer)
    desk = page.get("/desk/calls/rundy/proposals/1/").content.decode()
    assert "/desk/calls/rundy/paper/?idea=1" in desk
    entered = page.get("/desk/calls/rundy/paper/?idea=1").content.decode()
    assert paper.title in entered
    assert "paper_name" not in entered
    assert page.get("/desk/calls/rundy/paper/?idea=9").status_code == 404
    page.post(ADVICE, {"answer-1": "adopted", "answer-2": "not", "why-2": "Nie chcą."})
    typed: dict = {"received_date": f"{timezone.localtime(at):%Y-%m-%d}", "go": "enter"}
    for name, value in render_post(form_of(call), FULL):
        typed.setdefault(name, []).append(value)
    answer = page.post("/desk/calls/rundy/paper/?idea=1", typed)
    assert answer.status_code == 302, answer.content.decode()
    paper.refresh_from_db()
    assert (paper.state, paper.number) == ("submitted", 1)


def test_the_settings_of_a_stage_say_its_round_and_quorum(client, officer, city):
    made = make_call(city, officer, preset="three-rounds", announced=False, slug="ustawienia")
    page = sign_in(client, officer)
    assert 'name="round"' in page.get("/desk/calls/ustawienia/stages/1/").content.decode()
    assert 'name="quorum"' in page.get("/desk/calls/ustawienia/stages/2/").content.decode()
    assert made.stages.get(order=2).kind == "meet"
