"""Result pages: the finding, the reasons, the files; nothing before publication, anywhere."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from skwer.apps.calls.models import Call
from skwer.apps.people.models import Organisation

from ..apps.voting.elections import close_vote, decide, make_vote, open_vote, voters_cast
from ..factories import make_person

BALLOTS = [(1, 2), (1, 2), (1,), (3, 1), (3,), (2, 4)]


@pytest.fixture
def vote(db, city):
    stage = open_vote(make_vote(city, costs=("12000", "15000", "9000", "5000", "7000"), pot="25000"))
    voters_cast(stage, *BALLOTS)
    return close_vote(stage)


@pytest.fixture
def call(vote, officer) -> Call:
    return decide(vote, officer).call


def _page(call: Call, language: str = "") -> str:
    return f"{language}/calls/{call.slug}/results/"


def test_the_heading_is_the_finding_in_both_languages(client, call):
    english = client.get(_page(call, "/en")).content.decode()
    assert "<h1>Two places will be made</h1>" in english
    assert "6 people voted" in english
    assert client.get(_page(call)).status_code == 200


def test_every_idea_stands_in_the_ranking_with_its_state_and_a_reason(client, call):
    html = client.get(_page(call)).content.decode()
    ranking = html[html.index('class="rank"') :]
    assert [int(n) for n in re.findall(r'<li id="n(\d+)"', ranking)] == [1, 3, 2, 4, 5]
    assert ranking.count('class="why"') == 5
    assert ranking.count('data-is="chosen"') == 2
    assert ranking.count('class="cut"') == 1


def test_the_table_carries_the_numbers_of_the_drawing(client, call):
    html = client.get(_page(call, "/en")).content.decode()
    table = re.sub(r"<[^>]+>", " ", html[html.index("<table") : html.index("</table>")]).replace("\u00a0", " ")
    for words in ("1. Pomysł 1", "12,000 zł", "3. Pomysł 3", "9,000 zł", "21,000 zł"):
        assert words in table


@pytest.mark.parametrize("name", ["inputs.json", "outcome.json", "ballots.pb", "result.csv"])
def test_files_come_as_downloads_whose_hash_is_the_printed_one(client, call, name):
    page = client.get(_page(call)).content.decode()
    answer = client.get(_page(call) + name)
    content = b"".join(answer.streaming_content)

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    if name != "result.csv":
        assert hashlib.sha256(content).hexdigest() in page
        again = client.get(_page(call) + name, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304


def test_other_names_are_not_found(client, call):
    for name in ("secret.txt", "..%2f..%2fsettings.py", "inputs.json.bak"):
        assert client.get(_page(call) + name).status_code == 404


def test_a_browser_that_only_asks_for_the_head_is_answered(client, call):
    assert client.head(_page(call)).status_code == 200
    assert client.post(_page(call)).status_code == 405


def test_before_publication_the_page_says_when_and_nothing_else(client, vote, officer):
    decide(vote, officer, publish=False)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(_page(vote.call))

    assert answer.status_code == 200
    assert "Pomysł" not in re.sub(r"<title>.*?</title>", "", answer.content.decode())
    for name in ("inputs.json", "outcome.json", "ballots.pb", "result.csv"):
        assert client.get(_page(vote.call) + name).status_code == 404


def test_a_draft_call_has_no_result_page(client, vote):
    Call.objects.filter(pk=vote.call_id).update(state=Call.State.DRAFT)
    assert client.get(_page(vote.call)).status_code == 404


def test_the_list_holds_published_results_only(client, call, city, officer):
    other = open_vote(make_vote(city, ideas=1))
    voters_cast(other, (1,))
    decide(close_vote(other), officer, publish=False)
    html = client.get("/results/").content.decode()

    assert _page(call) in html
    assert _page(other.call) not in html


def test_the_list_without_results_says_why_that_is_fine(client, db):
    assert 'class="blank"' in client.get("/results/").content.decode()


def test_titles_and_comments_cannot_break_out(client, call):
    call.proposals.filter(number=1).update(title="<script>alert(1)</script>")
    call.decisions.get().lines.filter(proposal__number=2).update(comment='"><img src=x onerror=alert(1)>')
    html = client.get(_page(call)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_page_of_a_large_election_stays_small_and_its_queries_few(
    client, city, officer, db, django_assert_max_num_queries
):
    stage = open_vote(make_vote(city, ideas=118, pot="400000"))
    long = "Zielony skwer przy ulicy o bardzo długiej nazwie, z ławkami, drzewami i poidełkiem dla ptaków"
    stage.call.proposals.update(title=long, lon="16.55", lat="53.95", address="ul. Lipowa 14, trawnik przed blokiem")
    voters_cast(stage, *(tuple(range(n, n + 3)) for n in range(1, 100)))
    decision = decide(close_vote(stage), officer)
    client.get(_page(decision.call))
    with django_assert_max_num_queries(12):
        answer = client.get(_page(decision.call))
    assert len(answer.content) < 150_000


# --- no interim counts, on any address


def _addresses(stage) -> list[str]:
    """Every address of a page or file that needs no more than this call or its city."""
    call = stage.call
    slug, city = call.slug, call.organisation.slug
    from django.urls import get_resolver

    found = []
    for pattern in get_resolver().url_patterns:
        for sub in getattr(pattern, "url_patterns", []):
            for one in [sub, *getattr(sub, "url_patterns", [])]:
                name = getattr(one, "name", None)
                if not name:
                    continue
                for kwargs in ({}, {"slug": slug}, {"slug": city}, {"slug": slug, "number": 1}):
                    try:
                        found.append(reverse(f"web:{name}", kwargs=kwargs))
                    except Exception:
                        continue
    api = [f"/api/v1/{path}" for path in ("calls", "proposals", "decisions", f"calls/{slug}", "places", "cities")]
    return sorted({*found, *api})


@pytest.mark.parametrize("who", ["nobody", "voter", "officer", "auditor", "operator"])
def test_no_page_file_or_interface_changes_with_what_others_vote(
    client, city, officer, auditor, operator, db, settings, who, monkeypatch
):
    """The same answers at three votes and at eight, for everybody who may look, while it runs and after it closed."""
    settings.REQUIRE_MFA = False
    now = timezone.now()
    stage = make_vote(city)
    stage.opens_at, stage.closes_at = now - timezone.timedelta(days=1), now + timezone.timedelta(days=1)
    open_vote(stage, at=stage.opens_at)
    person = {"officer": officer, "auditor": auditor, "operator": operator, "voter": make_person()}.get(who)
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    addresses = [a for a in _addresses(stage) if "logout" not in a]
    assert len(addresses) > 10
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)  # papers and archives carry their moment

    def seen() -> dict[str, str]:
        told = {}
        for address in addresses:
            answer = client.get(address)
            content = answer.getvalue() if answer.streaming else answer.content
            told[address] = _without_noise(content.decode(errors="replace"))
        return told

    voters_in = ((1, 2), (1,), (3,))
    _cast_directly(stage, voters_in)
    before = seen()
    _cast_directly(stage, ((4,), (4, 5), (4,), (2, 4), (4,)))
    assert {a: text for a, text in seen().items() if text != before[a]} == {}


def _cast_directly(stage, ballots) -> None:
    from skwer.apps.voting import keys
    from skwer.apps.voting.models import Ballot, RollEntry

    for choices in ballots:
        person = make_person()
        RollEntry.objects.create(stage=stage, person=person, voted_date=timezone.localdate())
        Ballot.objects.create(stage=stage, tracker=keys.tracker(stage.pk, person), choices=list(choices))


def _without_noise(html: str) -> str:
    """Tokens and moments differ from one request to the next."""
    html = re.sub(r'(value|content|nonce)="[A-Za-z0-9]{32,}"', "", html)
    html = re.sub(r"\d{4}-\d\d-\d\dT[\d:.+Z]+", "", html)
    return re.sub(r"\b\d{1,2}:\d\d(:\d\d)?\b", "", html)


def test_the_admin_knows_neither_roll_nor_urn(client, operator, vote):
    from django.contrib import admin

    assert not [model for model in admin.site._registry if model._meta.app_label == "voting"]
    assert Organisation.objects.exists()
