"""The numbers every rule needs, by project position, apart from the ballots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .election import Election, scores, vote_counts
from .outcome import Figures, Step, Unfunded
from .rules import Rules, RulesError
from .ties import tie_order

WITHDRAWN = Fraction(999_999_999)
"""The cost by which Pabulib marks a project withdrawn after the vote."""


@dataclass(frozen=True, slots=True)
class Contest:
    """Projects by position: ids, costs, what they are ranked by, votes if known, and who is eligible.

    `barred` holds, for each project that may not win, the reason and its figures. `place` is the order among equals.
    """

    ids: tuple[str, ...]
    costs: tuple[Fraction, ...]
    budget: Fraction
    scores: tuple[Fraction, ...]
    votes: tuple[int, ...] | None
    place: tuple[int, ...]
    barred: dict[int, tuple[str, Figures]]
    rivals: dict[int, frozenset[int]]

    @property
    def eligible(self) -> list[int]:
        """Positions of the projects that may win, in file order."""
        return [project for project in range(len(self.ids)) if project not in self.barred]

    def by_score(self) -> list[int]:
        """All positions, best score first, equals by the tie order."""
        return sorted(range(len(self.ids)), key=lambda p: (-self.scores[p], self.place[p]))

    def by_votes(self) -> list[int]:
        """All positions, most votes first (score where nobody counted votes), equals by the tie order."""
        if self.votes is None:
            return self.by_score()
        votes = self.votes
        return sorted(range(len(self.ids)), key=lambda p: (-votes[p], self.place[p]))

    def total(self, projects: Iterable[int]) -> Fraction:
        """What these projects cost together."""
        return sum((self.costs[p] for p in projects), Fraction(0))

    def unfunded(self, project: int, why: str, figures: Figures, support: Fraction | None = None) -> Unfunded:
        """The entry of a project that did not win."""
        return Unfunded(
            self.ids[project],
            self.costs[project],
            None if self.votes is None else self.votes[project],
            self.scores[project],
            why,
            figures,
            support,
        )


def make_contest(
    *,
    ids: Sequence[str],
    costs: Sequence[Fraction],
    budget: Fraction,
    scores: Sequence[Fraction],
    votes: Sequence[int] | None,
    rules: Rules,
    ballots: int,
) -> Contest:
    """Apply threshold, budget and ties of `rules` to plain numbers; raises `RulesError` for ties it cannot tell."""
    least = rules.least_score(ballots)
    barred: dict[int, tuple[str, Figures]] = {}
    for project, (cost, score) in enumerate(zip(costs, scores, strict=True)):
        if least is not None and score < least:
            barred[project] = ("below-threshold", {"score": score, "threshold": least, "missing": least - score})
        elif cost == WITHDRAWN:
            barred[project] = ("withdrawn", {})
        elif cost > budget:
            barred[project] = ("dearer-than-budget", {"budget": budget, "missing": cost - budget})
        elif votes is not None and votes[project] == 0:
            barred[project] = ("no-votes", {})
    position = {id: index for index, id in enumerate(ids)}
    rivals: dict[int, frozenset[int]] = {}
    for group in rules.groups:
        members = frozenset(position[id] for id in group if id in position)
        for member in members:
            rivals[member] = rivals.get(member, frozenset()) | (members - {member})
    place = tie_order(rules.chain, ids=ids, costs=costs, scores=scores, votes=votes)
    return Contest(
        tuple(ids),
        tuple(costs),
        budget,
        tuple(scores),
        None if votes is None else tuple(votes),
        tuple(place),
        barred,
        rivals,
    )


def election_contest(election: Election, rules: Rules) -> Contest:
    """The contest of an election under resolved rules; raises `RulesError` when the ballots do not suit them."""
    return make_contest(
        ids=[project.id for project in election.projects],
        costs=[project.cost for project in election.projects],
        budget=election.budget,
        scores=_ranking(election, rules),
        votes=[int(count) for count in vote_counts(election)],
        rules=rules,
        ballots=len(election.ballots),
    )


def _ranking(election: Election, rules: Rules) -> Sequence[Fraction]:
    """What greedy ranks by: the election's own scores, or plain votes with utility cardinality."""
    if rules.utility == "cardinality":
        return [Fraction(int(count)) for count in vote_counts(election)]
    if rules.utility == "points" and election.ballots.points is None:
        raise RulesError("utility points needs ballots with points")
    if rules.utility == "borda" and election.vote_type != "ordinal":
        raise RulesError("utility borda needs ranked ballots (vote_type ordinal)")
    return scores(election)


@dataclass(slots=True)
class Progress:
    """What a rule has done so far: projects funded in order, `by` which part of the rule and with which figures,
    the money left, the steps, and the reason and figures of every project passed over."""

    left: Fraction
    funded: list[int] = field(default_factory=list)
    by: dict[int, str] = field(default_factory=dict)
    figures: dict[int, Figures] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    passed: dict[int, tuple[str, Figures]] = field(default_factory=dict)

    def fund(self, contest: Contest, project: int, *, by: str = "rule", figures: Figures) -> None:
        """Take `project` in and its cost off the money left."""
        self.funded.append(project)
        self.by[project] = by
        self.figures[project] = figures
        self.left -= contest.costs[project]
