"""Margins under sequential Phragmén: everything else unchanged, the whole rule is counted again.

`more_votes` are further voters who support this project alone. A project that is not chosen changes nothing for the
others, so one pass over the purchases shows at which of them it would have been chosen instead, with money left.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, lcm

from .changes import changed, served_first, votes_for_threshold
from .contest import Contest
from .election import Election
from .outcome import Margin
from .phragmen import Loads
from .rules import Rules


def phragmen_margins(election: Election, contest: Contest, rules: Rules, losers: list[int]) -> dict[int, Margin]:
    """The margins of the losers of a run of Phragmén."""
    loads = Loads(election, contest)
    search = _Search(loads, rules, len(election.ballots))
    left = contest.budget
    while offers := loads.choose():
        first = offers[0]
        load = Fraction(first.numerator, first.divisor * loads.denominator * loads.scale)
        for project in losers:
            search.look(project, first.project, load, left)
        if contest.costs[first.project] > left:
            break
        loads.buy(first)
        left -= contest.costs[first.project]
    else:
        for project in losers:
            search.look(project, None, None, left)
    return {project: search.margin(project) for project in losers}


class _Search:
    """The best answers so far: the highest price that wins, and the fewest new voters."""

    def __init__(self, loads: Loads, rules: Rules, ballots: int) -> None:
        self.loads, self.contest, self.rules, self.ballots = loads, loads.contest, rules, ballots
        self.grain = lcm(*(cost.denominator for cost in self.contest.costs))
        self.prices: dict[int, Fraction] = {}
        self.votes: dict[int, int] = {}

    def margin(self, project: int) -> Margin:
        """What was found for a project."""
        price = self.prices.get(project)
        return Margin(None if price is None else self.contest.costs[project] - price, self.votes.get(project))

    def look(self, project: int, rival: int | None, load: Fraction | None, left: Fraction) -> None:
        """Could the project have been chosen before `rival` is, or (None) after all others, with this money left?"""
        why = self.contest.barred.get(project, ("",))[0]
        supporters = len(self.loads.buyers[project])
        carried = Fraction(self.loads.carried(project), self.loads.denominator * self.loads.scale)
        if why in ("", "dearer-than-budget") and supporters:
            price = self._price(project, rival, None if load is None else load * supporters - carried, left)
            if price > self.prices.get(project, 0):
                self.prices[project] = price
        if why in ("", "no-votes", "below-threshold") and self.contest.costs[project] <= left and load != 0:
            votes = self._votes(project, rival, load, carried)
            if votes is not None and votes < self.votes.get(project, votes + 1):
                self.votes[project] = votes

    def _price(self, project: int, rival: int | None, most: Fraction | None, left: Fraction) -> Fraction:
        """The highest price, in the steps costs are written in, with which the project is chosen and fits."""
        open_end = most is None or rival == project
        highest = left if most is None or rival == project else min(most, left)
        price = Fraction(floor(highest * self.grain), self.grain)
        if rival is not None and not open_end and price == most:
            told = changed(self.contest, self.rules, self.ballots, project, price=price)
            if not served_first(told, project, rival):
                price -= Fraction(1, self.grain)
        return price

    def _votes(self, project: int, rival: int | None, load: Fraction | None, carried: Fraction) -> int | None:
        """The fewest new voters with whom the project is chosen."""
        needed = votes_for_threshold(self.contest, self.rules, self.ballots, project)
        if needed is None or load is None or rival is None:
            return needed
        exact = (self.contest.costs[project] + carried) / load - len(self.loads.buyers[project])
        votes = max(needed, ceil(exact))
        told = changed(self.contest, self.rules, self.ballots, project, more=votes)
        return votes + 1 if votes == exact and not served_first(told, project, rival) else votes
