"""Raising everybody's endowment step by step, because Equal Shares often leaves money unspent."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from .contest import Contest
from .rules import Rules
from .shares import Market, Run, equal_shares


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
    endowment = first_endowment(contest.budget, market.voters, rules.start)
    run = equal_shares(market, endowment)
    tried, stopped = 1, "over-budget"
    while True:
        rest = set(market.projects).difference(run.projects)
        left = contest.budget - contest.total(run.projects)
        if not rest:
            stopped = "everything-funded"
            break
        if rules.completion == "add1-exhaustive" and all(contest.costs[project] > left for project in rest):
            stopped = "exhaustive"
            break
        following = equal_shares(market, endowment + rules.step)
        tried += 1
        if contest.total(following.projects) > contest.budget:
            break
        endowment, run = endowment + rules.step, following
    return Completed(endowment, run, tried, stopped)
