"""The ballot page and "you have voted": every state, without a script, and silent about how the vote goes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.calls.models import Call, Stage
from skwer.apps.voting import keys
from skwer.apps.voting.models import Ballot, RollEntry
from skwer.apps.voting.queries import my_ballot

from ..apps.voting.elections import close_vote, make_vote, open_vote
from ..factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(city) -> Stage:
    return _running(make_vote(city))


def _running(stage: Stage) -> Stage:
    now = timezone.now()
    stage.opens_at, stage.closes_at = now - timedelta(days=1), now + timedelta(days=1)
    return open_vote(stage, at=stage.opens_at)


def _page(stage: Stage) -> str:
    return f"/calls/{stage.call.slug}/vote/"


@pytest.fixture
def voter(client, resident):
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _ticked(html: str) -> list[int]:
    return sorted(int(n) for n in re.findall(r'name="choice" value="(\d+)"[^>]* checked', html))


def test_a_resident_chooses_and_is_told_she_has_voted(voter, stage, resident):
    shown = voter.get(_page(stage))
    assert shown.status_code == 200
    assert shown.content.decode().count('name="choice"') == 5

    answer = voter.post(_page(stage), {"choice": ["2", "4"], "declared": "on"})
    assert (answer.status_code, answer.url) == (302, _page(stage) + "done")
    done = voter.get(answer.url).content.decode()
    assert "Pomysł 2" in done
    assert "Pomysł 4" in done
    assert "Pomysł 1" not in done
    assert my_ballot(resident, stage) == [2, 4]


def test_she_finds_her_choices_again_and_changes_them(voter, stage, resident):
    voter.post(_page(stage), {"choice": ["2", "4"], "declared": "on"})
    html = voter.get(_page(stage)).content.decode()
    assert _ticked(html) == [2, 4]
    assert 'name="declared" checked' in html

    voter.post(_page(stage), {"choice": ["5"], "declared": "on"})
    assert my_ballot(resident, stage) == [5]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"choice": ["1", "2", "3", "4"], "declared": "on"}, 422),
        ({"choice": [], "declared": "on"}, 422),
        ({"choice": ["1"]}, 422),
        ({"choice": ["77"], "declared": "on"}, 422),
        ({"choice": ["drop table"], "declared": "on"}, 422),
        ({"choice": ["٣"], "declared": "on"}, 422),
        ({"choice": ["9" * 400], "declared": "on"}, 422),
    ],
)
def test_a_refusal_stands_on_the_page_with_its_paragraph_and_what_was_chosen(voter, stage, sent, status):
    answer = voter.post(_page(stage), sent)
    html = answer.content.decode()

    assert answer.status_code == status
    assert "data-errors" in html
    assert "§" in html
    assert _ticked(html) == sorted(int(n) for n in sent["choice"] if n in {"1", "2", "3", "4", "5"})
    assert not Ballot.objects.exists()


def test_the_declaration_that_is_missing_is_pointed_at(voter, stage):
    html = voter.post(_page(stage), {"choice": ["1"]}).content.decode()
    assert 'href="#id_declared"' in html
    assert 'aria-describedby="id_declared-error"' in html


def test_every_line_of_the_error_summary_leads_to_something_on_the_page(voter, stage):
    for sent in ({"choice": ["1", "2", "3", "4"]}, {"choice": []}, {"choice": ["1"]}):
        html = voter.post(_page(stage), sent).content.decode()
        summary = html[html.index("data-errors") : html.index("</div>", html.index("data-errors"))]
        for anchor in re.findall(r'href="#([^"]+)"', summary):
            assert f'id="{anchor}"' in html


def test_without_a_script_the_server_counts(voter, stage):
    html = voter.post(_page(stage), {"choice": ["1", "2"], "count": "1"}).content.decode()

    assert "2 z 3" in html or "2 of 3" in html
    assert _ticked(html) == [1, 2]
    assert not Ballot.objects.exists()


def test_who_is_not_signed_in_is_led_to_sign_in_and_back(client, stage):
    page = client.get(_page(stage)).content.decode()
    assert f"/account/login/?next={_page(stage)}" in page
    assert 'name="choice"' not in page

    answer = client.post(_page(stage), {"choice": ["1"], "declared": "on"})
    assert answer.url.startswith("/account/login/?next=/calls/")


def test_who_has_not_confirmed_an_address_reads_what_to_do(client, stage):
    client.force_login(make_person(verified=False), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(_page(stage), {"choice": ["1"], "declared": "on"})

    assert answer.status_code == 403
    assert "/account/email/" in answer.content.decode()
    assert not Ballot.objects.exists()


def test_before_and_after_the_vote_the_page_says_so(voter, city, resident):
    planned = make_vote(city)
    assert voter.get(_page(planned)).status_code == 200
    stage = _running(make_vote(city))
    voter.post(_page(stage), {"choice": ["1"], "declared": "on"})
    close_vote(stage, at=timezone.now())

    late = voter.post(_page(stage), {"choice": ["2"], "declared": "on"})
    assert late.status_code == 409
    assert 'name="choice"' not in late.content.decode()
    done = voter.get(_page(stage) + "done").content.decode()
    assert "Pomysł 1" not in done
    assert Ballot.objects.get().choices == [1]


def test_a_vote_without_its_key_says_that_it_stopped(voter, stage):
    keys.destroy(stage.pk)
    assert voter.post(_page(stage), {"choice": ["1"], "declared": "on"}).status_code == 409


def test_the_page_of_done_is_only_for_those_who_voted(client, voter, stage):
    assert voter.get(_page(stage) + "done").url == _page(stage)
    client.logout()
    assert client.get(_page(stage) + "done").url == _page(stage)


def test_a_draft_call_and_a_call_without_vote_have_no_such_page(voter, city):
    stage = make_vote(city)
    Call.objects.filter(pk=stage.call_id).update(state=Call.State.DRAFT)
    assert voter.get(_page(stage)).status_code == 404
    other = make_vote(city)
    other.delete()
    assert voter.get(f"/calls/{other.call.slug}/vote/").status_code == 404


def test_a_ballot_page_is_kept_in_no_cache(voter, stage):
    assert "no-store" in voter.get(_page(stage))["Cache-Control"]


def test_the_forged_form_is_refused(resident, stage):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(_page(stage), {"choice": ["1"], "declared": "on"}).status_code == 403
    assert not Ballot.objects.exists()


def test_names_of_ideas_cannot_break_out(voter, stage):
    stage.call.proposals.filter(number=1).update(title='"><script>alert(1)</script>')
    assert "<script>alert" not in voter.get(_page(stage)).content.decode()


def test_both_languages_are_whole(voter, stage):
    polish = voter.get(_page(stage)).content.decode()
    english = voter.get("/en" + _page(stage)).content.decode()
    assert "Choose up to 3 ideas" in english
    assert '<html lang="pl"' in polish


def test_queries_do_not_grow_with_the_ideas(voter, city, django_assert_max_num_queries):
    stage = _running(make_vote(city, ideas=40))
    with django_assert_max_num_queries(16):
        voter.get(_page(stage))


def test_the_page_is_the_same_whatever_others_voted(client, stage, resident):
    """No interim counts: what a voter, an officer or a visitor sees does not depend on other ballots."""
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")

    def seen() -> str:
        html = client.get(_page(stage)).content.decode()
        return re.sub(r'value="[A-Za-z0-9]{64}"', "", html)

    before = seen()
    for number in range(1, 6):
        person = make_person()
        RollEntry.objects.create(stage=stage, person=person, voted_date=timezone.localdate())
        Ballot.objects.create(stage=stage, tracker=keys.tracker(stage.pk, person), choices=[number])
    assert seen() == before
