"""Sequential Phragmén, exact.

Money flows to every voter at the same speed; a project is bought the moment its supporters hold its cost together,
and they start again from nothing. In other words: the project is bought that leaves the smallest load on its
supporters, load = (cost + loads so far) ÷ supporters. The method ends when that project no longer fits the
budget. Source: Los, Christoff, Grossi, "Proportional Budget Allocations: Towards a Systematization" (2022).

All supporters of a winner end with the same load, so loads fall into as many classes as there are winners, and
whole numbers over one denominator hold them exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from .contest import Contest, Progress
from .election import Election, Indices
from .outcome import Figures, Step


@dataclass(frozen=True, slots=True)
class Offer:
    """The load a project would put on each supporter: `numerator` ÷ (`divisor` × the common denominator)."""

    project: int
    numerator: int
    divisor: int


class Loads:
    """Phragmén under way: the load of each class of voters, a voter's class being the last project she paid for."""

    def __init__(self, election: Election, contest: Contest) -> None:
        starts, entries = election.by_project
        rows = election.ballots.rows
        self.contest = contest
        self.buyers: dict[int, Indices] = {
            project: rows[entries[starts[project] : starts[project + 1]]] for project in range(len(contest.ids))
        }
        self.scale = lcm(*(cost.denominator for cost in contest.costs))
        self.denominator = 1
        self._numerators = [0]
        self._classes: Indices = np.zeros(len(election.ballots), dtype=np.int32)
        self.waiting = {project: Fraction(0) for project in contest.eligible if len(self.buyers[project])}
        """Projects not yet chosen, each with a lower bound of its load: loads only grow."""

    def carried(self, project: int) -> int:
        """The loads of all supporters together, over the common denominator."""
        counts = np.bincount(self._classes[self.buyers[project]], minlength=len(self._numerators)).tolist()
        return sum(count * load for count, load in zip(counts, self._numerators, strict=True) if count)

    def offer(self, project: int) -> Offer:
        """What a project would put on its supporters now."""
        price = int(self.contest.costs[project] * self.scale)
        return Offer(project, price * self.denominator + self.carried(project), len(self.buyers[project]))

    def choose(self) -> list[Offer]:
        """The offers with the smallest load, the one that is served first in front; empty at the end."""
        best: list[Offer] = []
        least: Fraction | None = None
        for project in sorted(self.waiting, key=self.waiting.__getitem__):
            if least is not None and self.waiting[project] > least:
                break
            offer = self.offer(project)
            load = self.waiting[project] = Fraction(offer.numerator, offer.divisor * self.denominator)
            if least is None or load < least:
                least, best = load, [offer]
            elif load == least:
                best.append(offer)
        return sorted(best, key=lambda offer: self.contest.place[offer.project])

    def buy(self, offer: Offer) -> Fraction:
        """Put the load on the supporters; returns it in money."""
        del self.waiting[offer.project]
        shared = gcd(offer.numerator, offer.divisor)
        stretch = offer.divisor // shared
        self.denominator *= stretch
        self._numerators = [load * stretch for load in self._numerators]
        self._classes[self.buyers[offer.project]] = len(self._numerators)
        self._numerators.append(offer.numerator // shared)
        return Fraction(offer.numerator // shared, self.denominator * self.scale)


def phragmen(election: Election, contest: Contest) -> Progress:
    """Fund by sequential Phragmén, approvals only; ends at the first chosen project that does not fit."""
    loads = Loads(election, contest)
    progress = Progress(contest.budget)
    for project in contest.eligible:
        if project not in loads.waiting:
            progress.passed[project] = ("no-votes", {})
    while offers := loads.choose():
        offer = offers[0]
        project = offer.project
        figures: dict[str, Fraction | int | tuple[str, ...]] = {"supporters": offer.divisor, "left": progress.left}
        if len(offers) > 1:
            figures["tied"] = tuple(contest.ids[other.project] for other in offers)
        if contest.costs[project] > progress.left:
            _end(contest, progress, loads, project, figures)
            break
        figures["load"] = loads.buy(offer)
        progress.fund(contest, project, figures={"supporters": offer.divisor})
        progress.steps.append(Step("buy", contest.ids[project], figures))
    return progress


def _end(contest: Contest, progress: Progress, loads: Loads, project: int, figures: Figures) -> None:
    left = progress.left
    progress.steps.append(Step("stop", contest.ids[project], figures))
    for other in loads.waiting:
        progress.passed[other] = ("after-stop", {"stopped_by": contest.ids[project], "left": left})
    progress.passed[project] = ("over-budget-left", {"left": left, "missing": contest.costs[project] - left})
