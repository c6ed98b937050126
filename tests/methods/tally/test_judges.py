"""pabutools, an independent implementation, gives the same winners on random elections.

Where it differs by design the test says so: its ties go by the text of ids, its Phragmén ends as soon as any tied
project does not fit, and its add1 always ends when nothing more fits.
"""

import random
from fractions import Fraction

import pytest

from skwer.methods.tally import Project, Rules, election_from_approvals, tally

from .invented import META

pabutools = pytest.importorskip("pabutools")
from pabutools import election as pb  # noqa: E402
from pabutools import rules as pb_rules  # noqa: E402


def random_election(seed, *, distinct=True):
    """A small election; with `distinct` costs nearly free of ties."""
    chance = random.Random(seed)
    size = chance.randint(2, 7)
    costs = [chance.randint(20, 400) if distinct else chance.randint(1, 6) for _ in range(size)]
    names = [f"p{p}" for p in range(size)]
    ballots = [chance.sample(names, chance.randint(1, size)) for _ in range(chance.randint(3, 14))]
    budget = chance.randint(max(min(costs), sum(costs) // 4), sum(costs))
    return names, costs, ballots, budget


def ours(told, rules):
    names, costs, ballots, budget = told
    projects = [Project(name, cost) for name, cost in zip(names, costs, strict=True)]
    return tally(election_from_approvals(projects=projects, budget=budget, ballots=ballots, meta=META), rules)


def theirs(told):
    names, costs, ballots, budget = told
    projects = {name: pb.Project(name, cost) for name, cost in zip(names, costs, strict=True)}
    instance = pb.Instance(projects.values(), budget_limit=budget)
    profile = pb.ApprovalProfile(
        [pb.ApprovalBallot([projects[name] for name in ballot]) for ballot in ballots], instance=instance
    )
    return instance, profile


def names(allocation):
    return {project.name for project in allocation}


@pytest.mark.parametrize("block", range(4))
@pytest.mark.parametrize(("utility", "satisfaction"), [("cost", pb.Cost_Sat), ("cardinality", pb.Cardinality_Sat)])
def test_equal_shares(block, utility, satisfaction):
    for seed in range(block * 40, block * 40 + 40):
        told = random_election(seed, distinct=seed % 2 == 0)
        instance, profile = theirs(told)
        result = pb_rules.method_of_equal_shares(instance, profile, sat_class=satisfaction)
        outcome = ours(told, Rules(rule="equal-shares", utility=utility, ties="lexico"))
        assert names(result) == outcome.winners, (seed, told)


@pytest.mark.parametrize("block", range(2))
def test_add1_ends_when_nothing_more_fits(block):
    for seed in range(block * 20, block * 20 + 20):
        told = random_election(seed)
        instance, profile = theirs(told)
        result = pb_rules.method_of_equal_shares(instance, profile, sat_class=pb.Cost_Sat, voter_budget_increment=1)
        rules = Rules(rule="equal-shares", completion="add1-exhaustive", start="exact", ties="lexico")
        assert names(result) == ours(told, rules).winners, (seed, told)


def test_greedy_by_votes():
    # Satisfaction per cost of Cost_Sat is the number of votes: the usual greedy of cities.
    for seed in range(150):
        told = random_election(seed, distinct=seed % 2 == 0)
        instance, profile = theirs(told)
        result = pb_rules.greedy_utilitarian_welfare(instance, profile, sat_class=pb.Cost_Sat)
        outcome = ours(told, Rules(rule="greedy", ties="lexico"))
        voted = {name for ballot in told[2] for name in ballot}
        assert names(result) & voted == outcome.winners, (seed, told)


def test_phragmen_where_nothing_is_tied():
    compared = 0
    for seed in range(150):
        told = random_election(seed)
        outcome = ours(told, Rules(rule="phragmen", ties="lexico"))
        if any("tied" in step.figures for step in outcome.trace.steps):
            continue
        instance, profile = theirs(told)
        assert names(pb_rules.sequential_phragmen(instance, profile)) == outcome.winners, (seed, told)
        compared += 1
    assert compared > 100


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_maximin_support_where_shares_differ_enough_for_floats():
    pytest.importorskip("pulp")
    for seed in range(12):
        told = random_election(seed)
        instance, profile = theirs(told)
        outcome = ours(told, Rules(rule="maximin-support", ties="lexico"))
        try:
            result = names(pb_rules.maximin_support(instance, profile))
        except Exception as problem:
            pytest.skip(f"the solver of pabutools does not run here: {problem}")
        if result != outcome.winners:
            # Their linear programs are floats: equal shares may come out a hair apart. Exact ties are ours to prove.
            shares = [Fraction(step.figures["largest_share"]) for step in outcome.trace.steps]
            assert len(set(shares)) < len(shares), (seed, told)
