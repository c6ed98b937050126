"""Margins do what they say: with the change the project wins, with one unit less it does not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.methods.tally import Project, Rules, election_from_approvals, explain, margins, read_pabulib, tally
from skwer.methods.tally.margins_shares import least

from .invented import approvals, seeded, with_points

QUICK = settings(max_examples=60, deadline=None)
RULES = [
    Rules(rule="greedy"),
    Rules(rule="greedy-no-skip"),
    Rules(rule="greedy-threshold", threshold="30%"),
    Rules(rule="phragmen"),
    Rules(rule="equal-shares"),
    Rules(rule="equal-shares", utility="cardinality"),
    Rules(rule="equal-shares", completion="add1"),
    Rules(rule="equal-shares", completion="add1-exhaustive", start="exact"),
    Rules(rule="equal-shares", completion="add1u"),
    Rules(rule="equal-shares", completion="fill", threshold=2),
    Rules(rule="equal-shares", comparison=True),
]


def cheaper(election, id, by):
    projects = [Project(p.id, p.cost - by if p.id == id else p.cost, p.name) for p in election.projects]
    return replace(election, projects=tuple(projects))


def better_liked(election, id, by):
    ballots = [
        [election.projects[p].id for p in election.ballots.projects[a:b]]
        for a, b in zip(election.ballots.starts[:-1], election.ballots.starts[1:], strict=True)
    ]
    return election_from_approvals(
        projects=election.projects, budget=election.budget, ballots=[*ballots, *[[id]] * by], meta=dict(election.meta)
    )


def check(election, rules):
    outcome = tally(election, rules)
    found = margins(election, outcome)
    assert set(found) == {loser.id for loser in outcome.unfunded}
    for loser in outcome.unfunded:
        margin = found[loser.id]
        if margin.cheaper_by is not None:
            assert 0 < margin.cheaper_by < loser.cost
            assert loser.id in tally(cheaper(election, loser.id, margin.cheaper_by), rules).winners
            if margin.cheaper_by > 1:
                assert loser.id not in tally(cheaper(election, loser.id, margin.cheaper_by - 1), rules).winners
        elif loser.cost > 1:
            assert loser.id not in tally(cheaper(election, loser.id, loser.cost - 1), rules).winners
        if margin.more_votes is not None:
            assert margin.more_votes > 0
            assert loser.id in tally(better_liked(election, loser.id, margin.more_votes), rules).winners
            if margin.more_votes > 1:
                assert loser.id not in tally(better_liked(election, loser.id, margin.more_votes - 1), rules).winners
        else:
            assert loser.id not in tally(better_liked(election, loser.id, 60), rules).winners


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: f"{rules.rule}-{rules.completion}-{rules.utility}")
@given(election=approvals(most_projects=5, most_voters=6))
@QUICK
def test_the_change_named_wins_and_one_unit_less_does_not(election, rules):
    check(election, rules)


@pytest.mark.parametrize("completion", ["none", "add1"])
def test_on_a_larger_election(completion):
    check(seeded(21, voters=60, projects=10), Rules(rule="equal-shares", completion=completion, increment=25))


@given(election=with_points())
@QUICK
def test_points_have_a_price_margin_only(election):
    rules = Rules(rule="equal-shares", utility="points")
    found = margins(election, tally(election, rules))
    assert all(margin.more_votes is None for margin in found.values())


def test_withdrawn_and_maximin_have_none():
    election = election_from_approvals(
        projects=[Project("gone", 999_999_999), Project("a", 60), Project("b", 50)],
        budget=100,
        ballots=[["gone", "a", "b"]] * 3,
    )
    for rule in ("greedy", "equal-shares"):
        found = margins(election, tally(election, Rules(rule=rule)))
        assert (found["gone"].cheaper_by, found["gone"].more_votes) == (None, None)
    outcome = explain(election, tally(election, Rules(rule="maximin-support")))
    assert outcome.unfunded[-1].cheaper_by is None
    assert "margins are not computed" in outcome.notes[0]


def test_cents_are_the_step_where_costs_have_cents():
    election = election_from_approvals(
        projects=[Project("a", "60.25"), Project("b", "50.10")], budget=100, ballots=[["a"]] * 3 + [["b"]] * 2
    )
    found = margins(election, tally(election, Rules(rule="greedy")))
    assert str(float(found["b"].cheaper_by)) == "10.35"
    assert found["b"].more_votes == 1


def test_explained_outcomes_carry_their_margins():
    election = seeded(22, voters=40, projects=6)
    plain = tally(election, Rules(rule="equal-shares"))
    told = explain(election, plain)
    assert "cheaper_by" not in plain.to_json()["unfunded"][0]
    assert set(told.to_json()["unfunded"][0]) >= {"cheaper_by", "more_votes", "effective_support"}


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 200), st.integers(0, 5))
def test_the_search_finds_where_winning_starts(start, guess, most, single):
    expected = start if start <= most else None
    assert least(lambda number: number >= start, guess, most, single=single) == expected


def test_reading_back_does_not_change_margins(tmp_path):
    from skwer.methods.tally import write_pabulib

    from .invented import META

    election = seeded(23, voters=50, projects=8)
    election = replace(election, meta={**META})
    again = read_pabulib(write_pabulib(election).encode())
    rules = Rules(rule="phragmen")
    assert margins(election, tally(election, rules)) == margins(again, tally(again, rules))
