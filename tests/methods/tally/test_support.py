"""Where the money went, and effective support."""

from fractions import Fraction

from hypothesis import given, settings

from skwer.methods.tally import Project, Rules, effective_support, election_from_approvals, money_trail, reasons, tally
from skwer.methods.tally.explain import REASONS

from .invented import approvals, seeded, supporters

QUICK = settings(max_examples=80, deadline=None)
SHARES = Rules(rule="equal-shares", ties="file-order")


def replayed(election, outcome):
    """Who paid what, by the exact rates of the trace: payments[winner][voter], and the money left."""
    groups = supporters(election)
    money = [outcome.endowment] * len(election.ballots)
    payments = {}
    for step in outcome.trace.steps[1:]:
        paid = {}
        for voter in groups[election.index[step.project]]:
            paid[voter] = min(money[voter], step.figures["rate"])
            money[voter] -= paid[voter]
        payments[step.project] = paid
    return groups, payments, money


@given(approvals(cents=True))
@QUICK
def test_the_trail_adds_up(election):
    outcome = tally(election, SHARES)
    trail = money_trail(election, outcome)
    groups, payments, money = replayed(election, outcome)
    assert set(trail) == {p.id for p, group in zip(election.projects, groups, strict=True) if group}
    for id, told in trail.items():
        mine = groups[election.index[id]]
        assert told.supporters == len(mine)
        assert told.left == Fraction(int(sum(money[v] for v in mine) * 100), 100)
        for paid in told.paid:
            together = [payments[paid.winner][v] for v in mine if v in payments[paid.winner]]
            assert paid.voters == len(together)
            assert abs(paid.amount - sum(together)) <= Fraction(1, 200) + Fraction(1, 10**6)
    for winner in outcome.funded:
        assert next(p.amount for p in trail[winner.id].paid if p.winner == winner.id) == winner.cost


@given(approvals(cents=True))
@QUICK
def test_the_bought_have_full_support_and_the_others_less(election):
    outcome = tally(election, SHARES)
    support = effective_support(election, outcome)
    groups, _, money = replayed(election, outcome)
    for winner in outcome.funded:
        assert support[winner.id] >= 1
    for loser in outcome.unfunded:
        if loser.why == "supporters-money-spent":
            mine = groups[election.index[loser.id]]
            assert support[loser.id] <= 1
            assert support[loser.id] >= sum(money[v] for v in mine) / loser.cost - Fraction(1, 1000)


def test_effective_support_by_hand():
    # Ten each. c is bought first by three at 4 each; b then asks two of them: they have 6 and 6, and 10 from another.
    projects = [Project("c", 12), Project("b", 24)]
    election = election_from_approvals(projects=projects, budget=40, ballots=[["c", "b"], ["c", "b"], ["c"], ["b"]])
    outcome = tally(election, SHARES)
    support = effective_support(election, outcome)
    # At c's rate, 1/3 of utility per unit, b asks up to 8 from each and gets 24: it ties, and c is listed first.
    assert [w.id for w in outcome.funded] == ["c"]
    assert support["b"] == 1
    # Without c, b is bought at 8 each; c could then raise 2 + 2 + 10, or 4 + 4 + 4 before: at best 14 of 12.
    assert support["c"] == Fraction(int(Fraction(14, 12) * 10_000), 10_000)


def test_other_rules_have_no_trail():
    election = seeded(31, voters=40, projects=6)
    for rule in ("greedy", "phragmen"):
        outcome = tally(election, Rules(rule=rule))
        assert money_trail(election, outcome) == {}
        assert effective_support(election, outcome) == {}


def test_every_project_has_a_reason_that_is_listed():
    election = seeded(32, voters=80, projects=15)
    for rules in (
        Rules(rule="greedy"),
        Rules(rule="greedy-no-skip", threshold=5),
        Rules(rule="equal-shares", completion="fill"),
        Rules(rule="phragmen"),
        Rules(rule="maximin-support"),
    ):
        told = reasons(tally(election, rules))
        assert set(told) == {project.id for project in election.projects}
        assert {code for code, _ in told.values()} <= {*REASONS, "won", "won-by-fill"}
