"""Greedy: from the most votes (or points) down, while the money lasts.

`skip`: a project that does not fit is passed over and the next one tried (`greedy`), or the count ends there
(`greedy-no-skip`). A project withdrawn after the vote never ends the count.
"""

from __future__ import annotations

from fractions import Fraction

from .contest import Contest, Progress
from .outcome import Figures, Step


def greedy(contest: Contest, *, skip: bool) -> Progress:
    """Fund by score; returns the projects in the order of funding and why each other one was passed over."""
    progress = Progress(contest.budget)
    order = contest.by_score()
    stopped: int | None = None
    for position, project in enumerate(order):
        too_dear = contest.barred.get(project, ("", {}))[0] == "dearer-than-budget"
        if project in contest.barred and not (too_dear and not skip and stopped is None):
            continue
        if stopped is not None:
            progress.passed[project] = ("after-stop", {"stopped_by": contest.ids[stopped], "left": progress.left})
            continue
        fits = not too_dear and _take(contest, progress, project, _tied(contest, order, position))
        if not skip and not fits and (too_dear or progress.passed[project][0] == "over-budget-left"):
            stopped = project
            progress.steps.append(Step("stop", contest.ids[project], {"left": progress.left}))
    return progress


def fill(contest: Contest, progress: Progress) -> None:
    """Spend what is left by votes, from the most down, passing over what does not fit. Changes `progress`."""
    for project in contest.by_votes():
        if project in contest.barred or project in progress.by:
            continue
        progress.passed.pop(project, None)
        _take(contest, progress, project, (), by="fill")


def _take(contest: Contest, progress: Progress, project: int, tied: tuple[str, ...], by: str = "rule") -> bool:
    """Fund `project` if it fits and no rival is funded; otherwise write down why not."""
    cost, left = contest.costs[project], progress.left
    rival = next((other for other in progress.funded if other in contest.rivals.get(project, ())), None)
    figures: dict[str, Fraction | int | str | tuple[str, ...]] = {
        "score": contest.scores[project],
        "cost": cost,
        "left": left,
    }
    if by == "fill" and contest.votes is not None:
        figures["score"] = contest.votes[project]
    if tied:
        figures["tied"] = tied
    if rival is not None:
        progress.passed[project] = ("exclusive", {"rival": contest.ids[rival]})
        progress.steps.append(Step("exclusive", contest.ids[project], {**figures, "rival": contest.ids[rival]}))
        return False
    if cost > left:
        reason: Figures = {"left": left, "missing": cost - left, "after": len(progress.funded)}
        progress.passed[project] = ("over-budget-left", reason)
        progress.steps.append(Step("skip", contest.ids[project], figures))
        return False
    progress.fund(contest, project, by=by, figures={"left": left - cost})
    progress.steps.append(Step("fund" if by == "rule" else by, contest.ids[project], figures))
    return True


def _tied(contest: Contest, order: list[int], position: int) -> tuple[str, ...]:
    """Other eligible projects with the same score, for the trace."""
    score = contest.scores[order[position]]
    around = []
    for step in (-1, 1):
        at = position + step
        while 0 <= at < len(order) and contest.scores[order[at]] == score:
            if order[at] not in contest.barred:
                around.append(at)
            at += step
    return tuple(contest.ids[order[at]] for at in sorted(around))
