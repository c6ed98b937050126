"""The comparison step: Equal Shares is kept unless strictly more voters prefer greedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .election import Election


@dataclass(frozen=True, slots=True)
class Preferences:
    """How many voters have more approved winners on which side."""

    equal_shares: int
    greedy: int
    indifferent: int

    @property
    def kept(self) -> str:
        """The rule whose winners stand."""
        return "greedy" if self.greedy > self.equal_shares else "equal-shares"


def preferences(
    election: Election, shares: Iterable[int], greedy: Iterable[int], *, newcomers: tuple[int, int] | None = None
) -> Preferences:
    """Compare two sets of winners (positions) by each voter's number of approved winners.

    `newcomers`: a project and a number of further voters who approve of it alone.
    """
    mine, theirs = set(shares), set(greedy)
    ballots = election.ballots
    # +1 for a winner of Equal Shares only, -1 for a winner of greedy only; what both fund decides nothing.
    sign = np.zeros(len(election.projects), dtype=np.int64)
    sign[list(mine - theirs)] = 1
    sign[list(theirs - mine)] = -1
    # Sums of a few ones are exact in floats too.
    liking = np.bincount(
        ballots.rows, weights=np.where(election.support, sign[ballots.projects], 0), minlength=len(ballots)
    )
    first, second = int((liking > 0).sum()), int((liking < 0).sum())
    indifferent = len(ballots) - first - second
    if newcomers is not None:
        project, count = newcomers
        first += count * (project in mine and project not in theirs)
        second += count * (project in theirs and project not in mine)
        indifferent += count * ((project in mine) == (project in theirs))
    return Preferences(first, second, indifferent)
