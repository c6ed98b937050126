"""An election as values: projects, a budget, and ballots in three flat arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .exact import exact

Ints = NDArray[np.int64]
Indices = NDArray[np.int32]

POINTS_PER_PROJECT = ("cumulative", "scoring")
"""Vote types in which a ballot gives points."""


class ElectionError(ValueError):
    """The parts do not make an election: an unknown project, a repeated id, a negative sum."""


@dataclass(frozen=True, init=False, slots=True)
class Project:
    """One project on the ballot. `votes`, `score` and `selected` are what a file published, if it did."""

    id: str
    cost: Fraction
    name: str
    votes: int | None
    score: Fraction | None
    selected: int | None
    extra: Mapping[str, str]

    def __init__(
        self,
        id: str,
        cost: int | str | Decimal | Fraction,
        name: str = "",
        *,
        votes: int | None = None,
        score: Fraction | None = None,
        selected: int | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        put = object.__setattr__
        put(self, "id", id)
        put(self, "cost", exact(cost))
        put(self, "name", name)
        put(self, "votes", votes)
        put(self, "score", score)
        put(self, "selected", selected)
        put(self, "extra", MappingProxyType(dict(extra or {})))
        if self.cost < 0:
            raise ElectionError(f"project {id} has a negative cost, {self.cost}")


@dataclass(frozen=True, eq=False)
class Ballots:
    """All ballots, row by row: ballot v holds `projects[starts[v]:starts[v + 1]]` in the voter's order.

    `points` (same length as `projects`) are whole numbers of 1/`point_scale`; None where the ballot gives none.
    `columns` are the other columns of a file (voter_id, age, …), carried along untouched.
    A project stands at most once in a ballot: approvals count once, points given twice are added up.
    """

    starts: Ints
    projects: Indices
    points: Ints | None = None
    point_scale: int = 1
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    repeated: int = 0

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def lengths(self) -> Ints:
        """Number of projects on each ballot, shape (ballots,)."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> Indices:
        """Which ballot each entry belongs to, shape (entries,)."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths)

    @cached_property
    def ranks(self) -> Ints:
        """Borda points of each entry, shape (entries,): k for the first of a ballot's k projects, 1 for the last."""
        position = np.arange(len(self.projects), dtype=np.int64) - np.repeat(self.starts[:-1], self.lengths)
        return np.repeat(self.lengths, self.lengths) - position

    @classmethod
    def build(
        cls,
        *,
        lengths: Ints,
        projects: Indices,
        points: Ints | None = None,
        point_scale: int = 1,
        columns: Mapping[str, Sequence[str]] | None = None,
    ) -> Ballots:
        """Make ballots from row lengths and flat entries, removing projects repeated inside one ballot."""
        starts = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        width = int(projects.max(initial=0)) + 1
        key = rows * width + projects
        order = np.argsort(key, kind="stable")
        again = np.zeros(len(key), dtype=bool)
        again[order[1:]] = key[order[1:]] == key[order[:-1]]
        repeated = int(again.sum())
        if repeated:
            if points is not None:
                # The first mention keeps its place and collects the points of the later ones.
                groups = np.cumsum(~again[order]) - 1
                first = order[~again[order]]
                summed = np.zeros(len(first), dtype=np.int64)
                np.add.at(summed, groups, points[order])
                points = points.copy()
                points[first] = summed
                points = points[~again]
            projects = projects[~again]
            lengths = np.bincount(rows[~again], minlength=len(lengths)).astype(np.int64)
            np.cumsum(lengths, out=starts[1:])
        return cls(starts, projects, points, point_scale, columns or {}, repeated)


@dataclass(frozen=True, eq=False)
class Election:
    """Projects in file order, the budget, the ballots, and META as text by key.

    `instance` names the election in results; `notes` are remarks of the reader that do not stop a count.
    """

    projects: tuple[Project, ...]
    budget: Fraction
    ballots: Ballots
    meta: Mapping[str, str] = field(default_factory=dict)
    instance: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.index) != len(self.projects):
            raise ElectionError("a project id stands twice in the list of projects")
        if self.budget < 0:
            raise ElectionError(f"the budget is negative, {self.budget}")

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each project by its id."""
        return {project.id: position for position, project in enumerate(self.projects)}

    @property
    def vote_type(self) -> str:
        """`approval`, `choose-1`, `ordinal`, `cumulative` or `scoring`."""
        return self.meta.get("vote_type", "approval")

    @cached_property
    def support(self) -> NDArray[np.bool_]:
        """Which entries are support: all approvals and ranks, and points above zero. Shape (entries,)."""
        if self.ballots.points is None or self.vote_type not in POINTS_PER_PROJECT:
            return np.ones(len(self.ballots.projects), dtype=bool)
        return self.ballots.points > 0

    @cached_property
    def by_project(self) -> tuple[Ints, Ints]:
        """Entries grouped by project: `(starts, entries)`; project p has `entries[starts[p]:starts[p + 1]]`."""
        entries = np.flatnonzero(self.support)
        entries = entries[np.argsort(self.ballots.projects[entries], kind="stable")]
        counts = np.bincount(self.ballots.projects[entries], minlength=len(self.projects))
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int64), entries


def vote_counts(election: Election) -> Ints:
    """Number of voters for each project in file order, shape (projects,); needs no memory beyond the answer."""
    counts: Ints = np.bincount(election.ballots.projects, minlength=len(election.projects)).astype(np.int64)
    return counts


def supporters(election: Election) -> dict[str, int]:
    """Number of voters for each project, by id."""
    return {project.id: int(count) for project, count in zip(election.projects, vote_counts(election), strict=True)}


def scores(election: Election) -> tuple[Fraction, ...]:
    """What projects are ranked by, in file order.

    Approvals and single choices: votes. Points: their sum (a project a `scoring` ballot leaves out gets
    META's `default_score`). Rankings: k, k-1, … 1 points on a ballot of k projects, unless the ballot gives points.
    """
    ballots, size = election.ballots, len(election.projects)
    if election.vote_type == "ordinal" and ballots.points is None:
        return tuple(Fraction(total) for total in _sums(ballots.projects, ballots.ranks, size))
    if ballots.points is None or election.vote_type not in (*POINTS_PER_PROJECT, "ordinal"):
        return tuple(Fraction(int(count)) for count in vote_counts(election))
    totals = [Fraction(total, ballots.point_scale) for total in _sums(ballots.projects, ballots.points, size)]
    default = exact(election.meta.get("default_score", "0") or "0")
    if election.vote_type == "scoring" and default:
        named = vote_counts(election)
        totals = [total + default * (len(ballots) - int(count)) for total, count in zip(totals, named, strict=True)]
    return tuple(totals)


def _sums(keys: Indices, values: Ints, size: int) -> list[int]:
    """Sum whole numbers by key, exactly (`np.bincount` with weights would go through floats)."""
    totals = np.zeros(size, dtype=np.int64)
    np.add.at(totals, keys, values)
    return [int(total) for total in totals]


def election_from_approvals(
    *,
    projects: Iterable[Project],
    budget: int | str | Decimal | Fraction,
    ballots: Iterable[Sequence[str]],
    meta: Mapping[str, Any] | None = None,
) -> Election:
    """Make an election from approval ballots, each a sequence of project ids (an empty ballot still counts).

    Raises `ElectionError` when a ballot names a project that is not in the list.
    """
    listed = tuple(projects)
    position = {project.id: index for index, project in enumerate(listed)}
    lengths: list[int] = []
    flat: list[int] = []
    for number, ballot in enumerate(ballots, 1):
        try:
            flat.extend([position[id] for id in ballot])
        except KeyError as missing:
            raise ElectionError(f"ballot {number} names project {missing}, which is not in the list") from None
        lengths.append(len(ballot))
    told = {key: str(value) for key, value in (meta or {}).items()}
    return Election(
        projects=listed,
        budget=exact(budget),
        ballots=Ballots.build(lengths=np.array(lengths, dtype=np.int64), projects=np.array(flat, dtype=np.int32)),
        meta=told,
        instance=told.get("instance", ""),
    )
