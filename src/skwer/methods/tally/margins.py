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
from .greedy import greedy
from .margins_phragmen import phragmen_margins
from .margins_shares import least, shares_margins
from .outcome import Margin, Outcome
from .rules import Rules

Count = Callable[[Contest], Progress]


def margins(election: Election, outcome: Outcome) -> dict[str, Margin]:
    """The margins of every project that was not funded, by id.

    Each is confirmed by counting the whole rule again: with the change named the project wins, with one unit less it
    does not. Empty for maximin support, and where counting again would take too long.
    """
    contest = election_contest(election, outcome.applied)
    ballots = len(election.ballots)
    losers = [election.index[project.id] for project in outcome.unfunded]
    rules = outcome.applied
    if rules.rule == "maximin-support":
        return {}
    if rules.rule == "equal-shares":
        found = shares_margins(election, contest, outcome, losers)
    elif rules.rule == "phragmen" and rules.completion == "none":
        found = phragmen_margins(election, contest, rules, losers)
    elif rules.rule == "phragmen":
        return {}
    else:
        return ranking_margins(contest, rules, ballots)
    return {contest.ids[project]: margin for project, margin in found.items()}


def ranking_margins(contest: Contest, rules: Rules, ballots: int) -> dict[str, Margin]:
    """The margins of the losers of a greedy count, by id; `more_votes` are points where scores are points."""
    skip = rules.rule != "greedy-no-skip"
    funded = greedy(contest, skip=skip).by
    losers = [project for project in range(len(contest.ids)) if project not in funded]
    found = _search(contest, rules, ballots, losers, lambda changed: greedy(changed, skip=skip))
    return {contest.ids[project]: margin for project, margin in found.items()}


def _search(contest: Contest, rules: Rules, ballots: int, losers: Iterable[int], count: Count) -> dict[int, Margin]:
    grain = lcm(*(cost.denominator for cost in contest.costs))

    def wins(project: int, price: Fraction | None, more: int = 0) -> bool:
        return project in count(changed(contest, rules, ballots, project, price=price, more=more)).by

    def cheaper_wins(project: int, down: int) -> bool:
        return wins(project, contest.costs[project] - Fraction(down, grain))

    found: dict[int, Margin] = {}
    for project in losers:
        if contest.barred.get(project, ("",))[0] == "withdrawn":
            found[project] = Margin(None, None)
            continue
        units = int(contest.costs[project] * grain)
        cheaper = least(partial(cheaper_wins, project), 1, units - 1)
        more = least(partial(wins, project, None), 1, _most_votes(contest, project, ballots))
        found[project] = Margin(None if cheaper is None else Fraction(cheaper, grain), more)
    return found


def _most_votes(contest: Contest, project: int, ballots: int) -> int:
    """More votes than it takes to lead everybody and to pass the threshold; beyond them nothing changes."""
    most = 2 * (ceil(max(contest.scores) - contest.scores[project]) + ballots) + 2
    threshold = contest.barred.get(project, ("", {}))[1].get("threshold")
    return most + 2 * ceil(threshold) if isinstance(threshold, Fraction) else most
