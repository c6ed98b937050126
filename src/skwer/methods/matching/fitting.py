"""How well a space fits a wish, and why. Exact: hard conditions exclude, soft ones weigh. docs/methods/matching.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .assigning import MatchingError, lot
from .flow import cheapest_places

FULL, PART, NONE = "full", "part", "none"
WEIGHTS = {"use": 30, "time": 20, "area": 15, "utilities": 15, "access": 15, "pay": 10, "kind": 10, "district": 10}
"""What each condition counts for, if the wish names it. What a wish does not name counts for nothing."""

ACCESS = {"yes": Fraction(1), "partly": Fraction(1, 2), "unknown": Fraction(1, 4), "no": Fraction(0)}


@dataclass(frozen=True)
class Offer:
    """A space. `uses` empty: nothing was said, so any may do. `access`: need → yes, partly, no, unknown."""

    key: str
    kind: str
    area: Decimal
    uses: frozenset[str] = frozenset()
    utilities: frozenset[str] = frozenset()
    access: Mapping[str, str] = field(default_factory=dict)
    district: str = ""
    free_from: date | None = None
    free_until: date | None = None
    least_days: int = 1
    most_days: int = 365
    fee: str = "free"  # free, utilities, rent
    fee_month: Decimal | None = None
    currency: str = "PLN"


@dataclass(frozen=True)
class Wanted:
    """A wish. What is empty or None does not matter to who looks."""

    key: str
    uses: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    area_min: Decimal | None = None
    area_max: Decimal | None = None
    utilities: frozenset[str] = frozenset()
    access: frozenset[str] = frozenset()
    district: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    pay_most: Decimal | None = None
    currency: str = "PLN"


@dataclass(frozen=True)
class Reason:
    """One condition: `fit` full, part or none; `grade` from 0 to 1; `hard`: this alone excludes the space."""

    what: str
    fit: str
    grade: Fraction
    hard: bool = False
    figures: Mapping[str, str | list[str]] = field(default_factory=dict)

    def told(self) -> dict[str, str | list[str] | bool]:
        """As JSON: what, fit, whether it excludes, and the figures that a sentence needs."""
        return {"what": self.what, "fit": self.fit, **({"hard": True} if self.hard else {}), **self.figures}


@dataclass(frozen=True)
class Fit:
    """`score` from 0 to 100, 0 where something excludes; reasons in the order of their weight."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def excluded(self) -> bool:
        return any(reason.hard for reason in self.reasons)


def fit(space: Offer, wish: Wanted) -> Fit:
    """Judge one space for one wish: the weighted mean of the grades, in hundredths, rounded half up.

    A wish that names no condition fits every space fully.
    """
    named = [(key, reason) for key, judge in _JUDGES.items() if (reason := judge(space, wish)) is not None]
    reasons = tuple(reason for _key, reason in named)
    if any(reason.hard for reason in reasons):
        return Fit(0, reasons)
    weight = sum(WEIGHTS[key] for key, _reason in named)
    if not weight:
        return Fit(100, reasons)
    mean = sum((WEIGHTS[key] * reason.grade for key, reason in named), Fraction(0)) / weight
    return Fit(int(mean * 100 + Fraction(1, 2)), reasons)


def pair(spaces: Sequence[Offer], wishes: Sequence[Wanted], *, seed: str = "") -> dict[str, str]:
    """Wish → space so that most wishes find one, then the sum of scores is largest, then the lot; one wish a space.

    The order of the arguments makes no difference. Raises MatchingError when a key is named twice.
    """
    for what, keys in (("space", [s.key for s in spaces]), ("wish", [w.key for w in wishes])):
        if len(set(keys)) < len(keys):
            raise MatchingError(f"a {what} is named twice")
    offered = sorted(spaces, key=lambda s: s.key)
    asked = sorted(wishes, key=lambda w: w.key)
    unit = (len(asked) + 1) << 128  # a point of the score outweighs all draws together
    alone = unit * 101 * (len(asked) + 1)  # and a wish without a space outweighs all scores

    def price(space: Offer, wish: Wanted) -> int | None:
        judged = fit(space, wish)
        return None if judged.excluded else (100 - judged.score) * unit + lot(seed, wish.key, space.key)

    prices = [[*(price(s, w) for s in offered), alone] for w in asked]
    columns = cheapest_places(prices, [*(1 for _ in offered), None], growth=[(0, 0)] * (len(offered) + 1))
    return {w.key: offered[c].key for w, c in zip(asked, columns, strict=True) if c < len(offered)}


def usable_days(space: Offer, wish: Wanted) -> int | None:
    """How many days of the wish the space can serve; None: as many as one likes, no end is named on either side."""
    first = max((d for d in (space.free_from, wish.starts_on) if d is not None), default=None)
    last = min((d for d in (space.free_until, wish.ends_on) if d is not None), default=None)
    if last is None:
        return None
    if first is None:
        return space.most_days
    return max(0, min((last - first).days + 1, space.most_days))


def _use(space: Offer, wish: Wanted) -> Reason | None:
    if not wish.uses:
        return None
    if not space.uses:
        return Reason("use", PART, Fraction(1, 2), figures={"unknown": sorted(wish.uses)})
    may = wish.uses & space.uses
    figures: dict[str, str | list[str]] = {"may": sorted(may), "not": sorted(wish.uses - may)}
    if not may:
        return Reason("use", NONE, Fraction(0), hard=True, figures=figures)
    grade = Fraction(len(may), len(wish.uses))
    return Reason("use", FULL if grade == 1 else PART, grade, figures=figures)


def _time(space: Offer, wish: Wanted) -> Reason | None:
    if wish.starts_on is None and wish.ends_on is None:
        return None
    days = usable_days(space, wish)
    figures: dict[str, str | list[str]] = {}
    if space.free_from is not None:
        figures["from"] = space.free_from.isoformat()
    if space.free_until is not None:
        figures["until"] = space.free_until.isoformat()
    if days is None:
        late = space.free_from is not None and wish.starts_on is not None and space.free_from > wish.starts_on
        return Reason("time", PART if late else FULL, Fraction(1, 2) if late else Fraction(1), figures=figures)
    figures["days"] = str(days)
    if days < space.least_days:
        return Reason("time", NONE, Fraction(0), hard=True, figures={**figures, "least": str(space.least_days)})
    if wish.starts_on is None or wish.ends_on is None:
        return Reason("time", FULL, Fraction(1), figures=figures)
    asked = (wish.ends_on - wish.starts_on).days + 1
    grade = min(Fraction(1), Fraction(days, asked))
    return Reason("time", FULL if grade == 1 else PART, grade, figures={**figures, "asked": str(asked)})


def _area(space: Offer, wish: Wanted) -> Reason | None:
    if wish.area_min is None and wish.area_max is None:
        return None
    figures: dict[str, str | list[str]] = {"area": str(space.area)}
    if wish.area_min is not None and space.area < wish.area_min:
        return Reason("area", NONE, Fraction(0), hard=True, figures={**figures, "least": str(wish.area_min)})
    if wish.area_max is not None and space.area > wish.area_max:
        grade = Fraction(wish.area_max) / Fraction(space.area)
        return Reason("area", PART, grade, figures={**figures, "most": str(wish.area_max)})
    return Reason("area", FULL, Fraction(1), figures=figures)


def _utilities(space: Offer, wish: Wanted) -> Reason | None:
    if not wish.utilities:
        return None
    missing = wish.utilities - space.utilities
    figures: dict[str, str | list[str]] = {"has": sorted(wish.utilities - missing), "missing": sorted(missing)}
    if missing:
        return Reason("utilities", NONE, Fraction(0), hard=True, figures=figures)
    return Reason("utilities", FULL, Fraction(1), figures=figures)


def _access(space: Offer, wish: Wanted) -> Reason | None:
    if not wish.access:
        return None
    verdicts = {need: space.access.get(need, "unknown") for need in wish.access}
    said = {v: sorted(n for n, given in verdicts.items() if given == v) for v in ACCESS}
    figures: dict[str, str | list[str]] = {v: needs for v, needs in said.items() if needs}
    grade = min(ACCESS[v] for v in verdicts.values())
    if not grade:
        return Reason("access", NONE, grade, hard=True, figures=figures)
    return Reason("access", FULL if grade == 1 else PART, grade, figures=figures)


def _pay(space: Offer, wish: Wanted) -> Reason | None:
    if wish.pay_most is None:
        return None
    figures: dict[str, str | list[str]] = {"fee": space.fee}
    if space.fee == "free":
        return Reason("pay", FULL, Fraction(1), figures=figures)
    if space.fee_month is None or space.currency != wish.currency:
        # Utilities are paid by use; a sum in another currency is not compared: nobody converts in secret.
        return Reason("pay", PART, Fraction(1, 2), figures=figures)
    figures |= {"sum": str(space.fee_month), "currency": space.currency, "most": str(wish.pay_most)}
    if space.fee_month > wish.pay_most:
        return Reason("pay", NONE, Fraction(0), hard=True, figures=figures)
    return Reason("pay", FULL, Fraction(1), figures=figures)


def _kind(space: Offer, wish: Wanted) -> Reason | None:
    if not wish.kinds:
        return None
    same = space.kind in wish.kinds
    return Reason("kind", FULL if same else NONE, Fraction(int(same)), figures={"kind": space.kind})


def _district(space: Offer, wish: Wanted) -> Reason | None:
    if not wish.district:
        return None
    same = space.district == wish.district
    return Reason("district", FULL if same else NONE, Fraction(int(same)), figures={"district": space.district})


_JUDGES: dict[str, Callable[[Offer, Wanted], Reason | None]] = {
    "use": _use,
    "time": _time,
    "area": _area,
    "utilities": _utilities,
    "access": _access,
    "pay": _pay,
    "kind": _kind,
    "district": _district,
}
