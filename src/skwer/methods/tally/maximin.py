"""Maximin support for budgets, exact.

The cost of what is chosen is shared among supporters so that the largest share of any voter is as small as it can
be. Each step takes the project that fits the money left and keeps that largest share smallest. Source: Aziz, Lee,
Talmon, "Proportionally Representative Participatory Budgeting" (2018), there "Generalised Sequential Phragmén".

The smallest largest share of a set W is max over S ⊆ W of cost(S) ÷ |voters of S|. `SharedCost` finds it by
Dinkelbach's method: can a given share be kept? That is a flow from projects to voters in whole numbers, and where
it fails the projects that cannot be paid are a set S with a larger quotient.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from .contest import Contest, Progress
from .election import Election, Indices
from .outcome import Step
from .rules import RulesError

Payments = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SharedCost:
    """Costs of `members` shared out: `payments[row, voter]` in units of 1/`share.denominator`, nobody above `share`."""

    members: tuple[int, ...]
    payments: Payments
    share: Fraction


class _Prices:
    """Supporters and whole prices of the projects that take part."""

    def __init__(self, election: Election, contest: Contest) -> None:
        starts, entries = election.by_project
        rows = election.ballots.rows
        self.voters = len(election.ballots)
        self.buyers: dict[int, Indices] = {
            project: rows[entries[starts[project] : starts[project + 1]]]
            for project in contest.eligible
            if starts[project] < starts[project + 1]
        }
        self.scale = lcm(*(contest.costs[project].denominator for project in self.buyers))
        self.price = {project: int(contest.costs[project] * self.scale) for project in self.buyers}
        if (sum(self.price.values()) + 1) * (self.voters + 1) >= 2**62:
            raise RulesError("the sums are too large for maximin-support; write costs in a larger unit of money")

        self._both: dict[tuple[int, int], Indices] = {}

    def both(self, first: int, second: int) -> Indices:
        """The voters who support both projects."""
        pair = (first, second) if first < second else (second, first)
        if pair not in self._both:
            self._both[pair] = np.intersect1d(self.buyers[first], self.buyers[second], assume_unique=True)
        return self._both[pair]

    def quotient(self, projects: list[int]) -> Fraction:
        """cost(S) ÷ |voters of S|."""
        reached = np.zeros(self.voters, dtype=bool)
        for project in projects:
            reached[self.buyers[project]] = True
        return Fraction(sum(self.price[project] for project in projects), int(np.count_nonzero(reached)))


def maximin_support(election: Election, contest: Contest) -> Progress:
    """Fund by maximin support, approvals only; projects that no longer fit are left out as it goes."""
    prices = _Prices(election, contest)
    progress = Progress(contest.budget)
    for project in contest.eligible:
        if project not in prices.buyers:
            progress.passed[project] = ("no-votes", {})
    shared = SharedCost((), np.zeros((0, prices.voters), dtype=np.int64), Fraction(0))
    least = {project: prices.quotient([project]) for project in prices.buyers}
    while True:
        for project in [p for p in least if contest.costs[p] > progress.left]:
            del least[project]
            missing = contest.costs[project] - progress.left
            progress.passed[project] = ("over-budget-left", {"left": progress.left, "missing": missing})
        if not least:
            return progress
        project, shared = _best(prices, contest, shared, least)
        del least[project]
        figures = {"largest_share": shared.share / prices.scale, "left": progress.left}
        progress.fund(contest, project, figures={"supporters": len(prices.buyers[project])})
        progress.steps.append(Step("buy", contest.ids[project], figures))


def _best(prices: _Prices, contest: Contest, shared: SharedCost, least: dict[int, Fraction]) -> tuple[int, SharedCost]:
    """The project with the smallest largest share, equals by place. Raises the lower bounds in `least` on the way."""
    best: tuple[Fraction, int, int, SharedCost] | None = None
    # The share never falls when a project is added, so earlier answers stay lower bounds.
    for project in sorted(least, key=lambda p: (max(least[p], shared.share), contest.place[p])):
        bound = max(least[project], shared.share)
        if best is not None and (bound, contest.place[project]) >= best[:2]:
            break
        joined = _join(prices, shared, project, bound)
        least[project] = joined.share
        entry = (joined.share, contest.place[project], project, joined)
        if best is None or entry[:2] < best[:2]:
            best = entry
    if best is None:
        raise AssertionError("there was a project to choose")
    return best[2], best[3]


def _join(prices: _Prices, shared: SharedCost, project: int, share: Fraction) -> SharedCost:
    """Share out the cost of `project` too, starting from a share that is known to be needed at least."""
    members = (*shared.members, project)
    payments = np.vstack([shared.payments, np.zeros((1, prices.voters), dtype=np.int64)])
    unit = shared.share.denominator
    while True:
        if share.denominator != unit:
            # Payments in finer units, rounded down; the flow makes up the little that is missing.
            payments = (payments * (share.denominator / unit * (1 - 1e-9))).astype(np.int64)
            unit = share.denominator
        stuck = _flow(prices, members, payments, share)
        if not stuck:
            return SharedCost(members, payments, share)
        share = prices.quotient(stuck)


def _flow(prices: _Prices, members: tuple[int, ...], payments: Payments, share: Fraction) -> list[int]:
    """Complete `payments` so that every member is paid and nobody gives more than `share`.

    Changes `payments`. Returns the empty list, or the projects that cannot be paid: a set with a larger quotient.
    """
    limit = share.numerator
    loads = payments.sum(axis=0)
    missing = [prices.price[p] * share.denominator - int(payments[row].sum()) for row, p in enumerate(members)]
    while any(missing):
        graph, free = _residual(prices, members, payments, loads, missing, limit)
        distance = _distances(graph, free)
        lost = [row for row in graph if missing[row] and row not in distance]
        if lost:
            return [members[row] for row in _reachable(graph, lost)]
        for row in sorted((row for row in distance), key=lambda r: -distance[r]):
            if not missing[row]:
                continue
            buyers = prices.buyers[members[row]]
            if distance[row] == 0:
                paid = _fill(limit - loads[buyers], missing[row])
                payments[row, buyers] += paid
                loads[buyers] += paid
                missing[row] -= int(paid.sum())
                continue
            for other in graph[row]:
                if missing[row] and distance.get(other) == distance[row] - 1:
                    # Those who support both pay less for the other project and more for this one.
                    shared = prices.both(members[row], members[other])
                    moved = _fill(payments[other, shared], missing[row])
                    payments[row, shared] += moved
                    payments[other, shared] -= moved
                    total = int(moved.sum())
                    missing[row] -= total
                    missing[other] += total
    return []


def _fill(room: Payments, amount: int) -> Payments:
    """Take `amount` from `room`, as much as there is, evenly enough that no voter is emptied without need."""
    total = int(room.sum())
    if total <= amount:
        return room.copy()
    taken = (room * (amount / total * (1 - 1e-9))).astype(np.int64)
    rest = amount - int(taken.sum())
    free = room - taken
    before = np.cumsum(free) - free
    more: Payments = np.clip(rest - before, 0, free)
    return taken + more


def _residual(
    prices: _Prices,
    members: tuple[int, ...],
    payments: Payments,
    loads: Payments,
    missing: list[int],
    limit: int,
) -> tuple[dict[int, list[int]], set[int]]:
    """From each row that misses money: to which rows it could shift payments; and which rows have voters with room."""
    graph: dict[int, list[int]] = {}
    free: set[int] = set()
    waiting = [row for row, amount in enumerate(missing) if amount]
    while waiting:
        row = waiting.pop()
        if row in graph:
            continue
        buyers = prices.buyers[members[row]]
        if bool((loads[buyers] < limit).any()):
            free.add(row)
        graph[row] = [
            other
            for other, member in enumerate(members)
            if other != row and payments[other, prices.both(members[row], member)].any()
        ]
        waiting.extend(other for other in graph[row] if other not in graph)
    return graph, free


def _distances(graph: dict[int, list[int]], free: set[int]) -> dict[int, int]:
    """Steps from each row to one with room; rows that cannot get there are left out."""
    back: dict[int, list[int]] = {row: [] for row in graph}
    for row, others in graph.items():
        for other in others:
            back[other].append(row)
    distance = dict.fromkeys(free, 0)
    front = list(free)
    while front:
        following = []
        for row in front:
            for earlier in back[row]:
                if earlier not in distance:
                    distance[earlier] = distance[row] + 1
                    following.append(earlier)
        front = following
    return distance


def _reachable(graph: dict[int, list[int]], rows: list[int]) -> list[int]:
    found = set(rows)
    front = list(rows)
    while front:
        row = front.pop()
        for other in graph[row]:
            if other not in found:
                found.add(other)
                front.append(other)
    return sorted(found)
