"""Completion: the same answers as a plain loop, whatever shortcuts are taken."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.methods.tally import Project, Rules, election_from_approvals, supporters, tally
from skwer.methods.tally.contest import election_contest
from skwer.methods.tally.market import make_market
from skwer.methods.tally.shares import equal_shares
from skwer.methods.tally.sketch import sure_winners

from . import reference
from .invented import approvals, by_file, ids, names, seeded
from .test_shares import told_utilities

QUICK = settings(max_examples=120, deadline=None)


def completed(election, **settings_):
    return tally(election, Rules(rule="equal-shares", ties="file-order", **settings_))


@given(approvals(most_voters=6), st.booleans())
@QUICK
def test_add1_agrees_with_a_plain_loop(election, exhaustive):
    costs, utilities = told_utilities(election, "cost")
    winners, endowment = reference.add1(
        costs, utilities, len(election.ballots), election.budget, by_file(election), exhaustive=exhaustive
    )
    outcome = completed(election, completion="add1-exhaustive" if exhaustive else "add1")
    assert ids(outcome) == names(winners)
    assert outcome.endowment == endowment


@given(approvals(most_voters=5), st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(3)]))
@QUICK
def test_increment_and_exact_start_are_followed(election, step):
    costs, utilities = told_utilities(election, "cost")
    voters = len(election.ballots)
    start = election.budget / voters
    winners, endowment = reference.add1(
        costs, utilities, voters, election.budget, by_file(election), step=step, start=start
    )
    outcome = completed(election, completion="add1", increment=step, start="exact")
    assert ids(outcome) == names(winners)
    assert outcome.endowment == endowment


@given(approvals(), st.integers(0, 40), st.integers(0, 40))
@QUICK
def test_a_sketch_is_right_or_says_nothing(election, low, width):
    rules = Rules(rule="equal-shares")
    contest = election_contest(election, rules)
    market = make_market(election, contest, "cost")
    first, last = Fraction(low, 3), Fraction(low + width, 3)
    sure = sure_winners(market, first, last)
    if sure is not None:
        for part in (Fraction(0), Fraction(1, 7), Fraction(1, 2), Fraction(1)):
            assert equal_shares(market, first + part * (last - first)).projects == sure


def test_sketches_do_answer_most_of_the_time():
    election = seeded(5, voters=400, projects=25)
    market = make_market(election, election_contest(election, Rules(rule="equal-shares")), "cost")
    sure = [sure_winners(market, Fraction(endowment)) for endowment in range(300, 340)]
    assert sum(answer is not None for answer in sure) > 20


def test_a_lone_supporter_is_waited_for_in_few_counts():
    # A hundred thousand steps of one unit: only possible because ranges of endowments are answered at once.
    projects = [Project("club", 400_000), Project("home", 130_000)]
    election = election_from_approvals(projects=projects, budget=600_000, ballots=[["club"]] * 19 + [["home"]])
    outcome = completed(election, completion="add1")
    assert ids(outcome) == ["club", "home"]
    assert outcome.endowment == 130_000
    assert outcome.trace.steps[0].figures["stopped"] == "everything-funded"


def test_the_search_ends_at_the_first_step_above_the_budget():
    # At 4 a voter "big" would be bought and break the budget; at 6 it would fit again. Nobody looks beyond 4.
    election = seeded(8, voters=60, projects=9)
    outcome = completed(election, completion="add1")
    costs, utilities = told_utilities(election, "cost")
    following, _ = reference.equal_shares(
        costs, utilities, len(election.ballots), outcome.endowment + 1, by_file(election)
    )
    assert outcome.trace.steps[0].figures["stopped"] in ("over-budget", "everything-funded")
    if outcome.trace.steps[0].figures["stopped"] == "over-budget":
        assert sum(costs[p] for p in following) > election.budget


@given(approvals())
@QUICK
def test_fill_leaves_nothing_that_fits(election):
    for completion in ("fill", "add1u"):
        outcome = tally(election, Rules(rule="equal-shares", completion=completion))
        votes = supporters(election)
        assert all(votes[loser.id] == 0 or loser.cost > outcome.left for loser in outcome.unfunded)


@given(approvals())
@QUICK
def test_exhaustive_really_is_unless_the_budget_was_overrun(election):
    outcome = tally(election, Rules(rule="equal-shares", completion="add1-exhaustive"))
    if outcome.trace.steps[0].figures["stopped"] == "exhaustive":
        votes = supporters(election)
        assert all(votes[loser.id] == 0 or loser.cost > outcome.left for loser in outcome.unfunded)


def test_fill_goes_by_votes_and_says_so():
    projects = [Project("a", 50), Project("b", 45), Project("c", 50)]
    ballots = [["a"]] * 5 + [["b"]] * 3 + [["c"]] * 2
    election = election_from_approvals(projects=projects, budget=100, ballots=ballots)
    plain = tally(election, Rules(rule="equal-shares"))
    assert ids(plain) == ["a"]
    filled = tally(election, Rules(rule="equal-shares", completion="fill"))
    assert [(w.id, w.by) for w in filled.funded] == [("a", "rule"), ("b", "fill")]
    assert filled.unfunded[0].why == "over-budget-left"
    assert filled.unfunded[0].figures["left"] == 5


def test_the_comparison_keeps_equal_shares_unless_strictly_more_prefer_greedy():
    projects = [Project("big", 100), Project("a", 30), Project("b", 30)]
    for only_big, kept in ((3, "equal-shares"), (4, "greedy")):
        # Those who want big and a like both results alike; three prefer Equal Shares, `only_big` prefer greedy.
        ballots = [["big", "a"]] * 3 + [["b"]] * 3 + [["big"]] * only_big
        election = election_from_approvals(projects=projects, budget=100, ballots=ballots)
        outcome = tally(election, Rules(rule="equal-shares", comparison=True))
        compare = next(step for step in outcome.trace.steps if step.kind == "compare")
        assert compare.figures["prefer_greedy"] == only_big
        assert compare.figures["prefer_equal_shares"] == compare.figures["indifferent"] == 3
        assert outcome.counted_by == compare.figures["kept"] == kept
        assert outcome.winners == ({"big"} if kept == "greedy" else {"a", "b"})
