"""Sequential Phragmén, exact.

Money flows to every voter at the same speed; a project is bought the moment its supporters hold its cost together,
and they start again from nothing. In other words: the project is bought that leaves the smallest load on its
supporters, load = (cost + loads so far) ÷ supporters. The method ends when that project no longer fits the
budget. Source: Los, Christoff, Grossi, "Proportional Budget Allocations: Towards a Systematization" (2022).

All supporters of a winner end with the same load, so loads fall into as many classes as there are winners, and
whole numbers over one denominator hold them exactly.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

import numpy as np

from .contest import Contest, Progress
from .election import Election, Indices
from .outcome import Figures, Step


class _Loads:
    """Load of each class of voters over one denominator; a voter's class is the last project she paid for."""

    def __init__(self, voters: int, scale: int) -> None:
        self.scale = scale
        self.denominator = 1
        self.numerators = [0]
        self.classes: Indices = np.zeros(voters, dtype=np.int32)

    def after(self, buyers: Indices, price: int) -> tuple[int, int]:
        """What each supporter would carry after buying: a numerator, and what to divide it by beside the denominator."""
        counts = np.bincount(self.classes[buyers], minlength=len(self.numerators)).tolist()
        carried = sum(count * load for count, load in zip(counts, self.numerators, strict=True) if count)
        return price * self.denominator + carried, len(buyers)

    def put(self, buyers: Indices, numerator: int, divisor: int) -> Fraction:
        """Give the supporters their new load; returns it in money."""
        shared = gcd(numerator, divisor)
        stretch = divisor // shared
        self.denominator *= stretch
        self.numerators = [load * stretch for load in self.numerators]
        self.classes[buyers] = len(self.numerators)
        self.numerators.append(numerator // shared)
        return Fraction(numerator // shared, self.denominator * self.scale)


def phragmen(election: Election, contest: Contest) -> Progress:
    """Fund by sequential Phragmén, approvals only; ends at the first chosen project that does not fit."""
    starts, entries = election.by_project
    buyers = {
        project: election.ballots.rows[entries[starts[project] : starts[project + 1]]]
        for project in contest.eligible
        if starts[project] < starts[project + 1]
    }
    progress = Progress(contest.budget)
    for project in contest.eligible:
        if project not in buyers:
            progress.passed[project] = ("no-votes", {})
    scale = lcm(*(contest.costs[project].denominator for project in buyers))
    prices = {project: int(contest.costs[project] * scale) for project in buyers}
    loads = _Loads(len(election.ballots), scale)
    floor = dict.fromkeys(buyers, Fraction(0))
    while floor:
        best: list[tuple[int, int, int]] = []
        least: Fraction | None = None
        # Loads only grow, so a load computed earlier is a lower bound: start from the smallest.
        for project in sorted(floor, key=floor.__getitem__):
            if least is not None and floor[project] > least:
                break
            numerator, divisor = loads.after(buyers[project], prices[project])
            floor[project] = Fraction(numerator, divisor * loads.denominator)
            if least is None or floor[project] < least:
                least, best = floor[project], [(project, numerator, divisor)]
            elif floor[project] == least:
                best.append((project, numerator, divisor))
        best.sort(key=lambda entry: contest.place[entry[0]])
        project, numerator, divisor = best[0]
        figures: dict[str, Fraction | int | tuple[str, ...]] = {"supporters": divisor, "left": progress.left}
        if len(best) > 1:
            figures["tied"] = tuple(contest.ids[p] for p, _, _ in best)
        if contest.costs[project] > progress.left:
            _end(contest, progress, floor, project, figures)
            break
        figures["load"] = loads.put(buyers[project], numerator, divisor)
        del floor[project]
        progress.fund(contest, project, figures={"supporters": divisor})
        progress.steps.append(Step("buy", contest.ids[project], figures))
    return progress


def _end(contest: Contest, progress: Progress, waiting: dict[int, Fraction], project: int, figures: Figures) -> None:
    left = progress.left
    progress.steps.append(Step("stop", contest.ids[project], figures))
    for other in waiting:
        progress.passed[other] = ("after-stop", {"stopped_by": contest.ids[project], "left": left})
    progress.passed[project] = ("over-budget-left", {"left": left, "missing": contest.costs[project] - left})
