"""What Equal Shares trades in: projects with their prices, and the voters who want them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import lcm

from .bounds import ROUNDING
from .contest import Contest
from .election import Election, Indices, Ints
from .rules import RulesError


@dataclass(frozen=True, eq=False)
class Market:
    """Who can buy what: the part of Equal Shares that does not depend on the endowment.

    `buyers[p]` are the voters of project p, `utility[p]` their utilities in whole numbers (None: all equal), and
    `factor[p]` what multiplies them: the price when utility is cost (`by_cost`). Money is in whole units of 1/`scale`.
    """

    voters: int
    projects: tuple[int, ...]
    prices: dict[int, int]
    buyers: dict[int, Indices]
    utility: dict[int, Ints | None]
    factor: dict[int, int]
    place: tuple[int, ...]
    scale: int
    by_cost: bool

    @cached_property
    def least_rates(self) -> dict[int, float]:
        """A lower bound of the rate per unit of utility of each listed project: its price over all its supporters."""
        bounds = {}
        for project in self.projects:
            weights = self.utility[project]
            weight = len(self.buyers[project]) if weights is None else int(weights.sum())
            bounds[project] = self.prices[project] / (weight * self.factor[project]) * (1 - ROUNDING)
        return bounds


def make_market(election: Election, contest: Contest, utility: str, *, everything: bool = False) -> Market:
    """Prepare the eligible, supported projects of `contest` for one of the utilities of `Rules`.

    With `everything` the other projects have prices and buyers too, but are not on the list `projects`.
    Raises `RulesError` when the ballots do not hold what the utility is made of.
    """
    ballots = election.ballots
    starts, entries = election.by_project
    values: Ints | None = None
    if utility == "points":
        if ballots.points is None:
            raise RulesError("utility points needs ballots with points")
        values = ballots.points
    elif utility == "borda":
        if election.vote_type != "ordinal":
            raise RulesError("utility borda needs ranked ballots (vote_type ordinal)")
        values = ballots.ranks
    scale = lcm(contest.budget.denominator, *(cost.denominator for cost in contest.costs))
    prices: dict[int, int] = {}
    buyers: dict[int, Indices] = {}
    weights: dict[int, Ints | None] = {}
    factor: dict[int, int] = {}
    listed: list[int] = []
    for project in range(len(contest.ids)):
        eligible = project not in contest.barred
        if not eligible and not everything:
            continue
        mine = entries[starts[project] : starts[project + 1]]
        if values is not None:
            mine = mine[values[mine] > 0]
        if len(mine) and eligible:
            listed.append(project)
        elif not everything:
            continue
        prices[project] = int(contest.costs[project] * scale)
        buyers[project] = ballots.rows[mine]
        weights[project] = None if values is None else values[mine]
        factor[project] = max(prices[project], 1) if utility == "cost" else 1
    return Market(len(ballots), tuple(listed), prices, buyers, weights, factor, contest.place, scale, utility == "cost")
