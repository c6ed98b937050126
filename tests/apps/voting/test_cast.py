"""Casting a ballot: what goes in, what is refused and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from skwer.apps.calls.models import Call, Proposal
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import Refusal
from skwer.apps.voting import actions, keys
from skwer.apps.voting.models import Ballot, RollEntry
from skwer.apps.voting.queries import ballot_proposals, has_voted, my_ballot
from skwer.apps.voting.rules import may_vote

from ...factories import AT, make_person
from .elections import CLOSES, cast, close_vote, faults, make_vote, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(city):
    return open_vote(make_vote(city))


def test_a_ballot_goes_into_the_urn_and_the_voter_into_the_roll(vote, resident):
    cast(resident, vote, 3, 1)

    assert my_ballot(resident, vote) == [1, 3]
    assert has_voted(resident, vote)
    entry = RollEntry.objects.get()
    assert (entry.person, str(entry.voted_date)) == (resident, "2026-11-23")


def test_a_later_ballot_replaces_the_whole_earlier_one(vote, resident):
    cast(resident, vote, 1, 2, 3)
    cast(resident, vote, 4)

    assert my_ballot(resident, vote) == [4]
    assert faults(vote, most=3) == []
    assert Ballot.objects.count() == 1


def test_the_roll_keeps_the_day_of_the_first_ballot(vote, resident):
    cast(resident, vote, 1)
    cast(resident, vote, 2, at=AT + timedelta(days=2))

    assert str(RollEntry.objects.get().voted_date) == "2026-11-23"


def test_the_day_is_the_citys_day_not_utcs(vote, resident):
    cast(resident, vote, 1, at=AT.replace(hour=23, minute=30))

    assert str(RollEntry.objects.get().voted_date) == "2026-11-24"


def test_a_ballot_carries_neither_person_nor_moment_nor_order_of_ticking(vote, resident):
    fields = {field.name for field in Ballot._meta.get_fields()}
    cast(resident, vote, 5, 2)

    assert fields == {"id", "stage", "tracker", "choices"}
    assert Ballot.objects.get().choices == [2, 5]
    assert str(resident.uid) not in Ballot.objects.get().tracker


def test_casting_is_not_journalled(vote, resident):
    before = JournalEntry.objects.count()
    cast(resident, vote, 1)
    cast(resident, vote, 2)

    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    ("choices", "declared", "code"),
    [
        ((1, 2, 3, 4), True, "too_many"),
        ((), True, "too_few"),
        ((1, 1), True, "chosen_twice"),
        ((99,), True, "not_on_ballot"),
        ((-1,), True, "not_on_ballot"),
        ((1,), False, "not_declared"),
    ],
)
def test_a_wrong_ballot_is_refused_and_nothing_is_kept(vote, resident, choices, declared, code):
    with pytest.raises(Refusal) as refused:
        cast(resident, vote, *choices, declared=declared)

    assert refused.value.code == code
    assert refused.value.paragraph.startswith("§")
    assert not Ballot.objects.exists()
    assert not RollEntry.objects.exists()


def test_a_wrong_change_leaves_the_earlier_ballot(vote, resident):
    cast(resident, vote, 1)
    with pytest.raises(actions.TooMany):
        cast(resident, vote, 1, 2, 3, 4)

    assert my_ballot(resident, vote) == [1]


def test_an_idea_of_another_call_is_refused(vote, city, resident):
    other = open_vote(make_vote(city, ideas=9))
    assert other.call != vote.call
    with pytest.raises(actions.NotOnBallot):
        cast(resident, vote, 9)


def test_an_idea_that_passed_the_check_after_opening_is_not_on_the_ballot(vote, resident):
    Proposal.objects.create(
        call=vote.call, number=6, state=Proposal.State.ELIGIBLE, title="Za późno", created_at=AT, updated_at=AT
    )
    with pytest.raises(actions.NotOnBallot):
        cast(resident, vote, 6)


def test_a_withdrawn_idea_cannot_be_chosen(vote, resident):
    idea = vote.call.proposals.get(number=2)
    idea.withdraw()
    idea.save()

    with pytest.raises(actions.TakenBack) as refused:
        cast(resident, vote, 2)
    assert refused.value.status == 409
    assert 2 not in {proposal.number for proposal in ballot_proposals(vote, resident)}


def test_who_has_not_confirmed_an_address_is_refused(vote):
    person = make_person(verified=False)
    with pytest.raises(actions.CannotVote) as refused:
        cast(person, vote, 1)
    assert (refused.value.code, refused.value.status) == ("unverified", 403)


def test_who_is_no_longer_active_is_refused(vote, resident):
    resident.is_active = False
    with pytest.raises(actions.CannotVote):
        cast(resident, vote, 1)


def test_before_the_opening_and_after_the_hour_no_ballot_is_taken(city, resident):
    planned = make_vote(city)
    with pytest.raises(actions.VoteClosed) as early:
        cast(resident, planned, 1)
    vote = open_vote(make_vote(city))
    cast(resident, vote, 1, at=CLOSES - timedelta(seconds=1))
    # Nobody has closed the stage yet, but its hour has come.
    with pytest.raises(actions.VoteClosed) as late:
        cast(resident, vote, 2, at=CLOSES)

    assert (early.value.code, late.value.code, late.value.status) == ("not_yet", "closed", 409)
    assert my_ballot(resident, vote) == [1]


def test_a_stale_stage_in_hand_does_not_open_a_closed_vote(vote, resident):
    in_hand = type(vote).objects.get(pk=vote.pk)
    close_vote(vote, at=AT)
    with pytest.raises(actions.VoteClosed):
        cast(resident, in_hand, 1, at=AT + timedelta(minutes=1))
    assert not Ballot.objects.exists()


def test_a_cancelled_call_takes_no_ballot(vote, resident):
    Call.objects.filter(pk=vote.call_id).update(state=Call.State.CANCELLED)
    with pytest.raises(actions.VoteClosed):
        cast(resident, vote, 1)


def test_without_the_key_nobody_votes(vote, resident):
    keys.destroy(vote.pk)
    with pytest.raises(actions.VoteClosed) as refused:
        cast(resident, vote, 1)
    assert refused.value.code == "no_key"


def test_a_new_key_does_not_give_a_second_vote(vote, resident):
    cast(resident, vote, 1)
    keys.make(vote.pk)

    with pytest.raises(actions.SealedBallot):
        cast(resident, vote, 2)
    assert Ballot.objects.count() == 1


def test_the_terms_are_those_that_froze(vote, resident):
    vote.settings = {**vote.settings, "most": 5}
    vote.save()
    with pytest.raises(actions.TooMany):
        cast(resident, vote, 1, 2, 3, 4)


def test_may_vote_says_why_not_with_the_paragraph(vote, resident):
    assert may_vote(resident, vote, AT).yes
    answer = may_vote(None, vote, AT)
    assert (answer.yes, answer.code, answer.paragraph[:1]) == (False, "signed_out", "§")


def test_refusals_say_how_to_mend_it_in_both_languages(vote, resident):
    sentences = {}
    for language in ("pl", "en"):
        with translation.override(language), pytest.raises(actions.TooMany) as refused:
            cast(resident, vote, 1, 2, 3, 4)
        with translation.override(language):
            sentences[language] = str(refused.value.message)
    assert "3" in sentences["pl"]
    assert "Take away 1 idea." in sentences["en"]


def test_the_order_of_ideas_is_each_voters_own_and_stays(city, resident):
    vote = open_vote(make_vote(city, ideas=12))
    orders = [[p.number for p in ballot_proposals(vote, person)] for person in (resident, resident, make_person())]

    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert sorted(orders[0]) == list(range(1, 13))


def test_nobody_reads_anothers_ballot(vote, resident):
    cast(resident, vote, 1)
    assert my_ballot(make_person(), vote) is None
    assert my_ballot(None, vote) is None
