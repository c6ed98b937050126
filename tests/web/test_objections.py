"""Objections on the pages, from filing to the new list; acts of bodies, promotion, the list of a past day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from skwer.apps.assessment.models import Assignment
from skwer.apps.calls import actions
from skwer.apps.calls.models import Decision, Objection
from skwer.apps.people.models import JournalEntry
from tests.apps.calls.journey import decide, pass_all, score, send, to_check
from tests.apps.calls.test_objecting import FAIR, GOOD, call_with_objections
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """The pages' own clock."""

    def to(at):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    to(AT)
    return to


@pytest.fixture
def as_person(settings):
    settings.REQUIRE_MFA = False

    def come(person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return come


@pytest.fixture
def decided(city, officer, clock):
    """No. 1 has the money, no. 2 waits, no. 3 was refused by the office; the result is public."""
    call = call_with_objections(city, officer)
    send(call, "8000", "7000", "6000")
    at = pass_all(call, officer, at=to_check(call), but={3: "Brak zgody właściciela."})
    score(call, {1: GOOD, 2: FAIR}, at=at)
    stage = call.stages.get(kind="assess")
    actions.tick(at=stage.closes_at)
    at = call.stages.get(kind="decide").opens_at
    decide(call, officer, at=at)
    call.refresh_from_db()
    clock(at)
    return call, at


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_the_author_is_told_on_her_proposal_that_she_may_object_and_until_when(decided, as_person, resident):
    call, _at = decided
    mine = call.proposals.get(number=2)
    path = f"/calls/{call.slug}/proposals/2/objection/"
    assert path in page(as_person(mine.author), f"/en/calls/{call.slug}/proposals/2/").replace("/en/calls", "/calls")
    assert "/objection/" not in page(as_person(resident), f"/en/calls/{call.slug}/proposals/2/")
    page(as_person(resident), f"/en{path}", 403)
    assert Client().get(path).status_code == 302


def test_an_objection_is_filed_and_stands_in_the_list_without_a_name(
    decided, as_person, officer, clock, django_capture_on_commit_callbacks
):
    call, _at = decided
    author = call.proposals.get(number=2).author
    author.name = "Wiesława Objecta"
    author.save()
    client, path = as_person(author), f"/en/calls/{call.slug}/proposals/2/objection/"
    empty = client.post(path, {"against": "score", "text": "  "})
    assert empty.status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(path, {"against": "score", "text": "Pominięto 12 rodzin."}).status_code == 302
    assert "Pominięto 12 rodzin." in page(client, path)
    listed = page(Client(), f"/en/calls/{call.slug}/objections/")
    assert "The points" in listed
    assert "Objecta" not in listed
    assert "Pominięto" not in listed, "what somebody wrote is not public, only the ruling is"
    letters = [letter for letter in mail.outbox if letter.to == [author.email]]
    assert any("odwołanie" in letter.subject.lower() or "objection" in letter.subject for letter in letters)


def test_too_late_is_refused_with_the_paragraph_and_what_was_typed_stays(decided, as_person, clock):
    call, at = decided
    author = call.proposals.get(number=2).author
    clock(at + timedelta(days=8))
    answer = as_person(author).post(
        f"/en/calls/{call.slug}/proposals/2/objection/", {"against": "result", "text": "Długi wywód."}
    )
    assert answer.status_code == 409
    assert "§" in answer.content.decode()
    assert JournalEntry.objects.filter(verb="objection_refused_late").exists()
    assert not Objection.objects.exists()


def test_the_office_rules_changes_points_counts_again_and_publishes(
    decided, as_person, officer, auditor, clock, django_capture_on_commit_callbacks
):
    call, at = decided
    mine = call.proposals.get(number=2)
    desk = as_person(officer)
    url = f"/en/desk/calls/{call.slug}/objections/"
    facts = {"proposal": "2", "against": "score", "received_date": timezone.localdate(at).isoformat(), "text": "x"}
    assert "received_date" in page(desk, url)
    wrong = desk.post(url, {**facts, "received_date": "jutro"})
    assert (wrong.status_code, "id_received_date" in wrong.content.decode()) == (422, True)
    assert as_person(auditor).post(url, facts).status_code == 403
    assert desk.post(url, facts)["Location"].endswith(f"{url}1/")
    one = f"{url}1/"
    assert desk.post(one, {"do": "rule", "state": "upheld", "ruling": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert (
            desk.post(one, {"do": "rule", "state": "upheld", "ruling": "Komisja pominęła rodziny."}).status_code == 302
        )
    keys = [c["key"] for c in call.stages.get(kind="assess").frozen["settings"]["criteria"]]
    for assignment in Assignment.objects.filter(proposal=mine):
        typed = {f"points-{key}": str(p) for key, p in zip(keys, (20, 15, 15, 10), strict=True)}
        sent = {"do": "rescore", "assignment": assignment.pk, "why": "Liczba rodzin.", **typed}
        assert desk.post(one, sent).status_code == 302
    clock(at + timedelta(days=1))
    assert desk.post(one, {"do": "count"})["Location"].endswith("/decide/")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/en/desk/calls/{call.slug}/decide/", {"do": "publish"})
    assert mine.author.email in {letter.to[0] for letter in mail.outbox}
    _first, second = Decision.objects.order_by("pk")
    assert Objection.objects.get().new_decision == second
    # No. 2 asks for less with as many points: the list turned over.
    assert {line.proposal.number: line.result for line in second.lines.select_related("proposal")} == {
        1: "reserve", 2: "funded",
    }  # fmt: skip
    assert "counted again" in page(Client(), f"/en/calls/{call.slug}/objections/")


@pytest.mark.job("A2")
def test_an_auditor_rebuilds_the_list_of_a_past_day_and_can_change_nothing(decided, as_person, officer, auditor, clock):
    call, at = decided
    later = at + timedelta(days=5)
    clock(later)
    actions.withdraw_winner(by=officer, proposal=call.proposals.get(number=1), reason="Pismo.", at=later)
    second = actions.promote(by=officer, call=call, reason="Nr 1 zrezygnował.", at=later)
    actions.publish_decision(by=officer, decision=second, at=later)
    client = as_person(auditor)
    results = f"/en/calls/{call.slug}/results/"
    then, now = (f"{results}?on={timezone.localdate(day).isoformat()}" for day in (at, later))
    old, new = page(client, then), page(client, now)
    assert 'data-rebuilt="equal"' in old
    assert 'data-rebuilt="equal"' in new
    assert "Nr 1 zrezygnował." in old
    first = Decision.objects.order_by("pk").first()
    query = then.partition("?")[2]
    assert b"".join(client.get(f"{results}inputs.json?{query}").streaming_content) != b"".join(
        client.get(f"{results}inputs.json").streaming_content
    )
    assert first.outcome_hash in old
    before = timezone.localdate(at) - timedelta(days=1)
    assert "no result was published yet" in page(client, f"{results}?on={before.isoformat()}")
    page(client, f"{results}?on=wczoraj", 422)
    # Somebody touches a sheet behind everybody's back: the page says so.
    sheet = Assignment.objects.filter(proposal__number=2).first().sheet
    scores = {key: {**score, "points": "1"} for key, score in sheet.scores.items()}
    type(sheet).objects.filter(pk=sheet.pk).update(scores=scores)
    from django.core.cache import cache

    cache.clear()
    assert 'data-rebuilt="different"' in page(client, then)
    entries = JournalEntry.objects.count()
    for path in ("promote", "acts", "objections", "decide"):
        assert client.post(f"/en/desk/calls/{call.slug}/{path}/", {"do": "promote", "reason": "x"}).status_code == 403
        page(client, f"/en/desk/calls/{call.slug}/{path}/")
    assert JournalEntry.objects.count() == entries


def test_a_winner_is_withdrawn_and_the_reserve_list_moves_up_on_one_page(decided, as_person, officer, stranger, clock):
    call, _at = decided
    url = f"/en/desk/calls/{call.slug}/promote/"
    page(as_person(stranger), url, 403)
    desk = as_person(officer)
    assert "Nobody has stepped back" in page(desk, url)
    refused = desk.post(url, {"do": "withdraw", "number": "1", "why": ""})
    assert refused.status_code == 409
    assert desk.post(url, {"do": "withdraw", "number": "1", "why": "Pismo z 3 grudnia."}).status_code == 302
    assert "1 proposal stepped back" in page(desk, url)
    assert desk.post(url, {"do": "promote", "reason": "Nr 1 zrezygnował."})["Location"].endswith("/decide/")
    desk.post(f"/en/desk/calls/{call.slug}/decide/", {"do": "publish"})
    assert call.proposals.get(number=2).state == "chosen"
    shown = page(Client(), f"/en/calls/{call.slug}/results/")
    assert "Moved up from the reserve list" in shown
    assert "Nr 1 zrezygnował." in shown


def test_acts_are_entered_body_by_body(city, officer, as_person, clock):
    from tests.apps.calls.test_promoting import CHAIN
    from tests.factories import make_call

    call = make_call(city, officer, kinds=["propose", "check", "assess", "decide"], announced=False)
    stage = call.stages.get(kind="decide")
    actions.change_stage(by=officer, stage=stage, changes={"settings": {"chain": CHAIN}}, at=AT)
    actions.announce_call(by=officer, call=call, at=AT)
    actions.tick(at=AT)
    send(call, "8000")
    at = pass_all(call, officer, at=to_check(call))
    score(call, {1: GOOD}, at=at)
    actions.tick(at=call.stages.get(kind="assess").closes_at)
    at = call.stages.get(kind="decide").opens_at
    decide(call, officer, at=at, publish=False)
    clock(at)
    desk, url = as_person(officer), f"/en/desk/calls/{call.slug}/acts/"
    assert desk.post(f"/en/desk/calls/{call.slug}/decide/", {"do": "publish"}).status_code == 409
    assert "id_number" in page(desk, url)
    day = timezone.localdate(at).isoformat()
    assert desk.post(url, {"order": "1", "number": "", "on": day}).status_code == 422
    assert desk.post(url, {"order": "1", "number": "1/26", "on": "wczoraj"}).status_code == 422
    for order, number in enumerate(("1/26", "Z/7", "XX/12/26"), 1):
        assert desk.post(url, {"order": str(order), "number": number, "on": day}).status_code == 302
    assert "Every body has decided" in page(desk, url)
    desk.post(f"/en/desk/calls/{call.slug}/decide/", {"do": "publish"})
    shown = page(Client(), f"/en/calls/{call.slug}/results/")
    assert "XX/12/26" in shown
    assert "City council" in shown


def test_lists_of_objections_ask_a_constant_number_of_questions(
    decided, as_person, officer, django_assert_max_num_queries
):
    call, at = decided
    proposals = list(call.proposals.filter(number__in=[1, 2]))
    for number in range(1, 21):
        Objection.objects.create(
            call=call, proposal=proposals[number % 2], number=number, against="score", text="x", filed_at=at,
            rule_until=at, body="burmistrz", state="dismissed", ruling="Nie.",
        )  # fmt: skip
    client = as_person(officer)
    client.get(f"/calls/{call.slug}/objections/")
    with django_assert_max_num_queries(24):
        client.get(f"/calls/{call.slug}/objections/")
    with django_assert_max_num_queries(24):
        client.get(f"/desk/calls/{call.slug}/objections/")


def test_the_settings_form_shows_objections_and_the_chain(city, officer, as_person):
    from tests.factories import make_call

    call = make_call(city, officer, announced=False)
    desk = as_person(officer)
    order = call.stages.get(kind="decide").order
    shown = page(desk, f"/en/desk/calls/{call.slug}/stages/{order}/")
    assert 'name="objections.days"' in shown
    assert 'name="chain.rows"' in shown or "Bodies the list goes through" in shown
