"""`skwer verify`: equal while nobody touches anything, and a sentence for whatever was touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from skwer.apps.calls.models import Decision, DecisionLine
from skwer.apps.people.models import JournalEntry
from skwer.apps.voting.models import Ballot
from skwer.cli import main

from ..apps.voting.elections import close_vote, decide, make_vote, open_vote, voters_cast


@pytest.fixture
def decision(transactional_db, city, officer) -> Decision:
    stage = open_vote(make_vote(city))
    voters_cast(stage, (1, 2), (1,), (3,))
    return decide(close_vote(stage), officer)


@pytest.mark.job("A2")
def test_an_untouched_installation_is_equal(decision, capsys):
    assert main(["verify"]) == 0
    said = capsys.readouterr().out
    assert decision.call.slug in said
    assert "1 decisions recomputed, 0 different" in said


@pytest.mark.job("A2")
@pytest.mark.parametrize(
    "touch",
    [
        lambda: DecisionLine.objects.filter(order=1).update(amount=1),
        lambda: DecisionLine.objects.filter(order=1).update(result="refused"),
        lambda: Decision.objects.update(spent=1),
        lambda: Decision.objects.update(inputs={}),
        lambda: Decision.objects.update(outcome_hash="0" * 64),
        lambda: Ballot.objects.filter(pk=Ballot.objects.first().pk).update(choices=[5]),
        lambda: JournalEntry.objects.filter(number=1).update(verb="nothing"),
        lambda: Path(Decision.objects.get().ballots.path).write_bytes(b"META\n"),
    ],
)
def test_whatever_is_touched_is_found(decision, capsys, touch):
    touch()
    assert main(["verify"]) == 1
    assert "DIFFERENT" in capsys.readouterr().out


def test_a_decision_nobody_can_read_does_not_hide_the_others(decision, city, officer, capsys):
    Decision.objects.update(inputs={"method": "votes"})
    stage = open_vote(make_vote(city))
    voters_cast(stage, (1,))
    decide(close_vote(stage), officer)

    assert main(["verify"]) == 1
    said = capsys.readouterr().out
    assert "2 decisions recomputed, 1 different" in said


def test_one_call_can_be_looked_at_alone(decision, capsys):
    assert main(["verify", "--call", decision.call.slug, "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["verify", "--call", "nic"]) == 2
