"""How near the losers were: the price at which each would have won, and the votes that would have been enough.

Greedy: everything else unchanged, the whole rule is counted again; both answers are sought by halving, which is right
because a cheaper or more popular project never comes later in the count. Equal Shares and Phragmén: see their files.
Source of the measures: Boehmer et al., "Evaluation of Project Performance in Participatory Budgeting" (2023).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial
from math import ceil, lcm

from .changes import changed
from .contest import Contest, Progress, election_contest
from .election import Election
from .greedy import fill, greedy
from .margins_phragmen import phragmen_margins
from .margins_shares import shares_margins
from .outcome import Margin, Outcome
from .rules import Rules

Count = Callable[[Contest], Progress]


def margins(election: Election, outcome: Outcome) -> dict[str, Margin]:
    """The margins of every project that was not funded, by id. Maximin support has none: it is empty there."""
    contest = election_contest(election, outcome.applied)
    ballots = len(election.ballots)
    losers = [election.index[project.id] for project in outcome.unfunded]
    found: dict[int, Margin] = {}
    if outcome.counted_by == "equal-shares":
        found = shares_margins(election, contest, outcome, losers)
    elif outcome.counted_by == "phragmen":
        found = phragmen_margins(election, contest, outcome.applied, losers)
    elif outcome.counted_by != "maximin-support":
        return ranking_margins(contest, outcome.applied, ballots)
    if outcome.applied.completion in ("fill", "add1u"):
        by_rule = [election.index[project.id] for project in outcome.funded if project.by == "rule"]
        second = _search(contest, outcome.applied, ballots, losers, lambda changed: _filled(changed, by_rule))
        found = {project: _better(found.get(project), margin) for project, margin in second.items()}
    return {contest.ids[project]: margin for project, margin in found.items()}


def ranking_margins(contest: Contest, rules: Rules, ballots: int) -> dict[str, Margin]:
    """The margins of the losers of a greedy count, by id; `more_votes` are points where scores are points."""
    skip = rules.rule != "greedy-no-skip"
    funded = greedy(contest, skip=skip).by
    losers = [project for project in range(len(contest.ids)) if project not in funded]
    found = _search(contest, rules, ballots, losers, lambda changed: greedy(changed, skip=skip))
    return {contest.ids[project]: margin for project, margin in found.items()}


def _filled(contest: Contest, by_rule: list[int]) -> Progress:
    progress = Progress(contest.budget)
    for project in by_rule:
        progress.fund(contest, project, figures={})
    fill(contest, progress)
    return progress


def _better(first: Margin | None, second: Margin) -> Margin:
    """The smaller of two answers to each question."""
    if first is None:
        return second
    prices = [margin.cheaper_by for margin in (first, second) if margin.cheaper_by is not None]
    votes = [margin.more_votes for margin in (first, second) if margin.more_votes is not None]
    return Margin(min(prices, default=None), min(votes, default=None))


def _search(contest: Contest, rules: Rules, ballots: int, losers: Iterable[int], count: Count) -> dict[int, Margin]:
    grain = lcm(*(cost.denominator for cost in contest.costs))

    def wins(project: int, price: Fraction | None = None, more: int = 0) -> bool:
        return project in count(changed(contest, rules, ballots, project, price=price, more=more)).by

    found = {}
    for project in losers:
        if contest.barred.get(project, ("",))[0] == "withdrawn":
            found[project] = Margin(None, None)
            continue
        found[project] = Margin(
            _cheaper_by(contest.costs[project], grain, partial(wins, project)),
            _more_votes(contest, project, ballots, partial(wins, project, None)),
        )
    return found


def _cheaper_by(cost: Fraction, grain: int, wins: Callable[[Fraction], bool]) -> Fraction | None:
    """The smallest reduction, in steps of 1/`grain`, that leaves a price above zero and wins."""
    good, bad = 1, int(cost * grain)
    if bad <= 1 or not wins(Fraction(good, grain)):
        return None
    while bad - good > 1:
        middle = (good + bad) // 2
        if wins(Fraction(middle, grain)):
            good = middle
        else:
            bad = middle
    return cost - Fraction(good, grain)


def _more_votes(contest: Contest, project: int, ballots: int, wins: Callable[[int], bool]) -> int | None:
    """The fewest further votes that win; more than it takes to lead everybody and to pass a threshold are not tried."""
    highest = max(contest.scores) - contest.scores[project]
    most = 2 * (ceil(highest) + ballots) + 2
    least = contest.barred.get(project, ("", {}))[1].get("threshold")
    if isinstance(least, Fraction):
        most += 2 * ceil(least)
    good = 1
    while not wins(good):
        if good > most:
            return None
        good *= 2
    bad = good // 2
    while good - bad > 1:
        middle = (good + bad) // 2
        if wins(middle):
            good = middle
        else:
            bad = middle
    return good
