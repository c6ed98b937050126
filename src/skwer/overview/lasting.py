"""How long places last, and what goes with lasting: from what is known of places, their keepers and their calls.

A place's life runs from the day it was ready to the day it was gone. Those that still stand, and those whose time was
to end on a day planned from the beginning, were only seen so far (censored). What a place is compared by was known
when it opened, or soon after: otherwise whoever lasts longer would have more time to gather it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.calls.stages import MEET, PROPOSE, UPKEEP, VOTE
from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Keeper, Place, PlaceQuerySet
from skwer.methods.survival import Curve, Life, LogRank, Step, holm, kaplan_meier, log_rank

YEARS = (1, 2, 3, 5, 10)
YEAR = 365
"""Days of a year of life: a place that stood from 1 March to 1 March has stood a year, in leap years a day longer."""

SOON = timedelta(days=90)
"""Keepers who came within this time after the opening count as keepers from the beginning."""

FEWEST, FEWEST_ENDS = 10, 5
"""A comparison says something with at least so many places in each group, and so many ends in both together."""

MAY_BE_CHANCE = 0.05

KEEPERS, HOURS, GRANT = "keepers", "hours", "grant"
ELEMENTS = ("rounds", "vote", "support", "inspections", "own_share")
FACTORS = (KEEPERS, HOURS, GRANT, *ELEMENTS)


@dataclass(frozen=True)
class Lived:
    """One place: its life, and what it is compared by (True: more of it, False: less, None: not known)."""

    place: Place
    life: Life
    keepers: int | None
    elements: Mapping[str, bool] | None

    def gone(self, on: date) -> bool:
        """Was the place no longer there on the day?"""
        return self.place.gone_on is not None and self.place.gone_on <= on


@dataclass(frozen=True)
class Group:
    """Places that share something. `ages`: what is known for each of YEARS."""

    curve: Curve
    ages: tuple[tuple[int, Step | None], ...]

    @property
    def n(self) -> int:
        return self.curve.n


@dataclass(frozen=True)
class Factor:
    """Places with more of something, and with less.

    split: the figure that parts them (hours, sum): more than it, or at most it; missing: places of which it is not
    known; p: of the log-rank test, after Holm's correction for the number of factors tested; verdict: "few" (too few
    places or ends to say anything), "chance" (the difference may be chance), "real" (chance seldom makes so much).
    """

    key: str
    more: Group
    less: Group
    missing: int
    split: Decimal | None
    test: LogRank | None
    p: float | None
    verdict: str


@dataclass(frozen=True)
class Lasting:
    """All places that were ever ready. undated: those without a day of opening, left out of every figure."""

    city: Organisation | None
    on: date
    whole: Group
    standing: int
    planned: int
    undated: int
    currency: str
    factors: tuple[Factor, ...]


def lasting(city: Organisation | None, *, on: date) -> Lasting:
    """What the public record says on the day about how long places last. Four queries, however many places."""
    every = list(_places(city))
    lived = list(_lives(every, on))
    currency = _commonest([one.place.currency for one in lived if one.place.granted is not None])
    return Lasting(
        city=city,
        on=on,
        whole=_group([one.life for one in lived]),
        standing=sum(not one.gone(on) for one in lived),
        planned=sum(one.gone(on) and one.place.gone_why == Place.Ending.PLANNED for one in lived),
        undated=sum(place.ready_date is None and place.state != Place.State.BUILDING for place in every),
        currency=currency,
        factors=_factors(lived, currency),
    )


def lives(city: Organisation | None, *, on: date) -> list[Lived]:
    """The lives themselves, so that anybody can count them again."""
    return list(_lives(_places(city), on))


def _places(city: Organisation | None) -> PlaceQuerySet:
    found = Place.objects.visible_to(None).select_related("organisation").order_by("pk")
    return found if city is None else found.filter(organisation=city)


def _lives(places: Sequence[Place] | PlaceQuerySet, on: date) -> Iterator[Lived]:
    ready = [place for place in places if place.ready_date is not None and place.ready_date <= on]
    keepers = _keepers(ready)
    elements = _elements(ready)
    for place in ready:
        opened: date = place.ready_date  # type: ignore[assignment]  (filtered above)
        gone = place.gone_on if place.gone_on is not None and place.gone_on <= on else None
        ended = gone is not None and place.gone_why != Place.Ending.PLANNED
        yield Lived(place, Life(((gone or on) - opened).days, ended), keepers[place.pk], elements.get(place.pk))


def _keepers(places: Sequence[Place]) -> dict[int, int | None]:
    """Keepers soon after the opening; None where people are named in words only, so nobody can count them."""
    rows: dict[int, list[date]] = {place.pk: [] for place in places}
    known = Keeper.objects.filter(place__in=list(rows), since__isnull=False).values_list("place", "since")
    for place, since in known:
        rows[place].append(since)
    return {
        place.pk: None
        if not rows[place.pk] and place.keepers
        else sum(since <= place.ready_date + SOON for since in rows[place.pk])
        for place in places
    }


def _elements(places: Sequence[Place]) -> dict[int, dict[str, bool]]:
    """What the call of each place had, by the settings of its stages. Places without a call are not there."""
    made = dict(
        Proposal.objects.filter(place__in=[place.pk for place in places], state=Proposal.State.CHOSEN)
        .order_by("-submitted_at")
        .values_list("place", "call")
    )
    kinds: dict[int, dict[str, dict[str, Any]]] = {call: {} for call in made.values()}
    shares: dict[int, int] = {}
    stages = Stage.objects.filter(call__in=list(kinds)).select_related("call").order_by("order")
    for stage in stages:
        shares[stage.call_id] = stage.call.own_share
        kinds[stage.call_id].setdefault(stage.kind, stage.settings)
    return {
        place: {
            "rounds": MEET in kinds[call],
            "vote": VOTE in kinds[call],
            "support": bool((kinds[call].get(PROPOSE, {}).get("support") or {}).get("needed")),
            "inspections": bool(kinds[call].get(UPKEEP, {}).get("inspections")),
            "own_share": shares.get(call, 0) > 0,
        }
        for place, call in made.items()
    }


def _factors(lived: Sequence[Lived], currency: str) -> tuple[Factor, ...]:
    hours, sums = _split([one.place.work_hours for one in lived]), _split([_sum(one, currency) for one in lived])
    sides: dict[str, list[bool | None]] = {
        KEEPERS: [None if one.keepers is None else one.keepers >= 2 for one in lived],
        HOURS: [_above(one.place.work_hours, hours) for one in lived],
        GRANT: [_above(_sum(one, currency), sums) for one in lived],
        **{key: [None if one.elements is None else one.elements[key] for one in lived] for key in ELEMENTS},
    }
    made = []
    for key, side in sides.items():
        more = [one.life for one, yes in zip(lived, side, strict=True) if yes]
        less = [one.life for one, yes in zip(lived, side, strict=True) if yes is False]
        ends = sum(life.ended for life in [*more, *less])
        enough = min(len(more), len(less)) >= FEWEST and ends >= FEWEST_ENDS
        split = {HOURS: hours, GRANT: sums}.get(key)
        test = log_rank({"more": more, "less": less}) if enough else None
        made.append((key, more, less, side.count(None), split, test))
    adjusted = iter(holm([test.p for *_rest, test in made if test is not None]))
    factors = []
    for key, more, less, missing, split, test in made:
        p = next(adjusted) if test is not None else None
        verdict = "few" if p is None else ("real" if p < MAY_BE_CHANCE else "chance")
        factors.append(Factor(key, _group(more), _group(less), missing, split, test, p, verdict))
    return tuple(factors)


def _group(some: Sequence[Life]) -> Group:
    curve = kaplan_meier(some)
    return Group(curve, tuple((years, curve.at(years * YEAR)) for years in YEARS))


def _sum(one: Lived, currency: str) -> Decimal | None:
    """The grant, where it is in the currency most grants are in: sums in others cannot be compared with it."""
    return one.place.granted if one.place.currency == currency else None


def _split(values: Sequence[Decimal | int | None]) -> Decimal | None:
    known = [Decimal(value) for value in values if value is not None]
    return Decimal(median(known)) if known else None


def _above(value: Decimal | int | None, split: Decimal | None) -> bool | None:
    return None if value is None or split is None else value > split


def _commonest(names: Sequence[str]) -> str:
    return max(sorted(set(names)), key=names.count, default="PLN")
