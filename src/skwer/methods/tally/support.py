"""How the money of Equal Shares was shared: who paid for what, and how far each project was from being bought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .contest import election_contest
from .election import Election, Ints
from .market import Market, make_market
from .outcome import Outcome
from .purse import Purse, Quote
from .shares import Auction


@dataclass(frozen=True, slots=True)
class Paid:
    """What the supporters of one project paid for a winner: how many of them, and how much, rounded to cents."""

    winner: str
    voters: int
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Trail:
    """Where the money of a project's supporters went: to each winner in the order of purchase, and what is left."""

    supporters: int
    paid: tuple[Paid, ...]
    left: Fraction


def money_trail(election: Election, outcome: Outcome) -> dict[str, Trail]:
    """For every project with votes, how much its supporters paid for each winner and have left.

    Empty when the winners were not bought by Equal Shares.
    """
    if outcome.counted_by != "equal-shares":
        return {}
    starts, entries = election.by_project
    voters = election.ballots.rows[entries]
    supported = np.flatnonzero(np.diff(starts))
    paid: dict[int, list[Paid]] = {int(project): [] for project in supported}
    purse: Purse | None = None
    for auction, quote in _replay(election, outcome):
        purse = auction.purse
        before = purse.small.copy()
        auction.buy(quote)
        spent = before - purse.small
        took_part = np.zeros(len(spent), dtype=np.int64)
        took_part[purse.market.buyers[quote.project]] = 1
        # One pass over all ballots gives the sums of all projects, because entries are grouped by project.
        amounts = np.add.reduceat(spent[voters], starts[supported]).tolist()
        counts = np.add.reduceat(took_part[voters], starts[supported]).tolist()
        winner = election.projects[quote.project].id
        for project, amount, count in zip(supported.tolist(), amounts, counts, strict=True):
            if count:
                paid[project].append(Paid(winner, count, _cents(amount, purse.unit)))
    if purse is None:
        purse = Auction(_market(election, outcome), outcome.endowment or Fraction(0)).purse
    sizes = np.diff(starts)
    return {
        election.projects[project].id: Trail(int(sizes[project]), tuple(paid[project]), purse.cents(project))
        for project in supported.tolist()
    }


def effective_support(election: Election, outcome: Outcome) -> dict[str, Fraction]:
    """How much of its cost each project could have raised, at best; 1 is all of it. Empty without Equal Shares.

    The count is run at the final endowment without the project, and at every purchase its supporters are asked what
    they would give at the rate of that purchase, or in the end all they have left; the largest sum counts. A project
    that was bought has at least 1, one that was not has less. Source: the results of Wieliczka's Green Budget 2023.
    Rounded down to 1/10 000.
    """
    if outcome.counted_by != "equal-shares":
        return {}
    best: dict[int, Fraction] = {}
    losers = []
    for auction, quote in _replay(election, outcome):
        market = auction.market
        if not best:
            bought = {election.index[project.id] for project in outcome.funded if project.by == "rule"}
            losers = [project for project in market.projects if project not in bought]
        rate = _rate(auction, quote)
        for project in losers:
            best[project] = max(best.get(project, Fraction(0)), _raised(auction.purse, project, rate))
        best[quote.project] = max(Fraction(1), _without(auction, quote.project))
        auction.buy(quote)
        last = auction.purse
    if not best:
        last = Auction(_market(election, outcome), outcome.endowment or Fraction(0)).purse
        losers = list(last.market.projects)
    for project in losers:
        best[project] = max(best.get(project, Fraction(0)), _raised(last, project, None))
    return {election.projects[project].id: _shown(value) for project, value in best.items()}


def _market(election: Election, outcome: Outcome) -> Market:
    return make_market(election, election_contest(election, outcome.applied), outcome.applied.utility, everything=True)


def _replay(election: Election, outcome: Outcome) -> Iterator[tuple[Auction, Quote]]:
    """Run the count again; whoever looks must carry out each purchase before asking for the next."""
    auction = Auction(_market(election, outcome), outcome.endowment or Fraction(0))
    while (chosen := auction.choose()) is not None:
        yield auction, chosen[0]


def _rate(auction: Auction, quote: Quote) -> Fraction:
    """The rate of a purchase for each unit of utility."""
    return Fraction(quote.total, quote.weight * auction.purse.denominator * auction.market.factor[quote.project])


def _raised(purse: Purse, project: int, rate: Fraction | None) -> Fraction:
    """The share of its price the supporters would give at this rate per unit of utility (None: all they have)."""
    market = purse.market
    price = market.prices[project]
    if not price:
        return Fraction(1)
    money = purse.small[market.buyers[project]]
    weights = market.utility[project]
    if rate is not None:
        each = int(rate * market.factor[project] * purse.unit / market.scale)
        money = np.minimum(money, min(each, 2**62) if weights is None else _products(each, weights))
    return Fraction(int(money.sum()) * market.scale, price * purse.unit)


def _products(each: int, weights: Ints) -> Ints:
    """each × weight, capped where it would no longer fit; nobody has that much money."""
    highest = 2**62 // max(int(weights.max()), 1)
    return min(each, highest) * weights


def _without(auction: Auction, project: int) -> Fraction:
    """What `project` could raise from this moment on if it were not on the list."""
    twin = auction.copy(without=project)
    best = Fraction(0)
    while True:
        everything = _raised(twin.purse, project, None)
        if everything <= best:
            return best
        chosen = twin.choose()
        if chosen is None:
            return everything
        quote = chosen[0]
        factor = twin.market.factor[quote.project]
        best = max(
            best, _raised(twin.purse, project, Fraction(quote.total, quote.weight * twin.purse.denominator * factor))
        )
        twin.buy(quote)


def _cents(amount: int, unit: int) -> Fraction:
    """Whole units of 1/`unit`, rounded to the nearest cent."""
    return Fraction((amount * 200 + unit) // (2 * unit), 100)


def _shown(value: Fraction) -> Fraction:
    return Fraction(value.numerator * 10_000 // value.denominator, 10_000)
