"""The Method of Equal Shares, exact.

Every voter gets the same endowment. Again and again the project is bought whose supporters can pay for it at the
lowest price per unit of utility: each pays the same rate times her utility, or all she has left. Source: Peters,
Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021).

Floats only rule projects out: `bounds.rate_bounds` encloses each rate, and whatever the enclosures leave open (the
winner's rate, ties, "can they just afford it?") is settled in whole numbers by `purse.Purse`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from .bounds import ROUNDING, rate_bounds
from .market import Market
from .purse import Purse, Quote


@dataclass(frozen=True, slots=True)
class Purchase:
    """One project bought. `rate`: money for each unit of weight, so that a supporter pays min(rate × weight, all).

    `full` supporters paid the whole rate, `partial` all they had left; `supporters_money` is what all supporters
    held together before; `tied` are the projects that could have been bought at the same rate per utility.
    """

    project: int
    rate: Fraction
    full: int
    partial: int
    supporters_money: Fraction
    tied: tuple[int, ...]


class Auction:
    """Equal Shares under way: the purse, and a lower bound of the rate of every project still waiting.

    Money only goes down, so rates only go up and an old rate stays a lower bound; few need to be looked at again.
    """

    def __init__(self, market: Market, endowment: Fraction) -> None:
        self.market = market
        self.purse = Purse(market, endowment)
        self._low = dict(market.least_rates)

    def copy(self, *, without: int) -> Auction:
        """The same moment with one project taken off the list."""
        twin = Auction.__new__(Auction)
        twin.market, twin.purse = self.market, self.purse.copy()
        twin._low = {project: low for project, low in self._low.items() if project != without}
        return twin

    def choose(self) -> tuple[Quote, tuple[int, ...]] | None:
        """The purchase that comes next and the projects tied for it; None when nothing can be bought any more."""
        best, contenders, low = inf, [], self._low
        for project in sorted(low, key=low.__getitem__):
            if low[project] > best:
                break
            bounds = self._bounds(project)
            if bounds is None:
                del low[project]
                continue
            low[project] = bounds[0]
            best = min(best, bounds[1])
            contenders.append((project, bounds))
        quotes = []
        for project, (least, most) in contenders:
            if least <= best:
                factor = self.market.factor[project]
                quote = self.purse.quote(project, least * factor * (1 - ROUNDING), most * factor * (1 + ROUNDING))
                if quote is not None:
                    quotes.append(quote)
        return _cheapest(self.market, quotes) if quotes else None

    def buy(self, quote: Quote) -> None:
        """Carry out a purchase that was chosen."""
        del self._low[quote.project]
        self.purse.pay(quote)

    def _bounds(self, project: int) -> tuple[float, float] | None:
        """Bounds of the rate per unit of utility, None when the supporters cannot pay."""
        market, purse = self.market, self.purse
        price = float(market.prices[project])
        bounds = rate_bounds(price, purse.floats[market.buyers[project]], market.utility[project])
        if bounds is not None and bounds[1] == inf:
            # Too close to call in floats: the supporters hold almost exactly the price.
            quote = purse.quote(project, 0.0, inf)
            if quote is None:
                return None
            rate = quote.total / (quote.weight * purse.denominator)
            bounds = rate * (1 - ROUNDING), rate * (1 + ROUNDING)
        if bounds is None:
            return None
        factor = market.factor[project]
        return bounds[0] / factor * (1 - ROUNDING), bounds[1] / factor * (1 + ROUNDING)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The purchases in order, and the money everybody has left."""

    purchases: list[Purchase]
    purse: Purse

    @property
    def projects(self) -> list[int]:
        """Positions of the projects bought, in order."""
        return [purchase.project for purchase in self.purchases]


def equal_shares(market: Market, endowment: Fraction) -> Run:
    """Run Equal Shares with this endowment for each voter.

    The sum of prices never exceeds voters × endowment. Money of the result is in the units of the election.
    """
    auction = Auction(market, endowment)
    bought: list[Purchase] = []
    while (chosen := auction.choose()) is not None:
        quote, tied = chosen
        bought.append(_purchase(auction.purse, quote, tied))
        auction.buy(quote)
    return Run(bought, auction.purse)


def _cheapest(market: Market, quotes: Sequence[Quote]) -> tuple[Quote, tuple[int, ...]]:
    """The quote with the lowest rate per utility, equals by place, and all projects that share that rate."""
    best = quotes[0]
    equals = [best]
    for quote in quotes[1:]:
        # total / (weight × factor), compared crosswise: the denominator is common to all.
        mine = quote.total * best.weight * market.factor[best.project]
        theirs = best.total * quote.weight * market.factor[quote.project]
        if mine < theirs:
            best, equals = quote, [quote]
        elif mine == theirs:
            equals.append(quote)
    equals.sort(key=lambda quote: market.place[quote.project])
    return equals[0], tuple(quote.project for quote in equals) if len(equals) > 1 else ()


def _purchase(purse: Purse, quote: Quote, tied: tuple[int, ...]) -> Purchase:
    scale = purse.market.scale
    held = sum(count * purse.money(c) for c, count in zip(quote.classes, quote.counts, strict=True))
    partial = sum(count for count, poor in zip(quote.counts, quote.poor, strict=True) if poor)
    return Purchase(
        quote.project,
        Fraction(quote.total, quote.weight * purse.denominator * scale),
        sum(quote.counts) - partial,
        partial,
        Fraction(held, purse.denominator * scale),
        tied,
    )
