"""Closing: the way back to voters is destroyed, the urn is sealed, and any later change is found."""

from __future__ import annotations

import hashlib
import json
import stat
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from skwer.apps.calls.models import Decision, Stage
from skwer.apps.calls.stages import kinds
from skwer.apps.people.models import JournalEntry
from skwer.apps.voting import actions, keys
from skwer.apps.voting.models import Ballot, RollEntry
from skwer.apps.voting.queries import has_voted, my_ballot, voters
from skwer.methods.tally import read_pabulib

from ...factories import AT
from .elections import CLOSES, cast, close_vote, make_vote, open_vote, voters_cast

BALLOTS = [(1, 2), (1,), (2, 3), (1, 2, 3), (5,)]


@pytest.fixture
def vote(transactional_db, city):
    return open_vote(make_vote(city))


def test_the_key_is_a_file_of_this_user_alone(vote):
    mode = keys.path_of(vote.pk).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert len(keys.path_of(vote.pk).read_bytes()) == 32


def test_opening_again_after_a_failure_keeps_a_key_that_ballots_depend_on(vote, resident):
    key = keys.path_of(vote.pk).read_bytes()
    actions.open_urn(stage=vote)
    fresh = keys.path_of(vote.pk).read_bytes()
    assert fresh != key  # nobody had voted
    cast(resident, vote, 1)
    actions.open_urn(stage=vote)
    assert keys.path_of(vote.pk).read_bytes() == fresh


def test_closing_erases_trackers_destroys_the_key_and_keeps_every_choice(vote):
    people = voters_cast(vote, *BALLOTS)
    rows = {ballot.pk for ballot in Ballot.objects.all()}
    roll = {entry.pk for entry in RollEntry.objects.all()}
    close_vote(vote)

    assert not keys.exists(vote.pk)
    assert set(Ballot.objects.values_list("tracker", flat=True)) == {""}
    assert not rows & set(Ballot.objects.values_list("pk", flat=True))
    assert not roll & set(RollEntry.objects.values_list("pk", flat=True))
    assert Counter(map(tuple, Ballot.objects.values_list("choices", flat=True))) == Counter(BALLOTS)
    assert all(has_voted(person, vote) for person in people)
    assert [my_ballot(person, vote) for person in people] == [None] * len(people)


def test_a_closing_that_fails_leaves_the_key(vote, resident):
    cast(resident, vote, 1)
    with transaction.atomic():
        actions.seal_urn(stage=vote, at=CLOSES)
        transaction.set_rollback(True)

    assert my_ballot(resident, vote) == [1]


def test_the_journal_gets_a_seal_and_no_count(vote):
    voters_cast(vote, *BALLOTS)
    close_vote(vote)
    entry = JournalEntry.objects.get(verb=actions.SEALED)

    assert set(entry.after) == {"seal"}
    assert len(entry.after["seal"]) == 64


def test_one_persons_ballots_do_not_give_a_seal_away(vote, resident):
    """The same choices seal differently each time: a small urn cannot be guessed from its seal."""
    one = actions.seal_of([(1, [1, 2])])
    assert one != actions.seal_of([(2, [1, 2])])
    assert one == actions.seal_of([(1, [1, 2])])
    assert actions.seal_of([(2, [3]), (1, [1])]) == actions.seal_of([(1, [1]), (2, [3])])


def test_an_open_vote_has_no_result_and_no_number_of_voters(vote):
    voters_cast(vote, *BALLOTS)
    assert kinds()["vote"].result(vote) is None
    assert voters(vote) is None
    close_vote(vote)
    assert voters(vote) is None


def test_the_result_counts_votes_and_publishes_ballots_without_people(vote, resident):
    voters_cast(vote, *BALLOTS)
    close_vote(vote)
    result = kinds()["vote"].result(vote)

    assert dict(result.scores) == {1: 3, 2: 3, 3: 2, 4: 0, 5: 1}
    assert result.voters == 5
    election = read_pabulib(result.ballots)
    assert [project.id for project in election.projects] == ["1", "2", "3", "4", "5"]
    assert len(election.ballots) == 5
    assert set(election.ballots.columns) <= {"voter_id"}
    assert list(election.ballots.columns.get("voter_id", [])) in ([], ["1", "2", "3", "4", "5"])
    text = result.ballots.decode()
    for personal in ("age", "sex", "neighborhood", "voting_method"):
        assert personal not in text
    json.dumps(result.inputs)


def test_the_file_stays_the_same_whatever_is_renamed_later(vote):
    voters_cast(vote, *BALLOTS)
    close_vote(vote)
    before = kinds()["vote"].result(vote).ballots
    vote.call.proposals.filter(number=1).update(title="Inna nazwa")
    type(vote.call).objects.filter(pk=vote.call_id).update(title_pl="Inny nabór", pot="1.00")
    vote.call.organisation.name = "Inne miasto"
    vote.call.organisation.save()

    assert kinds()["vote"].result(Stage.objects.get(pk=vote.pk)).ballots == before


def test_votes_for_an_idea_withdrawn_meanwhile_count_for_nobody(vote):
    voters_cast(vote, *BALLOTS)
    idea = vote.call.proposals.get(number=5)
    idea.withdraw()
    idea.withdrawn_at = AT
    idea.save()
    close_vote(vote)
    result = kinds()["vote"].result(vote)

    assert 5 not in result.scores
    assert result.voters == 5


def _decision(vote) -> Decision:
    result = kinds()["vote"].result(vote)
    return Decision.objects.create(
        call=vote.call,
        stage=vote,
        method="votes",
        inputs={},
        inputs_hash="",
        outcome={},
        outcome_hash="",
        ballots_hash=hashlib.sha256(result.ballots).hexdigest(),
        voters=result.voters,
        pot=vote.call.pot,
        spent=0,
        decided_at=CLOSES + timedelta(days=1),
    )


@pytest.fixture
def decided(vote):
    voters_cast(vote, *BALLOTS)
    close_vote(vote)
    return _decision(vote)


def _problems(decision) -> list[str]:
    return kinds()["vote"].verify(decision, Stage.objects.get(pk=decision.stage_id))


def test_an_untouched_urn_verifies(decided):
    assert _problems(decided) == []


def test_an_idea_withdrawn_after_the_decision_changes_nothing(decided):
    idea = decided.call.proposals.get(number=1)
    idea.withdraw()
    idea.withdrawn_at = decided.decided_at + timedelta(days=1)
    idea.save()
    assert _problems(decided) == []


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (
            lambda: Ballot.objects.filter(pk=Ballot.objects.first().pk).update(choices=[4]),
            "not the one that was sealed",
        ),
        (lambda: Ballot.objects.first().delete(), "not the one that was sealed"),
        (lambda: RollEntry.objects.first().delete(), "in the roll"),
        (lambda: keys.make(Stage.objects.get().pk), "key"),
        (lambda: Ballot.objects.filter(pk=Ballot.objects.first().pk).update(tracker="x"), "tracker"),
        (lambda: Decision.objects.update(ballots_hash="0" * 64), "not those of the urn"),
        (lambda: Stage.objects.update(state="open"), "not closed"),
    ],
)
def test_verify_finds_what_was_touched(decided, tamper, words):
    tamper()
    decided.refresh_from_db()
    assert any(words in problem for problem in _problems(decided))


def test_turnout_is_known_once_the_decision_is_published(decided):
    assert voters(decided.stage) is None
    decided.published_at = CLOSES
    decided.save()
    assert voters(decided.stage) == 5


def test_names_leave_the_roll_thirty_days_after_publication(decided):
    assert actions.forget_voters(at=CLOSES + timedelta(days=400)) == 0  # not published yet
    decided.published_at = CLOSES
    decided.save()
    assert actions.forget_voters(at=CLOSES + timedelta(days=29)) == 0
    assert actions.forget_voters(at=CLOSES + timedelta(days=30)) == 5
    assert actions.forget_voters(at=CLOSES + timedelta(days=31)) == 0

    assert not RollEntry.objects.filter(person__isnull=False).exists()
    assert RollEntry.objects.count() == 5
    assert _problems(decided) == []
