"""Quantities a banded criterion can read from a proposal's own table of costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.models import Proposal
from skwer.methods.ranking import Criterion
from skwer.methods.tally.exact import exact


def _share(proposal: Proposal, *sources: str) -> Fraction | None:
    """Percent of the whole cost that comes from the sources; None without costs."""
    total = counted = Fraction(0)
    rows = proposal.answers.get("costs")
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, Mapping):
            continue
        try:
            amount = exact(str(row.get("amount", "0")))
        except ValueError:
            continue
        total += amount
        if row.get("source") in sources:
            counted += amount
    return counted * 100 / total if total else None


def _volunteer_share(proposal: Proposal) -> Fraction | None:
    return _share(proposal, "volunteer")


def _own_share(proposal: Proposal) -> Fraction | None:
    return _share(proposal, "own", "in_kind", "volunteer")


MEASURES: dict[str, tuple[Any, Callable[[Proposal], Fraction | None]]] = {
    "volunteer_share": (_("share of residents' own work in the whole cost"), _volunteer_share),
    "own_share": (_("share of own contribution in the whole cost"), _own_share),
}


def measured(criterion: Criterion, proposal: Proposal) -> Fraction | None:
    """What the costs say about the criterion, on its scale's own grid; None when they say nothing."""
    if criterion.bands is None or criterion.measure not in MEASURES:
        return None
    value = MEASURES[criterion.measure][1](proposal)
    return None if value is None else criterion.bands.rounded(value)
