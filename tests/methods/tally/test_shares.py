"""Equal Shares against a plain count in fractions, and what it promises."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.methods.tally import Project, Rules, RulesError, election_from_approvals, tally, vote_counts

from . import reference
from .invented import approvals, by_file, ids, names, ranked, seeded, supporters, with_points

SHARES = Rules(rule="equal-shares", ties="file-order")
QUICK = settings(max_examples=150, deadline=None)


def affordable(election):
    """Costs with projects dearer than the budget out of reach, as the rules say."""
    return [p.cost for p in election.projects], {i for i, p in enumerate(election.projects) if p.cost > election.budget}


def told_utilities(election, kind):
    costs, barred = affordable(election)
    groups = supporters(election)
    if kind == "cost":
        made = [dict.fromkeys(group, costs[p]) for p, group in enumerate(groups)]
    elif kind == "cardinality":
        made = [dict.fromkeys(group, Fraction(1)) for group in groups]
    else:
        values = election.ballots.points if kind == "points" else election.ballots.ranks
        made = [{} for _ in costs]
        rows, projects = election.ballots.rows.tolist(), election.ballots.projects.tolist()
        for row, project, value in zip(rows, projects, values.tolist(), strict=True):
            if value > 0:
                made[project][row] = Fraction(value)
    return costs, [{} if p in barred else one for p, one in enumerate(made)]


def expected(election, kind):
    costs, utilities = told_utilities(election, kind)
    voters = len(election.ballots)
    return reference.equal_shares(costs, utilities, voters, election.budget / voters, by_file(election))


@given(approvals(cents=True), st.sampled_from(["cost", "cardinality"]))
@QUICK
def test_agrees_with_a_plain_count_in_fractions(election, kind):
    outcome = tally(election, Rules(rule="equal-shares", utility=kind, ties="file-order"))
    assert ids(outcome) == names(expected(election, kind)[0])


@given(with_points())
@QUICK
def test_points_agree_with_a_plain_count_in_fractions(election):
    outcome = tally(election, Rules(rule="equal-shares", utility="points", ties="file-order"))
    assert ids(outcome) == names(expected(election, "points")[0])


@given(approvals().map(ranked))
@QUICK
def test_borda_agrees_with_a_plain_count_in_fractions(election):
    outcome = tally(election, Rules(rule="equal-shares", utility="borda", ties="file-order"))
    assert ids(outcome) == names(expected(election, "borda")[0])


@given(approvals(cents=True))
@QUICK
def test_never_spends_more_than_the_budget(election):
    for completion in ("none", "add1", "add1-exhaustive", "add1u", "fill"):
        outcome = tally(election, Rules(rule="equal-shares", completion=completion))
        assert outcome.cost <= election.budget
        assert outcome.cost == sum(project.cost for project in outcome.funded)


@given(approvals(), st.randoms(use_true_random=False))
@QUICK
def test_the_order_of_ballots_and_projects_does_not_matter(election, chance):
    ballots = [
        [election.projects[p].id for p in election.ballots.projects[a:b]]
        for a, b in zip(election.ballots.starts[:-1], election.ballots.starts[1:], strict=True)
    ]
    projects = list(election.projects)
    chance.shuffle(ballots)
    chance.shuffle(projects)
    shuffled = election_from_approvals(
        projects=projects, budget=election.budget, ballots=ballots, meta=dict(election.meta)
    )
    rules = Rules(rule="equal-shares", completion="add1", ties="max-votes,min-cost,lot:7")
    assert ids(tally(election, rules)) == ids(tally(shuffled, rules))


@given(approvals(cents=True))
@QUICK
def test_the_rates_of_the_trace_pay_for_the_winners_exactly(election):
    outcome = tally(election, SHARES)
    groups = supporters(election)
    money = [outcome.endowment] * len(election.ballots)
    for step in outcome.trace.steps[1:]:
        project = election.index[step.project]
        paid = Fraction(0)
        for voter in groups[project]:
            payment = min(money[voter], step.figures["rate"])
            money[voter] -= payment
            paid += payment
        assert paid == election.projects[project].cost
    for loser in outcome.unfunded:
        if loser.why == "supporters-money-spent":
            left = sum(money[v] for v in groups[election.index[loser.id]])
            assert left < loser.cost
            assert loser.figures["supporters_money"] == Fraction(int(left * 100), 100)


def test_the_same_count_gives_the_same_bytes():
    election = seeded(3, voters=300, projects=20)
    rules = Rules(rule="equal-shares", completion="add1")
    assert tally(election, rules).canonical() == tally(seeded(3, voters=300, projects=20), rules).canonical()


def test_a_third_of_three_is_affordable_exactly():
    # In floats three times a third of ten falls short of ten, or not, depending on the order of sums.
    for cost in (Fraction(10), Fraction("0.1"), Fraction("776314.03")):
        election = election_from_approvals(projects=[Project("a", cost)], budget=cost, ballots=[["a"]] * 3)
        assert tally(election, SHARES).winners == {"a"}


def test_a_sum_short_by_less_than_any_float_can_tell_is_short():
    # Six voters hold 10^17 + 1/7 short of the price by a seventh: both are the same float.
    price = Fraction(6 * 10**17)
    budget = price - Fraction(1, 7)
    election = election_from_approvals(projects=[Project("a", price)], budget=price, ballots=[["a"]] * 6 + [["b"]] * 0)
    assert tally(election, SHARES).winners == {"a"}
    poorer = election_from_approvals(
        projects=[Project("a", price), Project("z", 1)], budget=budget + 1, ballots=[["a"]] * 6 + [[]]
    )
    assert tally(poorer, SHARES).winners == set()


def test_exact_ties_follow_the_chain():
    # Disjoint supporters, equal rates: only the chain can tell.
    projects = [Project("dear", 20), Project("cheap", 10)]
    ballots = [["dear"], ["dear"], ["cheap"], ["cheap"]]
    election = election_from_approvals(projects=projects, budget=40, ballots=ballots)
    assert ids(tally(election, Rules(rule="equal-shares", ties="min-cost"))) == ["cheap", "dear"]
    assert ids(tally(election, Rules(rule="equal-shares", ties="max-cost"))) == ["dear", "cheap"]
    assert tally(election, SHARES).trace.steps[1].figures["tied"] == ("dear", "cheap")


def test_empty_ballots_count_for_the_endowment_only():
    election = election_from_approvals(projects=[Project("a", 6)], budget=10, ballots=[["a"], []])
    outcome = tally(election, SHARES)
    assert outcome.endowment == 5
    assert outcome.unfunded[0].why == "supporters-money-spent"


def test_a_free_project_is_bought_first_if_somebody_wants_it():
    projects = [Project("a", 5), Project("free", 0), Project("unwanted", 0)]
    election = election_from_approvals(projects=projects, budget=10, ballots=[["a", "free"], ["a"]])
    outcome = tally(election, SHARES)
    assert ids(outcome) == ["free", "a"]
    assert [(u.id, u.why) for u in outcome.unfunded] == [("unwanted", "no-votes")]


def test_what_costs_more_than_the_budget_is_left_out_beforehand():
    projects = [Project("huge", 11), Project("a", 5)]
    election = election_from_approvals(projects=projects, budget=10, ballots=[["huge", "a"]])
    outcome = tally(election, SHARES)
    assert ids(outcome) == ["a"]
    assert outcome.unfunded[0].why == "dearer-than-budget"
    assert outcome.unfunded[0].figures["missing"] == 1


def test_utilities_that_the_ballots_do_not_hold_are_refused():
    election = election_from_approvals(projects=[Project("a", 5)], budget=10, ballots=[["a"]])
    for utility in ("points", "borda"):
        with pytest.raises(RulesError, match=utility):
            tally(election, Rules(rule="equal-shares", utility=utility))


@pytest.mark.parametrize("seed", range(4))
def test_larger_elections_agree_with_the_plain_count(seed):
    election = seeded(seed, voters=120, projects=25)
    costs, utilities = told_utilities(election, "cost")
    voters = len(election.ballots)
    winners, _ = reference.equal_shares(costs, utilities, voters, election.budget / voters, by_file(election))
    assert ids(tally(election, SHARES)) == [election.projects[p].id for p in winners]
    assert int(vote_counts(election).sum()) == len(election.ballots.projects)


def test_nobody_voting_funds_nothing():
    election = election_from_approvals(projects=[Project("a", 5)], budget=10, ballots=[])
    for rule in ("greedy", "equal-shares", "phragmen", "maximin-support"):
        for completion in ("none", "add1") if rule == "equal-shares" else ("none",):
            outcome = tally(election, Rules(rule=rule, completion=completion))
            assert outcome.funded == ()
            assert outcome.unfunded[0].why == "no-votes"
