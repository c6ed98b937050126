"""Margins under Equal Shares, at the final endowment.

`cheaper_by` keeps all ballots as they are; `more_votes` are further voters who support this project alone and bring
the same endowment each. A project that loses changes nothing for the others, so one pass over the purchases shows at
which of them it could have been bought instead: where its supporters, each giving up to the rate of that purchase,
cover the price. Floats propose the answers, whole numbers confirm them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

import numpy as np

from .changes import changed, served_first, votes_for_threshold
from .contest import Contest
from .election import Election
from .market import Market, make_market
from .outcome import Margin, Outcome
from .purse import Purse, Quote
from .shares import Auction

SLACK = 1e-9
"""Wider than float error, so that a guess of voters is never too high; whole numbers confirm it, one by one."""


def shares_margins(election: Election, contest: Contest, outcome: Outcome, losers: list[int]) -> dict[int, Margin]:
    """The margins of the losers of a run of Equal Shares. `more_votes` is None for utilities made of points."""
    market = make_market(election, contest, outcome.applied.utility, everything=True)
    search = _Search(market, contest, outcome)
    guesses = [
        {project: search.guess(moment, project) for project in losers} for moment in _moments(market, search.endowment)
    ]
    highest = {p: max(guess[p][0] for guess in guesses) for p in losers}
    fewest = {p: min((votes for guess in guesses if (votes := guess[p][1]) is not None), default=0) for p in losers}
    # Whole numbers are needed only where the floats are within reach of the best answer.
    for moment, guess in zip(_moments(market, search.endowment), guesses, strict=True):
        for project in losers:
            price, votes = guess[project]
            if price > 0 and price >= highest[project] * (1 - SLACK) - search.grain:
                search.confirm_price(moment, project, price)
            if votes is not None and votes <= fewest[project] + 1:
                search.confirm_votes(moment, project, votes)
    return {project: search.margin(project) for project in losers}


def _moments(market: Market, endowment: Fraction) -> Iterator[_Moment]:
    """The count before each purchase and at the end; each is over when the next is asked for."""
    auction = Auction(market, endowment)
    while (chosen := auction.choose()) is not None:
        yield _Moment(auction.purse, chosen[0])
        auction.buy(chosen[0])
    yield _Moment(auction.purse, None)


@dataclass(frozen=True, slots=True)
class _Moment:
    """The money before one purchase; `quote` is None at the end, when nobody is asked to stop at a rate."""

    purse: Purse
    quote: Quote | None

    def covers(self, project: int, price: int, more: int, endowment: Fraction) -> int:
        """Compare what supporters (and `more` new ones) would give with `price`: -1 less, 0 equal, 1 more. Exact."""
        purse, market = self.purse, self.purse.market
        counts = np.zeros(1, dtype=np.int64)
        buyers, weights = market.buyers[project], market.utility[project]
        start = endowment * market.scale * purse.denominator
        stretch, cap = 1, 0
        if self.quote is not None:
            stretch = self.quote.weight * market.factor[self.quote.project]
            cap = self.quote.total * (max(price, 1) if market.by_cost else 1)
        # A new voter's money is a fraction of the unit; everything is stretched by its denominator.
        fine = start.denominator
        given = 0
        kinds = [1] if weights is None else np.unique(weights).tolist()
        for unit in kinds:
            mine = buyers if weights is None else buyers[weights == unit]
            counts = np.bincount(purse.classes[mine], minlength=1)
            for group in np.flatnonzero(counts).tolist():
                money = purse.money(group) * stretch
                given += int(counts[group]) * (money if self.quote is None else min(money, cap * unit))
        each = start.numerator * stretch
        given = given * fine + more * (each if self.quote is None else min(each, cap * fine))
        needed = price * purse.denominator * stretch * fine
        return (given > needed) - (given < needed)


class _Search:
    """The best answers so far: the highest price that wins, in whole units of the market, and the fewest new voters."""

    def __init__(self, market: Market, contest: Contest, outcome: Outcome) -> None:
        self.market, self.contest = market, contest
        self.rules, self.ballots = outcome.applied, outcome.ballots
        self.endowment = outcome.endowment or Fraction(0)
        self.prices: dict[int, int] = {}
        self.votes: dict[int, int] = {}
        # Prices move in the steps costs are written in, not in the finer steps a budget may need.
        self.grain = market.scale // lcm(*(cost.denominator for cost in contest.costs))

    def margin(self, project: int) -> Margin:
        """What was found for a project."""
        price = self.prices.get(project)
        cheaper = None if price is None else self.contest.costs[project] - Fraction(price, self.market.scale)
        return Margin(cheaper, self.votes.get(project))

    def guess(self, moment: _Moment, project: int) -> tuple[float, int | None]:
        """By floats: about the highest price that wins at this moment (0: none), and about the fewest new voters."""
        why = self.contest.barred.get(project, ("",))[0]
        price, votes = 0.0, None
        if why in ("", "dearer-than-budget") and len(self.market.buyers[project]):
            price = min(_best_price(moment, project), float(self.contest.budget * self.market.scale))
        if why in ("", "no-votes", "below-threshold") and self.market.utility[project] is None:
            needed = votes_for_threshold(self.contest, self.rules, self.ballots, project)
            fewest = _fewest_voters(moment, project, self.endowment)
            votes = None if needed is None or fewest is None else max(needed, fewest)
        return price, votes

    def confirm_price(self, moment: _Moment, project: int, guess: float) -> None:
        """The highest price that wins at this moment: steps down from the guess to one that does, then halving up."""
        grain, best = self.grain, self.prices.get(project, 0) // self.grain
        highest = min(self.market.prices[project] - 1, int(self.contest.budget * self.market.scale)) // grain
        good, step = min(highest, int(guess) // grain), 1
        bad = highest + 1
        if good + 1 < bad and good + 1 > best:
            if self._wins(moment, project, (good + 1) * grain, 0):
                good += 1
            else:
                bad = good + 1
        while good > best and not self._wins(moment, project, good * grain, 0):
            good, bad, step = good - step, good, 2 * step
        good = max(good, best)
        while bad - good > 1:
            middle = (good + bad) // 2
            if self._wins(moment, project, middle * grain, 0):
                good = middle
            else:
                bad = middle
        if good > best:
            self.prices[project] = good * grain

    def confirm_votes(self, moment: _Moment, project: int, guess: int) -> None:
        """The fewest new voters who win at this moment, counting up from a guess that is never too high."""
        most = self.votes.get(project)
        while most is None or guess < most:
            if self._wins(moment, project, self.market.prices[project], guess):
                self.votes[project] = guess
                return
            guess += 1

    def _wins(self, moment: _Moment, project: int, price: int, more: int) -> bool:
        compared = moment.covers(project, price, more, self.endowment)
        if compared or moment.quote is None:
            return compared >= 0
        told = changed(
            self.contest,
            self.rules,
            self.ballots,
            project,
            price=Fraction(price, self.market.scale),
            more=more,
        )
        return served_first(told, project, moment.quote.project)


def _best_price(moment: _Moment, project: int) -> float:
    """About the highest price at which the project could be bought at this moment."""
    purse, market = moment.purse, moment.purse.market
    money, weights = purse.floats[market.buyers[project]], market.utility[project]
    if moment.quote is None:
        return float(money.sum())
    quote = moment.quote
    rate = quote.total / (quote.weight * purse.denominator * market.factor[quote.project])
    if not market.by_cost:
        return float(np.minimum(money, rate if weights is None else rate * weights).sum())
    # The most that sum(min(money, rate × price)) ≥ price allows, by Newton's steps from above.
    price = float(market.prices[project])
    while True:
        poor = money < rate * price
        slope = 1 - rate * (len(money) - int(np.count_nonzero(poor)))
        if slope <= 0:
            return price
        following = float(money[poor].sum()) / slope
        if following >= price * (1 - 1e-12):
            return price
        price = following


def _fewest_voters(moment: _Moment, project: int, endowment: Fraction) -> int | None:
    """About the fewest new voters who would make the purchase possible, never more than that; None if none can."""
    purse, market = moment.purse, moment.purse.market
    price, money = float(market.prices[project]), purse.floats[market.buyers[project]]
    each = float(endowment * market.scale)
    if moment.quote is not None:
        quote = moment.quote
        rate = quote.total / (quote.weight * purse.denominator * market.factor[quote.project])
        cap = rate * market.factor[project]
        money, each = np.minimum(money, cap), min(each, cap)
    missing = price * (1 - SLACK) - float(money.sum())
    if missing <= 0:
        return 1
    return max(ceil(missing / each * (1 - SLACK)), 1) if each else None
