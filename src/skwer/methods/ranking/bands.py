"""Banded scales: a measured quantity becomes points, with no gap and no overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any

from skwer.methods.tally.exact import exact, money_text

Words = Mapping[str, str]
Position = tuple[Fraction, int]


class OffScaleError(ValueError):
    """A value or a number of points that the scale does not know."""


def read_words(value: Any) -> Words:
    """A text in several languages from data; a plain text is Polish. Raises `TypeError` for anything else."""
    if value is None:
        return {}
    if isinstance(value, str):
        return {"pl": value} if value else {}
    if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
        return {str(code): text for code, text in value.items()}
    raise TypeError("a text is needed")


def short(value: Fraction) -> str:
    """The number as a form writes it: `41`, `12.5`, and `1/3` where no decimal is equal to it."""
    return money_text(value)


@dataclass(frozen=True)
class Band:
    """From `low` to `high`, each end inside the band unless it is open; `None` has no end on that side."""

    points: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Band:
        low, high = data.get("from"), data.get("to")
        return cls(
            points=exact(data["points"]),
            low=None if low in (None, "") else exact(low),
            high=None if high in (None, "") else exact(high),
            low_open=bool(data.get("from_open")),
            high_open=bool(data.get("to_open")),
        )

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {"points": short(self.points)}
        if self.low is not None:
            made["from"] = short(self.low)
        if self.high is not None:
            made["to"] = short(self.high)
        if self.low_open:
            made["from_open"] = True
        if self.high_open:
            made["to_open"] = True
        return made

    def holds(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)
        below = self.high is None or value < self.high or (value == self.high and not self.high_open)
        return above and below


@dataclass(frozen=True)
class BandFault:
    """Where bands fail. `low` and `high` are the ends as the bands write them; `None` means without end."""

    code: str  # "gap" | "overlap" | "empty"
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class Bands:
    """Bands over a quantity from `start` to `end` (None: without end).

    `precision` is the step to which the quantity is rounded, half up, before it is looked up: with 1, "to 10" and
    "from 11" meet; with 0 the quantity is not rounded, and between 10 and 11 there is a gap.
    """

    bands: tuple[Band, ...]
    unit: Words = field(default_factory=dict)
    precision: Fraction = Fraction(0)
    start: Fraction = Fraction(0)
    end: Fraction | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Bands:
        end = data.get("end")
        return cls(
            bands=tuple(Band.from_json(band) for band in data["bands"]),
            unit=read_words(data.get("unit")),
            precision=exact(data.get("precision") or 0),
            start=exact(data.get("start") or 0),
            end=None if end in (None, "") else exact(end),
        )

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {"bands": [band.to_json() for band in self.bands], "precision": short(self.precision)}
        made["start"] = short(self.start)
        if self.end is not None:
            made["end"] = short(self.end)
        if self.unit:
            made["unit"] = dict(self.unit)
        return made

    def rounded(self, value: Fraction) -> Fraction:
        """The value on the scale's own grid, rounded half up."""
        if not self.precision:
            return value
        steps = value / self.precision
        return (2 * steps.numerator + steps.denominator) // (2 * steps.denominator) * self.precision

    def points_for(self, value: Fraction) -> Fraction:
        """Points of the band that holds `value`; raises `OffScaleError` when none or the range does not."""
        value = self.rounded(value)
        if value < self.start or (self.end is not None and value > self.end):
            raise OffScaleError(f"{short(value)} lies outside the scale")
        for band in self.bands:
            if band.holds(value):
                return band.points
        raise OffScaleError(f"no band holds {short(value)}")

    def faults(self) -> Iterator[BandFault]:
        """Every empty band, gap and overlap between `start` and `end`, from the low end up."""
        spans: list[tuple[Position, Position | None, Band]] = []
        for band in self.bands:
            low, high = self._span(band)
            if high is not None and high <= low:
                yield BandFault("empty", band.low, band.high)
            else:
                spans.append((low, high, band))
        spans.sort(key=lambda span: (span[0], span[1] is None, span[1] or span[0]))
        # `reach`: the first position nobody has covered yet (None: all are); `told`: how the bands wrote that end.
        reach: Position | None = self._from(self.start)
        told: Fraction | None = self.start
        for low, high, band in spans:
            begins = self.start if band.low is None else max(band.low, self.start)
            if reach is None or low < reach:
                yield BandFault("overlap", begins, told)
            elif low > reach:
                yield BandFault("gap", told, begins)
            if reach is not None and (high is None or high > reach):
                reach, told = high, band.high
        if reach is not None and (self.end is None or reach < self._after(self.end)):
            yield BandFault("gap", told, self.end)

    # A position orders the ends of bands: (x, 0) is x itself, (x, 1) lies just above it. A band covers everything
    # from its first position up to, not including, the one after its last. With a precision, values between two
    # steps do not exist, so an open end moves to the neighbouring step and "to 10" touches "from 11".

    def _from(self, low: Fraction, open_: bool = False) -> Position:
        if not self.precision:
            return low, int(open_)
        steps = low / self.precision
        return (floor(steps) + 1 if open_ else ceil(steps)) * self.precision, 0

    def _after(self, high: Fraction, open_: bool = False) -> Position:
        if not self.precision:
            return high, int(not open_)
        steps = high / self.precision
        return (ceil(steps) if open_ else floor(steps) + 1) * self.precision, 0

    def _span(self, band: Band) -> tuple[Position, Position | None]:
        """First position of the band and the one after its last (None: without end), within the scale."""
        beginning = self._from(self.start)
        low = beginning if band.low is None else max(self._from(band.low, band.low_open), beginning)
        high = None if band.high is None else self._after(band.high, band.high_open)
        if self.end is not None:
            last = self._after(self.end)
            high = last if high is None else min(high, last)
        return low, high
