"""Greedy as cities run it, by votes or by scores from outside."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.methods.tally import Project, Rules, RulesError, election_from_approvals, greedy_by_scores, supporters, tally

from . import reference
from .invented import approvals, by_file, ids, names, with_points

QUICK = settings(max_examples=150, deadline=None)


def election(costs, votes, budget):
    """Projects by name with costs and votes; each vote is a ballot of its own."""
    ballots = [[name] for name, count in votes.items() for _ in range(count)]
    return election_from_approvals(
        projects=[Project(name, cost) for name, cost in costs.items()], budget=budget, ballots=ballots
    )


@given(approvals(cents=True), st.booleans())
@QUICK
def test_agrees_with_a_plain_count(instance, skip):
    votes = supporters(instance)
    liked = [p for p in range(len(instance.projects)) if votes[f"p{p}"]]
    winners = reference.greedy(
        [instance.projects[p].cost for p in liked],
        [votes[f"p{p}"] for p in liked],
        instance.budget,
        by_file(instance),
        skip=skip,
    )
    outcome = tally(instance, Rules(rule="greedy" if skip else "greedy-no-skip", ties="file-order"))
    assert ids(outcome) == names(liked[p] for p in winners)


@given(approvals())
@QUICK
def test_nothing_that_was_liked_still_fits(instance):
    outcome = tally(instance, Rules(rule="greedy"))
    assert all(loser.votes == 0 or loser.cost > outcome.left for loser in outcome.unfunded)
    assert outcome.cost <= instance.budget


def test_skipping_and_stopping():
    instance = election({"a": 60, "b": 50, "c": 40, "d": 1}, {"a": 4, "b": 3, "c": 2, "d": 1}, 100)
    skipping = tally(instance, Rules(rule="greedy"))
    assert ids(skipping) == ["a", "c"]
    assert [(u.id, u.why) for u in skipping.unfunded] == [("b", "over-budget-left"), ("d", "over-budget-left")]
    assert skipping.unfunded[0].figures == {"left": 40, "missing": 10, "after": 1}
    stopping = tally(instance, Rules(rule="greedy-no-skip"))
    assert ids(stopping) == ["a"]
    assert [(u.id, u.why) for u in stopping.unfunded] == [
        ("b", "over-budget-left"),
        ("c", "after-stop"),
        ("d", "after-stop"),
    ]
    assert stopping.unfunded[1].figures == {"stopped_by": "b", "left": 40}


def test_a_withdrawn_project_never_stops_the_count_but_a_huge_one_does():
    withdrawn = election({"gone": 999_999_999, "a": 60}, {"gone": 9, "a": 4}, 100)
    outcome = tally(withdrawn, Rules(rule="greedy-no-skip"))
    assert ids(outcome) == ["a"]
    assert outcome.unfunded[0].why == "withdrawn"
    huge = election({"huge": 101, "a": 60}, {"huge": 9, "a": 4}, 100)
    outcome = tally(huge, Rules(rule="greedy-no-skip"))
    assert ids(outcome) == []
    assert [(u.id, u.why) for u in outcome.unfunded] == [("huge", "dearer-than-budget"), ("a", "after-stop")]
    assert ids(tally(huge, Rules(rule="greedy"))) == ["a"]


def test_a_threshold_is_met_by_reaching_it():
    instance = election({"a": 10, "b": 10, "c": 10}, {"a": 5, "b": 4, "c": 1}, 100)
    assert ids(tally(instance, Rules(rule="greedy-threshold", threshold=4))) == ["a", "b"]
    assert ids(tally(instance, Rules(rule="greedy-threshold", threshold="40%"))) == ["a", "b"]
    strict = tally(instance, Rules(rule="greedy-threshold", threshold="41%"))
    assert ids(strict) == ["a"]
    assert strict.unfunded[0].why == "below-threshold"
    assert strict.unfunded[0].figures == {"score": 4, "threshold": Fraction("4.1"), "missing": Fraction("0.1")}


def test_projects_that_exclude_each_other():
    instance = election({"a": 10, "b": 10, "c": 10}, {"a": 3, "b": 2, "c": 1}, 100)
    outcome = tally(instance, Rules(rule="greedy", exclusive=[("a", "b")]))
    assert ids(outcome) == ["a", "c"]
    assert (outcome.unfunded[0].why, outcome.unfunded[0].figures) == ("exclusive", {"rival": "a"})


@given(with_points())
@QUICK
def test_points_rank_by_their_sum(instance):
    sums = [0] * len(instance.projects)
    for project, points in zip(instance.ballots.projects.tolist(), instance.ballots.points.tolist(), strict=True):
        sums[project] += points
    outcome = tally(instance, Rules(rule="greedy", ties="file-order"))
    assert [winner.score for winner in outcome.funded] == [sums[instance.index[w.id]] for w in outcome.funded]
    assert [w.score for w in outcome.funded] == sorted((w.score for w in outcome.funded), reverse=True)


def test_scores_from_outside():
    outcome = greedy_by_scores(
        scores={"x": Decimal("51.50"), "y": Fraction(103, 2), "z": 60},
        costs={"x": 4000, "y": "3500.50", "z": Decimal("9000")},
        budget=Decimal("12500.50"),
        order=["x", "y", "z"],
    )
    assert ids(outcome) == ["z", "y"]
    assert outcome.cost == Fraction("12500.50")
    assert outcome.trace.steps[1].figures["tied"] == ("x",)
    assert outcome.to_json()["cost"] == "12500.5"
    first_listed = greedy_by_scores(
        scores={"x": 1, "y": 1}, costs={"x": 2, "y": 1}, budget=2, order=["x", "y"], ties="file-order"
    )
    assert ids(first_listed) == ["x"]


def test_scores_from_outside_with_a_threshold_and_without_skipping():
    told = {"scores": {"x": 80, "y": 70, "z": 35}, "costs": {"x": 5, "y": 9, "z": 1}, "order": ["x", "y", "z"]}
    assert ids(greedy_by_scores(**told, budget=10)) == ["x", "z"]
    assert ids(greedy_by_scores(**told, budget=10, skip=False)) == ["x"]
    assert ids(greedy_by_scores(**told, budget=10, threshold=Decimal("35.5"))) == ["x"]


def test_scores_from_outside_that_do_not_add_up_are_refused():
    with pytest.raises(RulesError, match="no score or no cost for y"):
        greedy_by_scores(scores={"x": 1}, costs={"x": 1}, budget=1, order=["x", "y"])
    with pytest.raises(RulesError, match="twice"):
        greedy_by_scores(scores={"x": 1}, costs={"x": 1}, budget=1, order=["x", "x"])
    with pytest.raises(RulesError, match="max-votes"):
        greedy_by_scores(scores={"x": 1}, costs={"x": 1}, budget=1, order=["x"], ties="max-votes")
    with pytest.raises(TypeError, match="float"):
        greedy_by_scores(scores={"x": 0.1}, costs={"x": 1}, budget=1, order=["x"])
