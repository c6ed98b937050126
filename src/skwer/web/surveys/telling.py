"""What surveys say, in words: findings as headings, guarded shares, and how sure one may be."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.surveys.models import Survey
from skwer.apps.surveys.queries import Change, Results
from skwer.apps.surveys.questions import GRIDS, TITLES
from skwer.methods.cells import Share
from skwer.values.text import in_language
from skwer.web.drawing import bars


@dataclass(frozen=True)
class Line:
    """A share in words: what it is of, the share, its interval, of how many, its bar."""

    words: str
    share: str
    between: str
    n: str
    bar: SafeString
    more: str = ""


@dataclass(frozen=True)
class Block:
    key: str
    title: str
    lines: tuple[Line, ...]


def percent(share: Fraction | float) -> str:
    return _("%(n)s%%") % {"n": round(float(share) * 100)}


def share_words(share: Share | None) -> str:
    """The share, or the bound that may be told, or that too few answered."""
    if share is None:
        return _("too few answers")
    if share.exact is not None:
        return percent(share.exact)
    if share.below is not None:
        return _("less than %(share)s") % {"share": percent(share.below)}
    return _("more than %(share)s") % {"share": percent(share.above or 0)}


def line(words: str, share: Share | None, more: str = "") -> Line:
    exact = share.exact if share else None
    between = (
        _("%(low)s to %(high)s") % {"low": percent(share.low), "high": percent(share.high)}
        if share is not None and exact is not None
        else "–"
    )
    bar = bars.bar([float(exact)], 1) if exact is not None else ""
    n = str(share.n) if share else "–"
    return Line(words, share_words(share), between, n, mark_safe(bar), more)


def blocks(found: Results) -> list[Block]:
    """The statements by grid."""
    made = []
    for grid in GRIDS:
        lines = tuple(
            line(
                one.words,
                one.share,
                ngettext("%(n)s person did not know.", "%(n)s people did not know.", one.unsure) % {"n": one.unsure}
                if one.unsure
                else "",
            )
            for one in found.told
            if one.grid == grid
        )
        if lines:
            made.append(Block(grid, in_language(TITLES[grid]), lines))
    return made


@dataclass(frozen=True)
class Parted:
    """A background question: for each statement the groups that may be shown."""

    title: str
    rows: tuple[tuple[str, tuple[Line, ...]], ...]


def parted(found: Results) -> list[Parted]:
    made: dict[str, list[tuple[str, tuple[Line, ...]]]] = {}
    titles: dict[str, str] = {}
    for one in found.breakdowns:
        titles[one.by] = one.words
        made.setdefault(one.by, []).append((one.statement, tuple(line(cut.words, cut.share) for cut in one.cuts)))
    return [Parted(titles[key], tuple(rows)) for key, rows in made.items()]


@dataclass(frozen=True)
class Moved:
    """A statement before and after, in words."""

    words: str
    before: str
    after: str
    finding: str


def moved(change: Change) -> Moved:
    if change.grown is None:
        finding = _("cannot be compared: too few answers on one side")
    else:
        grown, low, high = (round(value * 100) for value in change.grown)
        bounds = {"low": f"{low:+d}".replace("-", "−"), "high": f"{high:+d}".replace("-", "−")}
        if low > 0 or high < 0:
            words = _("grew by %(n)s points") if grown > 0 else _("fell by %(n)s points")
            finding = words % {"n": abs(grown)} + " " + _("(between %(low)s and %(high)s)") % bounds
        else:
            finding = _("may have stayed the same") + " " + _("(between %(low)s and %(high)s points)") % bounds
    return Moved(change.words, share_words(change.before), share_words(change.after), finding)


def heading(found: list[Results]) -> str:
    """The finding over a city's surveys: its newest first statement."""
    told = next((one for result in reversed(found) for one in result.told if one.share and one.share.exact), None)
    if told is None or told.share is None or told.share.exact is None:
        return _("Trust: not enough answers to say anything yet")
    return _("%(share)s agree: “%(words)s”") % {"share": percent(told.share.exact), "words": told.words.rstrip(".")}


def name(survey: Survey) -> str:
    return f"{survey.edition.name}, {survey.get_moment_display()}"
