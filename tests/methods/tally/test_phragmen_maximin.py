"""Phragmén and maximin support against plain counts."""

from hypothesis import given, settings

from skwer.methods.tally import Project, Rules, election_from_approvals, tally

from . import reference
from .invented import approvals, by_file, ids, names, seeded, supporters

QUICK = settings(max_examples=150, deadline=None)


def groups(election):
    """Supporters of the projects that fit the budget at all."""
    return [
        set(group) if election.projects[p].cost <= election.budget else set()
        for p, group in enumerate(supporters(election))
    ]


@given(approvals(cents=True, most_projects=7))
@QUICK
def test_phragmen_agrees_with_a_plain_count(election):
    costs = [project.cost for project in election.projects]
    winners = reference.phragmen(costs, groups(election), len(election.ballots), election.budget, by_file(election))
    assert ids(tally(election, Rules(rule="phragmen", ties="file-order"))) == names(winners)


@given(approvals(most_projects=5, most_voters=7))
@QUICK
def test_maximin_support_agrees_with_trying_all_subsets(election):
    costs = [project.cost for project in election.projects]
    winners = reference.maximin_support(costs, groups(election), election.budget, by_file(election))
    assert ids(tally(election, Rules(rule="maximin-support", ties="file-order"))) == names(winners)


def test_phragmen_on_a_larger_election():
    election = seeded(11, voters=300, projects=30)
    costs = [project.cost for project in election.projects]
    winners = reference.phragmen(costs, groups(election), len(election.ballots), election.budget, by_file(election))
    assert ids(tally(election, Rules(rule="phragmen", ties="file-order"))) == [election.projects[p].id for p in winners]


def test_phragmen_ends_where_the_next_project_does_not_fit():
    projects = [Project("a", 60), Project("b", 50), Project("c", 40)]
    ballots = [["a"]] * 6 + [["b"]] * 4 + [["c"]] * 2
    election = election_from_approvals(projects=projects, budget=100, ballots=ballots)
    outcome = tally(election, Rules(rule="phragmen"))
    assert ids(outcome) == ["a"]
    assert [(u.id, u.why) for u in outcome.unfunded] == [("b", "over-budget-left"), ("c", "after-stop")]
    assert ids(tally(election, Rules(rule="phragmen", completion="fill"))) == ["a", "c"]


def test_maximin_support_shares_the_cost_again_at_every_step():
    # After a and b, Phragmén leaves the first voter with both; shared out anew, the others carry their part.
    projects = [Project("a", 6), Project("b", 6), Project("c", 3)]
    election = election_from_approvals(projects=projects, budget=15, ballots=[["a", "b"], ["a"], ["b"], ["c"]])
    outcome = tally(election, Rules(rule="maximin-support"))
    shares = [step.figures["largest_share"] for step in outcome.trace.steps]
    assert ids(outcome) == ["a", "c", "b"] or ids(outcome) == ["c", "a", "b"]
    assert shares[-1] == 4


def test_maximin_support_on_a_larger_election_stays_within_the_budget_and_balances():
    election = seeded(12, voters=200, projects=14)
    outcome = tally(election, Rules(rule="maximin-support"))
    assert outcome.cost <= election.budget
    costs = [project.cost for project in election.projects]
    people = groups(election)
    chosen = []
    for winner, step in zip(outcome.funded, outcome.trace.steps, strict=True):
        chosen.append(election.index[winner.id])
        assert step.figures["largest_share"] == reference.largest_share(chosen, costs, people)
