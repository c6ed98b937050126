"""A real election becomes an archived call."""

from __future__ import annotations

import os
import resource
import time
from decimal import Decimal
from pathlib import Path

import pytest

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.calls.queries import published_decision, verify_decision
from skwer.apps.calls.reasons import sentence
from skwer.apps.people.refusals import NotAllowed
from tests.factories import AT

pytestmark = pytest.mark.django_db

ELECTION = """META
key;value
description;Invented
country;Poland
unit;Lipowiec
instance;2024
num_projects;4
num_votes;5
budget;1000
vote_type;approval
rule;greedy
date_begin;01.09.2024
date_end;15.09.2024
currency;PLN
PROJECTS
project_id;cost;votes;name;selected
12;600;3;Ławki;1
7;500;2;Drzewa;0
30;400;2;Łąka;1
41;2000;1;Most;0
VOTES
voter_id;vote
1;12,7
2;12
3;12,30
4;7,30
5;41
"""


def _archive(city, officer, text=ELECTION, name="Lipowiec.pb"):
    return actions.archive_election(by=officer, organisation=city, ballots=text.encode(), name=name, at=AT)


def test_an_election_becomes_a_call_with_its_decision(city, officer):
    call = _archive(city, officer)
    assert (call.state, call.pot, call.currency) == (Call.State.ARCHIVED, Decimal(1000), "PLN")
    assert call.slug == "lipowiec-2024"
    decision = published_decision(call)
    assert decision.spent == Decimal(1000)
    assert decision.voters == 5
    assert [line.proposal.number for line in decision.lines.all()] == [12, 30, 7, 41]
    assert call.archived_election["agrees"] is True
    assert set(Proposal.objects.public().filter(call=call).values_list("number", "state")) == {
        (12, "chosen"),
        (7, "refused"),
        (30, "chosen"),
        (41, "refused"),
    }
    assert verify_decision(decision) == []
    with decision.ballots.open("rb") as file:
        assert file.read() == ELECTION.encode()
    for line in decision.lines.all():
        assert sentence(line, "pl")
    assert _archive(city, officer).slug == "lipowiec-2024-2"


def test_a_file_without_a_rule_keeps_what_was_published(city, officer):
    text = ELECTION.replace("rule;greedy", "rule;unknown").replace("7;500;2;Drzewa;0", "7;500;2;Drzewa;1")
    call = _archive(city, officer, text)
    decision = published_decision(call)
    assert decision.spent == Decimal(1500) == decision.pot
    assert {line.reason for line in decision.lines.all()} == {"as-published"}
    assert verify_decision(decision) == []
    with pytest.raises(actions.CannotArchive):
        _archive(city, officer, text.replace(";1\n", ";0\n"))


def test_ids_that_are_no_numbers_get_numbers(city, officer):
    call = _archive(city, officer, ELECTION.replace("12", "A-12"))
    assert sorted(call.proposals.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert call.proposals.get(number=1).answers["id"] == "A-12"
    assert verify_decision(published_decision(call)) == []


def test_a_difference_from_the_published_winners_is_said(city, officer):
    text = ELECTION.replace("30;400;2;Łąka;1", "30;400;2;Łąka;0").replace("7;500;2;Drzewa;0", "7;500;2;Drzewa;2")
    call = _archive(city, officer, text)
    assert call.archived_election["agrees"] is False
    assert call.archived_election["only_counted"] == [30]
    assert call.archived_election["outside_the_rule"] == [7]


def test_only_the_city_imports(city, stranger):
    with pytest.raises(NotAllowed):
        _archive(city, stranger)


def _elections() -> list[Path]:
    folder = os.environ.get("SKWER_PABULIB", "")
    return sorted(Path(folder).glob("*.pb")) if folder else []


@pytest.mark.elections
def test_warsaw_in_under_a_minute_and_a_gigabyte(city, officer, django_assert_max_num_queries):
    path = next((p for p in _elections() if p.name == "Poland_Warszawa_2024.pb"), None)
    if path is None:
        pytest.skip("Poland_Warszawa_2024.pb is not in the folder SKWER_PABULIB")
    said = []
    began = time.monotonic()
    with django_assert_max_num_queries(60):
        call = actions.archive_election(
            by=officer,
            organisation=city,
            ballots=path.read_bytes(),
            name=path.name,
            at=AT,
            progress=lambda step, done=None, of=None: said.append(step),
        )
    taken, peak = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{taken:.1f} s, {peak / 1024:.0f} MB at most")
    assert call.proposals.count() == 118
    assert peak < 1024 * 1024
    assert published_decision(call).voters == 75255
    assert said[0] == "reading ballots"


@pytest.mark.elections
@pytest.mark.parametrize("path", _elections(), ids=lambda path: path.stem)
def test_every_election_can_be_archived(city, officer, path):
    if path.stat().st_size > 1_500_000:
        pytest.skip(f"{path.name} is large; Warsaw stands for the large ones")
    content = path.read_bytes()
    try:
        call = actions.archive_election(by=None, organisation=city, ballots=content, name=path.name, at=AT)
    except actions.CannotArchive as refused:
        header = content.split(b"PROJECTS")[1].splitlines()[1].decode()
        if refused.code == "no_rule" and "selected" not in header:
            pytest.skip(f"{path.name} names neither a rule nor what was selected")
        raise
    assert verify_decision(published_decision(call)) == []
