"""Invented elections: small ones for hypothesis, large ones from a seed."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from skwer.methods.tally import Ballots, Election, Project, election_from_approvals

META = {
    "description": "Invented election",
    "country": "Poland",
    "unit": "Lipowiec",
    "instance": "2026",
    "rule": "greedy",
    "date_begin": "01.06.2026",
    "date_end": "15.06.2026",
}


@st.composite
def approvals(draw, *, most_projects=6, most_voters=9, cents=False, least_cost=1):
    """An approval election with many ties: few voters, small round costs."""
    size = draw(st.integers(1, most_projects))
    unit = 100 if cents else 1
    costs = draw(st.lists(st.integers(least_cost, 30), min_size=size, max_size=size))
    budget = Fraction(draw(st.integers(1, 60 * unit)), unit)
    ballots = draw(
        st.lists(st.lists(st.integers(0, size - 1), unique=True, max_size=size), min_size=1, max_size=most_voters)
    )
    return election_from_approvals(
        projects=[Project(f"p{p}", cost) for p, cost in enumerate(costs)],
        budget=budget,
        ballots=[[f"p{p}" for p in ballot] for ballot in ballots],
        meta=META,
    )


@st.composite
def with_points(draw, *, vote_type="cumulative", most_projects=5, most_voters=7):
    """An election whose ballots give points, zero included."""
    plain = draw(approvals(most_projects=most_projects, most_voters=most_voters))
    ballots = plain.ballots
    size = len(ballots.projects)
    points = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    return Election(
        plain.projects,
        plain.budget,
        Ballots(ballots.starts, ballots.projects, np.array(points, dtype=np.int64)),
        {**plain.meta, "vote_type": vote_type},
    )


def ranked(election):
    """The same ballots, read as rankings."""
    return Election(election.projects, election.budget, election.ballots, {**election.meta, "vote_type": "ordinal"})


def seeded(seed, *, voters, projects, budget=None, most=8):
    """A larger election with uneven popularity, the same for the same seed."""
    chance = random.Random(seed)
    costs = [chance.randrange(500, 50_000) for _ in range(projects)]
    weights = [chance.paretovariate(1.2) for _ in range(projects)]
    names = [f"q{p}" for p in range(projects)]
    ballots = [list(dict.fromkeys(chance.choices(names, weights, k=chance.randint(1, most)))) for _ in range(voters)]
    return election_from_approvals(
        projects=[Project(name, cost) for name, cost in zip(names, costs, strict=True)],
        budget=budget or sum(costs) // 3,
        ballots=ballots,
        meta={**META, "instance": f"seed {seed}"},
    )


def supporters(election):
    """Voters of each project, by position."""
    groups = [[] for _ in election.projects]
    for row, project in zip(election.ballots.rows.tolist(), election.ballots.projects.tolist(), strict=True):
        groups[project].append(row)
    return groups


def by_file(election):
    """Places for ties by file order."""
    return list(range(len(election.projects)))


def ids(outcome):
    """Ids of the winners in the order of funding."""
    return [project.id for project in outcome.funded]


def names(positions):
    return [f"p{p}" for p in positions]
