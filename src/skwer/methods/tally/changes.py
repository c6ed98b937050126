"""The same contest with one project cheaper or better liked."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from .contest import Contest, make_contest
from .rules import Rules


def changed(
    contest: Contest, rules: Rules, ballots: int, project: int, *, price: Fraction | None = None, more: int = 0
) -> Contest:
    """The contest after `project` has another price, or `more` further voters who want it alone."""
    costs, scores = list(contest.costs), list(contest.scores)
    votes = None if contest.votes is None else list(contest.votes)
    if price is not None:
        costs[project] = price
    scores[project] += more
    if votes is not None:
        votes[project] += more
    return make_contest(
        ids=contest.ids,
        costs=costs,
        budget=contest.budget,
        scores=scores,
        votes=votes,
        rules=rules,
        ballots=ballots + more,
    )


def served_first(contest: Contest, project: int, rival: int) -> bool:
    """Whether `project` comes before `rival` where a step of the count finds them equal."""
    return contest.place[project] < contest.place[rival]


def votes_for_threshold(contest: Contest, rules: Rules, ballots: int, project: int) -> int | None:
    """The fewest further votes (at least one) with which a project passes the threshold; None if no number does."""
    if rules.threshold is None:
        return 1
    text, score = str(rules.threshold), contest.scores[project]
    if not text.endswith("%"):
        return max(1, ceil(Fraction(text) - score))
    # Every new voter also raises the number of ballots the percentage is taken of.
    share = Fraction(text[:-1]) / 100
    return None if share == 1 else max(1, ceil((share * ballots - score) / (1 - share)))
