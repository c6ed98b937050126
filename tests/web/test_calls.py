"""The list of calls, the page of one in every state, and its regulations with what changed in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.regulations import frozen_or_made

from ..apps.calls.journey import decide, pass_all, send, to_check, vote
from ..factories import make_call
from .resident import call_now, sent, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(city, officer):
    return call_now(city, officer)


def main(answer) -> str:
    text = answer.content.decode()
    return text[text.index("<main") : text.index("<footer")]


def test_the_list_puts_running_calls_first_and_filters(client, call, city, other_city, officer, stranger):
    foreign = call_now(other_city, stranger, slug="obcy")
    actions.cancel_call(by=stranger, call=foreign, reason="Brak pieniędzy.", at=timezone.now())
    text = main(client.get("/calls/"))
    assert text.index(f"/calls/{call.slug}/") < text.index("/calls/obcy/")
    only = main(client.get(f"/calls/?city={city.slug}"))
    assert "/calls/obcy/" not in only
    cancelled = main(client.get("/calls/?state=cancelled"))
    assert "/calls/obcy/" in cancelled
    assert f'/calls/{call.slug}/"' not in cancelled
    assert client.get("/calls/?city=nigdzie&state=bzdura").status_code == 200


def test_a_draft_call_is_seen_by_its_office_alone(client, city, officer, stranger, resident):
    draft = make_call(city, officer, announced=False)
    for path in (f"/calls/{draft.slug}/", f"/calls/{draft.slug}/regulations/", f"/calls/{draft.slug}/proposals/"):
        client.logout()
        assert client.get(path).status_code == 404
        assert sign_in(client, stranger).get(path).status_code == 404
        assert sign_in(client, resident).get(path).status_code == 404
        assert sign_in(client, officer).get(path).status_code == 200
    assert draft.slug not in main(sign_in(client, officer).get("/calls/"))


def test_lists_of_calls_ask_as_much_for_fifty_as_for_five(client, city, officer, django_assert_max_num_queries):
    original = call_now(city, officer, slug="pierwszy")

    def more(number: int, start: int) -> None:
        stages = list(Stage.objects.filter(call=original))
        for n in range(start, start + number):
            copy = Call.objects.get(pk=original.pk)
            copy.pk, copy.slug = None, f"kopia-{n}"
            copy.save()
            for stage in stages:
                Stage.objects.create(
                    call=copy, order=stage.order, kind=stage.kind, state=stage.state, closes_at=stage.closes_at
                )

    more(4, 0)
    few = {path: _count(client, path) for path in ("/calls/", "/", f"/cities/{city.slug}/", "/cities/")}
    more(45, 10)
    for path, asked in few.items():
        with django_assert_max_num_queries(14):
            client.get(path)
        assert _count(client, path) == asked


def _count(client, path: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert client.get(path).status_code == 200
    return len(context)


def test_the_page_says_what_next_and_the_rules_with_their_paragraphs(client, call):
    text = main(client.get(f"/calls/{call.slug}/"))
    assert f'href="/calls/{call.slug}/propose/"' in text
    paragraphs = {p["topic"]: p["number"] for p in frozen_or_made(call)}
    for topic in ("applicants", "places", "decide", "care"):
        assert f'href="/calls/{call.slug}/regulations/#p{paragraphs[topic]}"' in text
    assert 'aria-current="step"' in text


def test_a_cancelled_call_says_why_and_offers_nothing(client, call, officer):
    actions.cancel_call(by=officer, call=call, reason="Rada zmieniła budżet.", at=timezone.now())
    text = main(client.get(f"/calls/{call.slug}/"))
    assert "Rada zmieniła budżet." in text
    assert "/propose/" not in text
    assert 'name="applicant_kind"' not in main(client.get(f"/calls/{call.slug}/propose/"))


def test_a_decided_call_leads_to_its_result_and_each_idea_to_its_reason(client, city, officer):
    call = make_call(city, officer, pot="9000", request_max="9000", kinds=["propose", "check", "vote", "decide"])
    first, second = send(call, "6000", "5000")
    pass_all(call, officer, at=to_check(call))
    at = vote(call, [1], [1, 2])
    actions.tick(at=at)
    decide(call, officer, at=at)
    text = main(client.get(f"/calls/{call.slug}/"))
    assert f"/calls/{call.slug}/results/" in text
    assert "/propose/" not in text
    for proposal in (first, second):
        page = main(client.get(f"/calls/{call.slug}/proposals/{proposal.number}/"))
        assert f"/calls/{call.slug}/results/#n{proposal.number}" in page


ELECTION = """META
key;value
description;Zmyślone
country;Poland
unit;Lipowiec
instance;2024
num_projects;2
num_votes;2
budget;1000
vote_type;approval
rule;greedy
date_begin;01.09.2024
date_end;15.09.2024
currency;PLN
PROJECTS
project_id;cost;votes;name;selected
12;600;2;Ławki;1
7;500;1;Drzewa;0
VOTES
voter_id;vote
1;12,7
2;12
"""


def test_an_imported_election_has_pages_without_plan_authors_or_versions(client, city, officer):
    call = actions.archive_election(
        by=officer, organisation=city, ballots=ELECTION.encode(), name="Lipowiec.pb", at=timezone.now()
    )
    for path in ("", "proposals/", "proposals/12/", "regulations/", "regulations/changes/", "propose/"):
        answer = client.get(f"/calls/{call.slug}/{path}")
        assert answer.status_code == 200
        assert 'class="map"' not in main(answer)
    page = main(client.get(f"/calls/{call.slug}/proposals/12/"))
    assert "Ławki" in page
    assert "/versions/" not in page
    # Nothing is said about rules that were never ours.
    assert "PESEL" not in main(client.get(f"/calls/{call.slug}/regulations/"))
    assert "§" not in main(client.get(f"/calls/{call.slug}/"))
    assert f"/calls/{call.slug}/results/#n12" in page


def test_regulations_carry_their_hash_and_every_version(client, call, officer):
    first = main(client.get(f"/calls/{call.slug}/regulations/"))
    assert call.regulations.get().hash in first
    stage = call.stages.get(kind="propose")
    later = stage.closes_at + timedelta(days=7)
    actions.reopen_rules(
        by=officer, stage=stage, changes={"closes_at": later}, reason="Awaria poczty.", at=timezone.now()
    )
    assert call.regulations.count() == 2
    now = main(client.get(f"/calls/{call.slug}/regulations/"))
    assert "Awaria poczty." in now
    assert call.regulations.get(version=2).hash in now
    old = main(client.get(f"/calls/{call.slug}/regulations/?version=1"))
    assert call.regulations.get(version=1).hash in old
    changes = main(client.get(f"/calls/{call.slug}/regulations/changes/"))
    assert "<del>" in changes
    assert "<ins>" in changes
    assert "Awaria poczty." in changes


def test_last_years_regulations_are_compared(client, call, city, officer):
    now = timezone.now()
    new = actions.copy_call(
        by=officer,
        call=call,
        edition_name="2027",
        title="Zielone podwórka 2027",
        slug="podworka-2027",
        first_day=(now + timedelta(days=365)).date(),
        at=now,
    )
    actions.change_call(by=officer, call=new, changes={"age_min": 16}, at=now)
    text = main(sign_in(client, officer).get(f"/calls/{new.slug}/regulations/changes/"))
    assert call.title in text
    assert "<del>" in text


def test_calls_stand_in_english_too(client, call):
    sent(call)
    for path in ("", "regulations/", "regulations/changes/", "proposals/", "propose/"):
        answer = client.get(f"/en/calls/{call.slug}/{path}")
        assert answer.status_code == 200
        assert '<html lang="en"' in answer.content.decode()
