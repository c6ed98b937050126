"""Why each project won or lost, as codes and figures; sentences are for the pages, in the reader's language."""

from __future__ import annotations

from dataclasses import replace

from .election import Election
from .margins import margins
from .outcome import Figures, Outcome
from .support import effective_support

REASONS = {
    "withdrawn": "withdrawn after the vote (a file marks it by the cost 999999999)",
    "below-threshold": "fewer votes or points than required: score, threshold, missing",
    "dearer-than-budget": "costs more than the whole budget: budget, missing",
    "no-votes": "nobody voted for it",
    "over-budget-left": "did not fit what was left when its turn came: left, missing",
    "after-stop": "the count ended before its turn because stopped_by did not fit: stopped_by, left",
    "exclusive": "excluded by a better placed project: rival",
    "supporters-money-spent": "its supporters had too little left: supporters, supporters_money, missing",
}
"""Every code of `Unfunded.why`, what it means, and the figures that come with it."""


def explain(election: Election, outcome: Outcome) -> Outcome:
    """The outcome with effective support (Equal Shares) and margins filled in; see `support` and `margins`.

    A note says so when margins cannot be had for this rule or an election of this size.
    """
    found = margins(election, outcome)
    told = outcome.with_support(effective_support(election, outcome)).with_margins(found)
    if outcome.unfunded and not found:
        return replace(told, notes=(*told.notes, "margins are not computed for this rule or an election of this size"))
    return told


def reasons(outcome: Outcome) -> dict[str, tuple[str, Figures]]:
    """Code and figures for every project by id: `won` or `won-by-fill` for the funded, else one of `REASONS`."""
    told: dict[str, tuple[str, Figures]] = {}
    for winner in outcome.funded:
        told[winner.id] = ("won-by-fill" if winner.by == "fill" else "won", {**winner.figures, "round": winner.round})
    for loser in outcome.unfunded:
        told[loser.id] = (loser.why, loser.figures)
    return told
