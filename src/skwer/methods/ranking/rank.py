"""From score sheets to places: means on the call's scale, spread, and a tie rule everybody can check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from skwer.methods.tally.exact import exact, ratio_text, rounded_text

from .bands import short
from .criteria import Criterion
from .ties import check_chain, key_of


class SheetError(ValueError):
    """A sheet that cannot be counted: points missing or off the scale, the same assessor twice."""


@dataclass(frozen=True)
class Sheet:
    """One assessor's finished sheet for one proposal. `assessor` is a label, never a name."""

    proposal: int
    assessor: str
    points: Mapping[str, Fraction]


@dataclass(frozen=True)
class Row:
    """One ranked proposal. All figures are exact; points, totals, low, high are on the call's scale.

    `totals` label → the sheet's total; `by_criterion` criterion → mean of raw points; `variance` of the totals
    (population: the sheets are all there are). `parted_by` is the tie rule that put it before or after a proposal
    with the same points, "" when none was needed, "equal" when the chain could not part them (they share the place).
    """

    place: int
    proposal: int
    points: Fraction
    n: int
    low: Fraction
    high: Fraction
    variance: Fraction
    totals: Mapping[str, Fraction]
    by_criterion: Mapping[str, Fraction]
    parted_by: str = ""

    @property
    def spread(self) -> Fraction:
        return self.high - self.low

    def deviation(self, places: int = 2) -> str:
        """Standard deviation, rounded half up to `places` decimals without floating point."""
        return root_text(self.variance, places)

    def to_json(self) -> dict[str, Any]:
        return {
            "place": self.place, "proposal": self.proposal, "points": ratio_text(self.points), "n": self.n,
            "low": ratio_text(self.low), "high": ratio_text(self.high), "variance": ratio_text(self.variance),
            "totals": {label: ratio_text(total) for label, total in sorted(self.totals.items())},
            "by_criterion": {key: ratio_text(mean) for key, mean in self.by_criterion.items()},
            "parted_by": self.parted_by,
        }  # fmt: skip


@dataclass(frozen=True)
class Ranking:
    """Ranked rows in order, and the proposals nobody scored: those have no place, and never zero points."""

    rows: tuple[Row, ...]
    unranked: tuple[int, ...]
    scale: Fraction
    criteria: tuple[Criterion, ...]
    ties: tuple[str, ...]

    @property
    def formula(self) -> str:
        return formula(self.criteria, self.scale)

    def row(self, proposal: int) -> Row | None:
        return next((row for row in self.rows if row.proposal == proposal), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "formula": self.formula, "scale": short(self.scale), "ties": list(self.ties),
            "rows": [row.to_json() for row in self.rows], "unranked": list(self.unranked),
        }  # fmt: skip


def formula(criteria: Sequence[Criterion], scale: Fraction) -> str:
    """The formula as text, with criteria by key: `mean of (40 × idea ÷ 10 + 60 × care ÷ 5) × 100 ÷ 100`."""
    terms = " + ".join(f"{short(c.weight)} × {c.key} ÷ {short(c.max)}" for c in criteria)
    weights = sum((c.weight for c in criteria), Fraction(0))
    return f"mean of ({terms})" + ("" if scale == weights else f" × {short(scale)} ÷ {short(weights)}")


def total(points: Mapping[str, Fraction], criteria: Sequence[Criterion], scale: Fraction) -> Fraction:
    """One sheet on the call's scale: Σ weight × points ÷ max, times scale ÷ Σ weights.

    Raises `SheetError` when points are missing: a gap is never a zero.
    """
    missing = [criterion.key for criterion in criteria if criterion.key not in points]
    if missing:
        raise SheetError(f"points are missing: {', '.join(missing)}")
    weights = sum((criterion.weight for criterion in criteria), Fraction(0))
    weighted = sum((c.weight * points[c.key] / c.max for c in criteria), Fraction(0))
    return weighted * scale / weights


def rank(
    sheets: Iterable[Sheet],
    criteria: Sequence[Criterion],
    *,
    ties: Sequence[str] = ("number",),
    scale: Fraction | int = 100,
    requests: Mapping[int, Fraction] | None = None,
    proposals: Iterable[int] | None = None,
) -> Ranking:
    """Rank proposals by the mean of their sheets.

    `requests`: sum asked for by proposal, for `lower-request`. `proposals`: all that stand in the ranking; those
    without a sheet come back as `unranked`. The order of the sheets makes no difference.
    Raises `SheetError` for a sheet that cannot be counted, `TieRuleError` for a chain that cannot be followed.
    """
    scale = Fraction(scale)
    criteria = tuple(criteria)
    check_chain(ties, [criterion.key for criterion in criteria])
    by_proposal: dict[int, dict[str, Sheet]] = {}
    for sheet in sheets:
        own = by_proposal.setdefault(sheet.proposal, {})
        if sheet.assessor in own:
            raise SheetError(f"{sheet.assessor} scored proposal {sheet.proposal} twice")
        for criterion in criteria:
            if criterion.key in sheet.points:
                criterion.check(sheet.points[criterion.key])
        own[sheet.assessor] = sheet

    totals = {
        number: {label: total(own[label].points, criteria, scale) for label in sorted(own)}
        for number, own in by_proposal.items()
    }
    points = {number: _mean(own.values()) for number, own in totals.items()}
    means = {
        number: {c.key: _mean(sheet.points[c.key] for sheet in own.values()) for c in criteria}
        for number, own in by_proposal.items()
    }
    asked = dict(requests or {})
    chain = [(rule, key_of(rule, means, asked)) for rule in ties]

    def merit(number: int) -> tuple[Any, ...]:
        return (-points[number], *(key(number) for _, key in chain))

    order = sorted(by_proposal, key=lambda number: (merit(number), number))
    rows: list[Row] = []
    for index, number in enumerate(order):
        same_place = index > 0 and merit(order[index - 1]) == merit(number)
        around = [other for other in order[max(index - 1, 0) : index + 2] if other != number]
        equals = [other for other in around if points[other] == points[number]]
        rows.append(
            Row(
                place=rows[-1].place if same_place else index + 1,
                proposal=number,
                points=points[number],
                n=len(totals[number]),
                low=min(totals[number].values()),
                high=max(totals[number].values()),
                variance=_variance(list(totals[number].values())),
                totals=totals[number],
                by_criterion=means[number],
                parted_by=_parted(number, equals[0], chain) if equals else "",
            )
        )
    unranked = tuple(sorted(set(proposals or ()) - set(by_proposal)))
    return Ranking(tuple(rows), unranked, scale, criteria, tuple(ties))


def rank_inputs(inputs: Mapping[str, Any]) -> Ranking:
    """Rank again from the published inputs of a decision.

    `inputs`: {"criteria": [Criterion.to_json()…], "scale": "100", "ties": [rule…], "requests": {"1": "12000.00"},
    "proposals": [number…], "sheets": [{"proposal": 1, "assessor": label, "points": {"idea": "8"}}]}.
    """
    return rank(
        [
            Sheet(sheet["proposal"], sheet["assessor"], {key: exact(value) for key, value in sheet["points"].items()})
            for sheet in inputs["sheets"]
        ],
        [Criterion.from_json(criterion) for criterion in inputs["criteria"]],
        ties=inputs["ties"],
        scale=exact(inputs["scale"]),
        requests={int(number): exact(sum_) for number, sum_ in inputs.get("requests", {}).items()},
        proposals=inputs.get("proposals"),
    )


def root_text(value: Fraction, places: int) -> str:
    """Square root of a value that is not negative, rounded half up to `places` decimals, by whole numbers only."""
    # Twice the scale gives the half step: floor(2·10^p·√v) is exact by isqrt, then (+1)//2 rounds half up.
    doubled = isqrt(4 * 10 ** (2 * places) * value.numerator // value.denominator)
    return rounded_text(Fraction((doubled + 1) // 2, 10**places), places)


def _mean(values: Iterable[Fraction]) -> Fraction:
    listed = list(values)
    return sum(listed, Fraction(0)) / len(listed)


def _variance(values: Sequence[Fraction]) -> Fraction:
    mean = _mean(values)
    return _mean((value - mean) ** 2 for value in values)


def _parted(number: int, other: int, chain: Sequence[tuple[str, Callable[[int], Any]]]) -> str:
    return next((rule for rule, key in chain if key(number) != key(other)), "equal")
