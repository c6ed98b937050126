"""Lists at the desk: what they show, how they are narrowed, and that they ask the database no more when they grow."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from skwer.apps.calls.models import Proposal
from skwer.apps.people.journal import record
from skwer.web.desk.home import finding
from skwer.web.inbox.views import Group
from tests.factories import make_call, make_proposal

from .resident import call_now, sent, sign_in
from .test_desk_deciding import decided_by_votes


@pytest.fixture
def desk(client, officer):
    return sign_in(client, officer)


def queries(desk: Any, page: str) -> int:
    desk.get(page)  # what is kept between requests is there
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert desk.get(page).status_code == 200
    return len(seen)


def grows(desk: Any, page: str, more: Callable[[], Any]) -> tuple[int, int]:
    """Queries of a page with few rows and, after `more`, with many."""
    few = queries(desk, page)
    more()
    return few, queries(desk, page)


def test_the_list_of_proposals_asks_no_more_when_it_grows(desk, city, officer):
    call = call_now(city, officer)
    for _n in range(3):
        sent(call)

    def more() -> None:
        for _n in range(12):
            sent(call)

    few, many = grows(desk, f"/desk/calls/{call.slug}/proposals/", more)
    assert many <= few <= 20


def test_the_journal_asks_no_more_when_it_grows(desk, city, officer, admin):
    def more() -> None:
        for n in range(30):
            record(actor=admin, verb="change", kind="organisation", key=n, organisation=city, at=timezone.now())

    record(actor=officer, verb="change", kind="organisation", key=city.pk, organisation=city, at=timezone.now())
    few, many = grows(desk, "/desk/cities/lipowiec/journal/", more)
    assert many <= few + 1 <= 16


def test_the_decision_asks_no_more_when_it_grows(desk, city):
    few = queries(desk, f"/desk/calls/{decided_by_votes(city, 3).slug}/decide/")
    many = queries(desk, f"/desk/calls/{decided_by_votes(city, 30).slug}/decide/")
    assert many <= few <= 40


def test_the_desk_asks_a_fixed_number_of_queries_a_call(desk, city, officer):
    call = call_now(city, officer)

    def more() -> None:
        for _n in range(9):
            sent(call)

    # One query for each kind of thing that can wait: rounds, consents, objections, agreements, bills, reports, keepers,
    # defects, visits, breaches, wishes, loans, comments, notices, practices to read, transfers, questions, offers …
    few, many = grows(desk, "/desk/", more)
    assert many <= few <= 106


# --- what they show -----------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_state_and_district(desk, city, officer):
    call = call_now(city, officer)
    sent(call, title="Pierwszy"), sent(call, title="Drugi")
    Proposal.objects.filter(call=call, number=2).update(state=Proposal.State.WITHDRAWN)
    page = desk.get(f"/desk/calls/{call.slug}/proposals/?state=withdrawn").content.decode()
    assert "Drugi" in page
    assert "Pierwszy" not in page
    empty = desk.get(f"/desk/calls/{call.slug}/proposals/?district=nowhere")
    assert empty.status_code == 200
    assert f'href="/desk/calls/{call.slug}/proposals/"' in empty.content.decode().split("<main")[1]


def test_the_inner_state_stands_beside_what_readers_see(desk, city, officer):
    call = call_now(city, officer)
    sent(call)
    Proposal.objects.filter(call=call).update(state=Proposal.State.REJECTED, reject_reason="Prywatny teren.")
    with translation.override("en"):
        page = desk.get(f"/en/desk/calls/{call.slug}/proposals/").content.decode()
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "ejected" in row or "ot passed" in row
    assert "sent" in row.lower()


def test_the_table_to_take_away_holds_every_proposal_and_no_formula(desk, city, officer):
    call = call_now(city, officer)
    sent(call, title="=HYPERLINK(1)")
    answer = desk.get(f"/desk/calls/{call.slug}/proposals.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    assert [row["number"] for row in rows] == ["1"]
    assert not rows[0]["title"].startswith("=")
    sheet = desk.get(f"/desk/calls/{call.slug}/proposals.xlsx")
    assert sheet.content[:2] == b"PK"


def test_one_proposal_is_shown_whole_and_translated(desk, city, officer):
    call = call_now(city, officer)
    sent(call)
    page = f"/desk/calls/{call.slug}/proposals/1/"
    shown = desk.get(page).content.decode()
    assert "Wysłano wniosek" in shown or "Proposal sent" in shown
    assert desk.post(page, {"title": "", "summary": "x"}).status_code == 422
    assert desk.post(page, {"title": "A yard", "summary": "Green."}).status_code == 302
    assert Proposal.objects.get(call=call).translations["en"]["title"] == "A yard"
    assert desk.get(f"/desk/calls/{call.slug}/proposals/9/").status_code == 404


def test_a_draft_of_a_proposal_is_counted_and_not_shown(desk, city, officer):
    call = call_now(city, officer)
    make_proposal(call, submitted=False, at=timezone.now(), title="Tajny pomysł")
    page = desk.get(f"/desk/calls/{call.slug}/proposals/").content.decode()
    assert "Tajny pomysł" not in page


def test_the_journal_names_people_and_deeds_in_words(desk, city, officer):
    make_call(city, officer)
    page = desk.get("/desk/cities/lipowiec/journal/?kind=call").content.decode()
    assert officer.name in page
    assert "announce_call" not in page
    assert desk.get("/desk/cities/lipowiec/journal/?kind=nothing&key=x").status_code == 200


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({}, "Nothing waits for you."),
        ({"week": 1}, "Nothing for today. You have one thing for later."),
        ({"today": 3}, "Today you have three things."),
        ({"late": 1, "today": 2, "later": 5}, "Today you have three things. One of them is late."),
        ({"late": 12}, "Today you have 12 things. 12 of them are late."),
    ],
)
def test_the_desk_is_told_in_two_sentences(rows, expected):
    groups = [Group(key, key, [None] * n) for key, n in rows.items()]
    with translation.override("en"):
        assert finding(groups) == expected
