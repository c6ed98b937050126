"""Proposals as everybody sees them, corrections, versions and taking back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Proposal, Stage
from skwer.apps.people import actions as people
from skwer.apps.people.consents import PUBLIC_NAME
from skwer.apps.places.models import Area

from ..factories import make_call, make_person, make_proposal
from .resident import call_now, fresh, sent, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(city, officer):
    return call_now(city, officer, show_proposals="submitted")


def url(call: Call, number: int | str = "", more: str = "") -> str:
    return f"/calls/{call.slug}/proposals/{f'{number}/' if number else ''}{more}"


def for_(person) -> Client:
    client = Client()
    return client if person is None else sign_in(client, person)


# --- the list ------------------------------------------------------------------------------------


def test_the_plan_and_the_list_say_the_same(client, call):
    for n in range(14):
        sent(call, title=f"Pomysł {n}", place={"lon": f"16.1{n:02d}", "lat": "53.89", "address": "Rynek"})
    text = client.get(url(call)).content.decode()
    on_plan = set(re.findall(rf'<a class="pin"[^>]*href="({url(call)}\d+/)"', text))
    in_list = set(re.findall(rf'<h3><a href="({url(call)}\d+/)"|<p><a href="({url(call)}\d+/)"', text))
    assert on_plan == {address for pair in in_list for address in pair if address}
    assert len(on_plan) == 14


def test_filters_narrow_both_and_say_so(client, call, city):
    Area.objects.create(organisation=city, code="zatorze", name="Zatorze")
    garden = sent(call, title="Ogród", category="garden")
    sent(call, title="Ławka", category="bench")
    Proposal.objects.filter(pk=garden.pk).update(district=Area.objects.get())
    for query in ("kind=garden", "district=zatorze", "kind=garden&district=zatorze&state=sent"):
        text = client.get(f"{url(call)}?{query}").content.decode()
        assert "Ogród" in text
        assert "Ławka" not in text
    nothing = client.get(f"{url(call)}?kind=garden&district=nigdzie").content.decode()
    assert "Ogród" not in nothing
    assert f'href="{url(call)}"' in nothing


def test_ideas_stay_unseen_until_the_check_where_the_call_says_so(client, city, officer):
    call = call_now(city, officer, show_proposals="checked")
    proposal = sent(call)
    text = client.get(url(call)).content.decode()
    assert proposal.title not in text
    assert client.get(url(call, 1)).status_code == 404
    assert for_(proposal.author).get(url(call, 1)).status_code == 200
    assert for_(officer).get(url(call, 1)).status_code == 200


@pytest.mark.parametrize("path", ["proposals/", ""])
def test_long_lists_ask_as_much_as_short_ones(client, call, path, django_assert_max_num_queries):
    for n in range(5):
        sent(call, title=f"Pomysł {n}")
    address = f"/calls/{call.slug}/{path}"
    client.get(address)
    few = _queries(client, address)
    author = make_person("Zbiorowa")
    Stage.objects.filter(call=call, kind="propose").update(settings={**_settings(call), "per_applicant": 0})
    for n in range(45):
        sent(call, author, title=f"Następny {n}")
    with django_assert_max_num_queries(12):
        client.get(address)
    assert _queries(client, address) == few


def _settings(call: Call) -> dict:
    return Stage.objects.get(call=call, kind="propose").settings


def _queries(client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


# --- the page of one -----------------------------------------------------------------------------


def test_the_page_tells_what_where_how_much_and_what_next(client, call):
    sent(call)
    text = client.get(url(call, 1)).content.decode()
    for words in (
        "Podwórko przy Młyńskiej 12",
        "6\xa0000\xa0zł",
        "7\xa0200\xa0zł",
        "ul. Młyńska 12",
        "Klomb, dwie ławki",
    ):
        assert words in text
    assert 'class="next"' in text
    assert "is_of_age" not in text


def test_private_answers_are_for_the_author_and_the_office(client, call, officer, stranger):
    form = call.stages.get(kind="propose").frozen["form"]
    stage = call.stages.get(kind="propose")
    form["steps"][3]["questions"].append(
        {"key": "phone", "kind": "short_text", "label": {"pl": "Telefon"}, "public": False}
    )
    Stage.objects.filter(pk=stage.pk).update(frozen={**stage.frozen, "form": form})
    proposal = sent(call, phone="600 100 200")
    for person, seen in ((None, False), (stranger, False), (proposal.author, True), (officer, True)):
        for more in ("", "versions/"):
            answer = for_(person).get(url(call, 1, more))
            assert answer.status_code == 200
            assert ("600 100 200" in answer.content.decode()) is (seen and not more)
        receipt = for_(person).get(url(call, 1, "receipt/"))
        assert receipt.status_code == (200 if seen else 302 if person is None else 404)


def test_a_name_is_shown_only_with_consent(client, call, at):
    author = make_person("Danuta Mróz")
    sent(call, author)
    assert "Danuta Mróz" not in client.get(url(call, 1)).content.decode()
    people.give_consent(by=author, purpose=PUBLIC_NAME, at=at)
    assert "Danuta Mróz" in client.get(url(call, 1)).content.decode()


def test_what_the_check_found_is_told_to_nobody_before_it_is_published(client, call, officer):
    proposal = sent(call, title="Odrzucony pomysł")
    other = sent(call, title="Zwykły pomysł")
    close = call.stages.get(kind="propose").closes_at
    actions.tick(at=close)
    actions.record_check(by=officer, proposal=fresh(proposal), passed=False, reason="Poza miastem.", at=close)
    assert fresh(proposal).state == Proposal.State.REJECTED

    def read(person, number):
        text = for_(person).get(url(call, number)).content.decode()
        return text[text.index("<main") : text.index("<footer")]

    def told(text):
        return re.findall(r'<span class="is"[^>]*>[^<]*</span>|<section class="next".*?</section>', text, re.S)

    assert told(read(None, proposal.number)) == told(read(None, other.number))
    assert "Poza miastem." not in read(None, proposal.number)
    assert "Poza miastem." in read(proposal.author, proposal.number)


# --- corrections, withdrawal, versions -----------------------------------------------------------


@pytest.fixture
def asked(city, officer):
    """A proposal in whose `why` the office asked for a correction; the check is open now."""
    now = timezone.now()
    call = make_call(
        city,
        officer,
        first_day=(now - timedelta(days=40)).date(),
        at=now - timedelta(days=39),
        show_proposals="submitted",
    )
    actions.tick(at=now - timedelta(days=39))
    proposal = make_proposal(call, at=now - timedelta(days=30))
    actions.tick(at=now)
    proposal = fresh(proposal)
    actions.request_correction(
        by=officer,
        proposal=proposal,
        fields=["why", "costs"],
        message="Napisz więcej.",
        due_at=now + timedelta(days=3),
        at=now,
    )
    return fresh(proposal)


def _answer(proposal, **other):
    rows = {}
    for n, cost in enumerate(proposal.answers["costs"]):
        rows |= {f"costs-{n}-{part}": cost[part] for part in ("name", "quantity", "amount", "source")}
    return {"version": str(proposal.version), "why": "Bo w upał nie ma cienia.", **rows, **other}


def test_a_correction_opens_only_the_named_fields(asked, officer, stranger):
    path = url(asked.call, asked.number, "correction/")
    hers = for_(asked.author)
    text = hers.get(path).content.decode()
    assert "Napisz więcej." in text
    assert 'name="why"' in text
    assert 'name="title"' not in text
    for person in (officer, stranger):
        assert for_(person).get(path).status_code == 404
    answer = hers.post(path, _answer(asked, title="Podmieniony tytuł"))
    assert (answer.status_code, answer.url) == (302, url(asked.call, asked.number))
    kept = fresh(asked)
    assert (kept.state, kept.answers["why"]) == (Proposal.State.SUBMITTED, "Bo w upał nie ma cienia.")
    assert kept.title == asked.title
    versions = for_(None).get(url(asked.call, asked.number, "versions/")).content.decode()
    assert "<ins>" in versions
    assert "<del>" in versions


def test_a_correction_with_gaps_stays_on_the_page(asked):
    path = url(asked.call, asked.number, "correction/")
    answer = for_(asked.author).post(path, _answer(asked, why=" ", **{"costs-0-amount": "4 5OO"}))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#id_why"' in text
    assert 'value="4 5OO"' in text
    assert fresh(asked).state == Proposal.State.CORRECTION


def test_rows_of_a_correction_come_without_a_script_and_nothing_is_sent(asked):
    path = url(asked.call, asked.number, "correction/")
    text = for_(asked.author).post(path, _answer(asked, add_row="costs")).content.decode()
    assert 'name="costs-3-name"' in text
    assert "Bo w upał" in text
    assert fresh(asked).version == asked.version


def test_a_late_correction_is_refused_and_says_so(asked):
    asked.corrections.update(due_at=timezone.now() - timedelta(minutes=1))
    path = url(asked.call, asked.number, "correction/")
    hers = for_(asked.author)
    assert hers.get(path).status_code == 200
    assert hers.post(path, _answer(asked)).status_code == 409
    assert fresh(asked).answers["why"] == asked.answers["why"]


def test_two_corrections_at_once_lose_nothing(asked):
    path = url(asked.call, asked.number, "correction/")
    Proposal.objects.filter(pk=asked.pk).update(version=asked.version + 1)
    answer = for_(asked.author).post(path, _answer(asked))
    assert answer.status_code == 409
    assert "Bo w upał" in answer.content.decode()


def test_withdrawing_asks_first_and_leaves_the_public_list(client, call, officer):
    proposal = sent(call)
    path = url(call, 1, "withdraw/")
    hers = for_(proposal.author)
    assert hers.get(path).status_code == 200
    assert for_(officer).get(path).status_code == 404
    assert hers.post(path).status_code == 302
    assert fresh(proposal).state == Proposal.State.WITHDRAWN
    assert client.get(url(call, 1)).status_code == 404
    assert hers.get(url(call, 1)).status_code == 200
    assert hers.post(path).status_code == 409


def test_english_readers_get_the_translation_and_the_original_title(client, call, officer):
    proposal = sent(call)
    actions.translate_proposal(
        by=officer, proposal=proposal, language="en", title="The yard", summary="Shade.", at=timezone.now()
    )
    text = client.get(f"/en{url(call, 1)}").content.decode()
    assert '<h1 lang="en">The yard</h1>' in text
    assert "Podwórko przy Młyńskiej 12" in text
