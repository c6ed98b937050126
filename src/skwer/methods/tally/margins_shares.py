"""Margins under Equal Shares: everything else unchanged, the whole rule is counted again, completion and all.

Counting again is the only judge. To ask it seldom, floats first guess the answer: a project that loses changes
nothing for the others, so one pass over the purchases at an endowment shows at which price, or with how many new
voters, it could have been bought instead of the next one. Guesses at every endowment of a completion also tell
from which step on a changed project can matter, so that a new count starts there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from math import floor, inf, lcm

import numpy as np

from .changes import changed, votes_for_threshold
from .comparison import preferences
from .completion import exhaustive, first_endowment, last_step
from .contest import Contest, Progress
from .election import Election
from .greedy import fill, greedy
from .market import Market, make_market
from .outcome import Margin, Outcome
from .rough import SLACK, best_price, fewest_voters, retrace
from .shares import equal_shares
from .sketch import sure_winners

SINGLE = 4
"""So many numbers of voters are tried one by one: each changes everybody's endowment, so winning can come and go."""
MOST_PASSES = 6
MOST_WORK = 5 * 10**8
"""Above this number of (steps × entries on ballots × losers), margins of a completed count would take too long."""


def shares_margins(election: Election, contest: Contest, outcome: Outcome, losers: list[int]) -> dict[int, Margin]:
    """The margins of the losers of an outcome of Equal Shares, completed and compared as its rules say.

    `more_votes` are further ballots for this project alone, so that budget ÷ voters falls a little; it is None for
    utilities made of points. Empty when the election is so large that a completion cannot be repeated often enough.
    """
    trials = _Trials(election, contest, outcome)
    if trials.steps * len(election.ballots.projects) * len(losers) > MOST_WORK:
        return {}
    guesses = _Guesses(trials, losers)
    return {project: _margin(trials, guesses, project) for project in losers}


def least(wins: Callable[[int], bool], guess: int, most: int, *, single: int = 0) -> int | None:
    """A number from 1 to `most` that wins while the one before it does not; None when `most` does not win.

    From the guess it goes down while it wins and up while it loses: `single` numbers one by one, then in strides that
    double; the last stride is halved. Where winning only starts once, this is the smallest number that wins.
    """
    if most < 1:
        return None
    good, bad, stride = min(max(guess, 1), most), 0, 1
    if wins(good):
        while good > 1 and wins(lower := max(good - stride, 1)):
            good, stride = lower, 2 * stride
        bad = max(good - stride, 0)
    else:
        bad = good
        while bad == most or not wins(good := min(bad + stride, most)):
            if bad == most:
                return None
            bad, single = good, single - 1
            stride = 1 if single > 0 else 2 * stride
    while good - bad > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if wins(middle) else (good, middle)
    return good


def _margin(trials: _Trials, guesses: _Guesses, project: int) -> Margin:
    contest = trials.contest
    why = contest.barred.get(project, ("",))[0]
    if why == "withdrawn":
        return Margin(None, None)
    grain, cost = trials.grain, contest.costs[project]
    cheaper = more = None
    if why in ("", "dearer-than-budget"):
        most = int(cost * grain) - 1
        found = least(
            lambda down: trials.wins(guesses, project, Fraction(down, grain), 0),
            floor((float(cost) - guesses.price(project)) * grain - SLACK * float(cost) * grain),
            most,
        )
        cheaper = None if found is None else Fraction(found, grain)
    if why != "dearer-than-budget" and trials.market.utility[project] is None:
        needed = votes_for_threshold(contest, trials.rules, trials.ballots, project)
        if needed is not None:
            most = 16 * trials.ballots + 1000
            guess = int(min(guesses.votes(project), most))
            more = least(
                lambda up: trials.wins(guesses, project, Fraction(0), up),
                max(needed, guess if trials.stepwise else guesses.settled(project, guess, most)),
                most,
                single=SINGLE,
            )
    return Margin(cheaper, more)


class _Trials:
    """Counts the whole rule again with one project changed."""

    def __init__(self, election: Election, contest: Contest, outcome: Outcome) -> None:
        self.election, self.contest, self.rules = election, contest, outcome.applied
        self.ballots = len(election.ballots)
        self.market = make_market(election, contest, self.rules.utility, everything=True)
        self.grain = lcm(*(cost.denominator for cost in contest.costs))
        self.stepwise = self.rules.completion.startswith("add1")
        self.first = self._first(self.ballots)
        last = outcome.endowment if outcome.endowment is not None else self.first
        self.steps = 1 + floor((last - self.first) / self.rules.step) if self.stepwise else 1
        self.stopped = next((step.figures["stopped"] for step in outcome.trace.steps if step.kind == "endowment"), "")

    def wins(self, guesses: _Guesses, project: int, down: Fraction, more: int) -> bool:
        """Whether `project` is funded with its price `down` and with so many further voters for it alone."""
        told, market = self._changed(project, down, more)
        bought = self._bought(market, told, guesses.possible(project, down, more))
        progress = Progress(told.budget)
        for winner in bought:
            progress.fund(told, winner, figures={})
        if self.rules.completion in ("fill", "add1u"):
            fill(told, progress)
        funded = progress.funded
        if self.rules.comparison:
            rival = greedy(told, skip=True).funded
            voters = preferences(self.election, funded, rival, newcomers=(project, more))
            funded = rival if voters.kept == "greedy" else funded
        return project in funded

    def _bought(self, market: Market, contest: Contest, possible: list[int]) -> Iterable[int]:
        """The purchases of the changed count, completed.

        At steps of the original count that are not `possible` ones all is as it was: within the budget, except the
        one after the last. With more voters the count starts at a lower endowment; those steps are looked at too.
        """
        first = self._first(market.voters)
        if not self.stepwise:
            return _winners(market, first)
        before = (self.first - first) / self.rules.step
        if before.denominator != 1:
            return last_step(market, contest, self.rules, first).winners
        start, last = int(before), self.steps - 1
        for step in (*range(start), *(start + step for step in possible if step <= last)):
            winners = _winners(market, first + step * self.rules.step)
            if contest.total(winners) > contest.budget:
                return _winners(market, first + (step - 1) * self.rules.step)
            if self.rules.completion == "add1-exhaustive" and exhaustive(market, contest, winners):
                return winners
        if self.stopped == "over-budget" and last + 1 not in possible:
            return _winners(market, first + (start + last) * self.rules.step)
        return last_step(market, contest, self.rules, first, known=start + last).winners

    def first_with(self, more: int) -> Fraction:
        """The first endowment when so many further voters come."""
        return self._first(self.ballots + more)

    def _first(self, voters: int) -> Fraction:
        return first_endowment(self.contest.budget, voters, self.rules.start if self.stepwise else "exact")

    def _changed(self, project: int, down: Fraction, more: int) -> tuple[Contest, Market]:
        cost = self.contest.costs[project] - down
        contest = changed(self.contest, self.rules, self.ballots, project, price=cost, more=more)
        market, price = self.market, int(cost * self.market.scale)
        newcomers = np.arange(self.ballots, self.ballots + more, dtype=np.int32)
        buyers = {**market.buyers, project: np.concatenate([market.buyers[project], newcomers])}
        return contest, replace(
            market,
            voters=self.ballots + more,
            projects=tuple(p for p in contest.eligible if len(buyers[p])),
            prices={**market.prices, project: price},
            buyers=buyers,
            factor={**market.factor, project: max(price, 1) if market.by_cost else 1},
            place=contest.place,
        )


def _winners(market: Market, endowment: Fraction) -> list[int]:
    sure = sure_winners(market, endowment)
    return equal_shares(market, endowment).projects if sure is None else sure


class _Guesses:
    """By floats, for every step of the original count: the price that wins, and the new voters that win."""

    def __init__(self, trials: _Trials, losers: list[int]) -> None:
        self._trials = trials
        self._column = {project: position for position, project in enumerate(losers)}
        steps = trials.steps + 1 if trials.stepwise else 1
        self._prices = np.zeros((steps, len(losers)))
        self._votes = np.full((steps, len(losers)), inf)
        for step in range(steps):
            self._look(step, trials.first + step * trials.rules.step)

    def _look(self, step: int, endowment: Fraction) -> None:
        market = self._trials.market
        each = float(endowment * market.scale)
        prices, votes = self._prices[step], self._votes[step]
        for rate, money in retrace(market, endowment, _winners(market, endowment)):
            for project, at in self._column.items():
                prices[at] = max(prices[at], best_price(market, money, rate, project) / market.scale)
                votes[at] = min(votes[at], fewest_voters(market, money, rate, project, each))

    def price(self, project: int) -> float:
        """About the highest price that supporters would cover at the final endowment."""
        return float(self._prices[self._trials.steps - 1, self._column[project]])

    def votes(self, project: int) -> float:
        """About the fewest new voters who would be enough at the final endowment, infinite where none are."""
        return float(self._votes[self._trials.steps - 1, self._column[project]])

    def settled(self, project: int, votes: int, most: int) -> int:
        """A better guess of new voters without completion: as many as are enough at the endowment they leave."""
        trials, market = self._trials, self._trials.market
        for _ in range(MOST_PASSES):
            endowment = trials.first_with(votes)
            each = float(endowment * market.scale)
            run = retrace(market, endowment, _winners(market, endowment))
            enough = min(fewest_voters(market, money, rate, project, each) for rate, money in run)
            following = int(min(enough, most))
            if abs(following - votes) <= 1:
                return following
            votes = following
        return votes

    def possible(self, project: int, down: Fraction, more: int) -> list[int]:
        """The steps of the original count, and the one after, at which the changed project might be bought."""
        at = self._column[project]
        if more:
            return np.flatnonzero(self._votes[:, at] <= more + 1).tolist()
        price = float(self._trials.contest.costs[project] - down)
        return np.flatnonzero(self._prices[:, at] >= price * (1 - SLACK) - SLACK).tolist()
