"""Raising everybody's endowment step by step, because Equal Shares often leaves money unspent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from .contest import Contest
from .market import Market
from .rules import Rules
from .shares import Run, equal_shares
from .sketch import sure_winners


@dataclass(frozen=True, slots=True)
class Completed:
    """The run at the last endowment that the budget allows, how many endowments were tried, and why it ended there."""

    endowment: Fraction
    run: Run
    tried: int
    stopped: str


def first_endowment(budget: Fraction, ballots: int, start: str) -> Fraction:
    """Budget ÷ voters: as it is (`exact`) or rounded down to a whole unit of money (`floor`)."""
    if not ballots:
        return Fraction(0)
    each = budget / ballots
    return Fraction(floor(each)) if start == "floor" else each


def complete(market: Market, contest: Contest, rules: Rules) -> Completed:
    """Run Equal Shares with the completion of `rules`.

    `none`: once, with budget ÷ voters exactly. `add1`: first with `start`, then `increment` more for each voter while
    the winners cost no more than the budget; the first step above it ends the search, because feasibility can come
    back later but a city could not explain it. `add1-exhaustive` also ends when no further supported project fits.
    """
    if not rules.completion.startswith("add1"):
        endowment = first_endowment(contest.budget, market.voters, "exact")
        return Completed(endowment, equal_shares(market, endowment), 1, "once")
    first = first_endowment(contest.budget, market.voters, rules.start)
    last = last_step(market, contest, rules, first)
    endowment = first + last.step * rules.step
    tried = last.step + (2 if last.stopped == "over-budget" else 1)
    return Completed(endowment, equal_shares(market, endowment), tried, last.stopped)


@dataclass(frozen=True, slots=True)
class Last:
    """The last step of a completion: its number, its winners, and why it is the last."""

    step: int
    winners: frozenset[int]
    stopped: str


def last_step(market: Market, contest: Contest, rules: Rules, first: Fraction, *, known: int = 0) -> Last:
    """Find where add1 ends, starting with the endowment `first`; steps before `known` are known not to be the last."""
    search = _Search(market, first, rules.step)
    step = known
    while True:
        winners = search.winners(step)
        if winners.issuperset(market.projects):
            return Last(step, winners, "everything-funded")
        if rules.completion == "add1-exhaustive" and exhaustive(market, contest, winners):
            return Last(step, winners, "exhaustive")
        step = search.known
        if contest.total(search.winners(step + 1)) > contest.budget:
            return Last(step, winners, "over-budget")
        step += 1


def exhaustive(market: Market, contest: Contest, winners: Collection[int]) -> bool:
    """Whether no further supported project fits the money the winners leave."""
    left = contest.budget - contest.total(winners)
    return all(contest.costs[project] > left for project in market.projects if project not in winners)


class _Search:
    """Winners by number of steps, looked at in rising order; `known` is the last step with the winners last told.

    Where winners seldom change, one sketch answers for many steps: `_reach` doubles with each success. Where they
    change at every step, asking for ranges would double the work, so each failure pauses it for twice as long.
    """

    def __init__(self, market: Market, first: Fraction, step: Fraction) -> None:
        self._market, self._first, self._step = market, first, step
        self._winners: frozenset[int] = frozenset()
        self._from, self.known = 0, -1
        self._reach, self._pause, self._wait = 2, 1, 0

    def winners(self, number: int) -> frozenset[int]:
        """The winners after `number` steps."""
        if self._from <= number <= self.known:
            return self._winners
        low = self._first + number * self._step
        found, reach = self._range(low) if self._wait == 0 else (None, 1)
        if found is None:
            self._wait = max(self._wait - 1, 0)
            found = sure_winners(self._market, low)
        if found is None:
            found = equal_shares(self._market, low).projects
        self._winners, self._from, self.known = frozenset(found), number, number + reach - 1
        return self._winners

    def _range(self, low: Fraction) -> tuple[list[int] | None, int]:
        """The winners of as many steps from `low` on as surely share them, and how many; adapts reach and pause."""
        for shorter in range(self._reach.bit_length() - 1):
            reach = self._reach >> shorter
            found = sure_winners(self._market, low, low + (reach - 1) * self._step)
            if found is not None:
                self._reach, self._pause = (reach if shorter else 2 * reach), 1
                return found, reach
        self._reach, self._pause = 2, min(2 * self._pause, 64)
        self._wait = self._pause
        return None, 1
