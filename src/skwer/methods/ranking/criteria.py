"""Criteria: what assessors look at, with weights, steps, anchors or bands; and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from skwer.methods.tally.exact import exact

from .bands import Bands, OffScaleError, Words, read_words, short


@dataclass(frozen=True)
class Anchor:
    """What a number of points means, in words."""

    points: Fraction
    text: Words


@dataclass(frozen=True)
class Criterion:
    """One thing assessors look at: points from 0 to `max` by `step`, counted with `weight`.

    With `bands` the assessor writes a quantity and the bands give the points; `measure` names where the quantity
    can be read from the application (the domain knows which measures there are).
    """

    key: str
    max: Fraction
    weight: Fraction
    step: Fraction = Fraction(1)
    title: Words = field(default_factory=dict)
    hint: Words = field(default_factory=dict)
    anchors: tuple[Anchor, ...] = ()
    bands: Bands | None = None
    measure: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Criterion:
        """Read one criterion; raises `KeyError`, `TypeError` or `ValueError` when a part is missing or no number."""
        return cls(
            key=str(data["key"]),
            max=exact(data["max"]),
            weight=exact(data["weight"]),
            step=exact(data.get("step", 1)),
            title=read_words(data.get("title")),
            hint=read_words(data.get("hint")),
            anchors=tuple(
                Anchor(exact(anchor["points"]), read_words(anchor["text"])) for anchor in data.get("anchors") or ()
            ),
            bands=Bands.from_json(data["bands"]) if data.get("bands") else None,
            measure=str(data.get("measure") or ""),
        )

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "key": self.key, "max": short(self.max), "weight": short(self.weight), "step": short(self.step),
            "title": dict(self.title),
        }  # fmt: skip
        if self.hint:
            made["hint"] = dict(self.hint)
        if self.anchors:
            made["anchors"] = [{"points": short(a.points), "text": dict(a.text)} for a in self.anchors]
        if self.bands:
            made["bands"] = self.bands.to_json()
        if self.measure:
            made["measure"] = self.measure
        return made

    def check(self, points: Fraction) -> None:
        """Raises `OffScaleError` unless `points` lie between 0 and max, on a step, or are what a band gives."""
        if not 0 <= points <= self.max:
            raise OffScaleError(f"{self.key}: {short(points)} is not between 0 and {short(self.max)}")
        if self.bands is not None:
            if all(band.points != points for band in self.bands.bands):
                raise OffScaleError(f"{self.key}: no band gives {short(points)}")
        elif points != self.max and (points / self.step).denominator != 1:
            raise OffScaleError(f"{self.key}: {short(points)} is no multiple of {short(self.step)}")


@dataclass(frozen=True)
class Fault:
    """What is wrong with the criteria, as facts; whoever shows it writes the sentence.

    Codes: none, repeated-key, weights (low: their sum), weight, max, step, anchor (low: its points), band-points
    (low: the points), gap, overlap, empty (low and high: the ends, None for without end).
    """

    code: str
    criterion: str = ""
    low: Fraction | None = None
    high: Fraction | None = None


def faults(criteria: Sequence[Criterion]) -> list[Fault]:
    """Everything wrong with the criteria of one call; an empty list when they can be used.

    Weights are percentages: they must add up to exactly 100, so that people can read them.
    """
    if not criteria:
        return [Fault("none")]
    found = []
    seen: set[str] = set()
    for criterion in criteria:
        key = criterion.key
        if key in seen:
            found.append(Fault("repeated-key", key))
        seen.add(key)
        if criterion.weight <= 0:
            found.append(Fault("weight", key, criterion.weight))
        if criterion.max <= 0:
            found.append(Fault("max", key, criterion.max))
        if criterion.step <= 0 or criterion.step > criterion.max > 0:
            found.append(Fault("step", key, criterion.step))
        found += [Fault("anchor", key, a.points) for a in criterion.anchors if not 0 <= a.points <= criterion.max]
        if criterion.bands is not None:
            points = [band.points for band in criterion.bands.bands]
            found += [Fault("band-points", key, p) for p in points if not 0 <= p <= criterion.max]
            found += [Fault(f.code, key, f.low, f.high) for f in criterion.bands.faults()]
    total = sum((criterion.weight for criterion in criteria), Fraction(0))
    if total != 100:
        found.append(Fault("weights", "", total))
    return found
