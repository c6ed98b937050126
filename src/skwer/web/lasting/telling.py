"""How long places last, in words: findings as headings, and always how sure one may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from skwer.methods.survival import Step
from skwer.overview.lasting import FEWEST, GRANT, HOURS, KEEPERS, YEAR, Factor, Group, Lasting
from skwer.web.drawing.curves import Line, curves
from skwer.web.templatetags.words import money, number

NAMES = {
    KEEPERS: gettext_lazy("Number of keepers"),
    HOURS: gettext_lazy("Residents' work"),
    GRANT: gettext_lazy("Size of the grant"),
    "rounds": gettext_lazy("Advice before the full application"),
    "vote": gettext_lazy("A vote of residents"),
    "support": gettext_lazy("Support lists of neighbours"),
    "inspections": gettext_lazy("Inspections named in the rules"),
    "own_share": gettext_lazy("Own contribution required"),
}
SIDES = {
    KEEPERS: (gettext_lazy("two or more"), gettext_lazy("one or none")),
    "rounds": (gettext_lazy("with advice"), gettext_lazy("without")),
    "vote": (gettext_lazy("with a vote"), gettext_lazy("without")),
    "support": (gettext_lazy("with lists"), gettext_lazy("without")),
    "inspections": (gettext_lazy("with inspections"), gettext_lazy("without")),
    "own_share": (gettext_lazy("with a contribution"), gettext_lazy("without")),
}


@dataclass(frozen=True)
class Age:
    """One line of a table: so many years on, the share that still stands, the interval, how many are that old."""

    years: str
    share: str
    between: str
    n: str


@dataclass(frozen=True)
class Side:
    name: str
    n: int
    ages: tuple[Age, ...]


@dataclass(frozen=True)
class Told:
    """A comparison in words: what, the finding, how sure, both sides with their tables, and the picture."""

    key: str
    name: str
    finding: str
    sure: str
    more: Side
    less: Side
    gone: int
    missing: str
    picture: SafeString


def finding(found: Lasting) -> str:
    """The heading: the most that can be said about lasting, in a sentence."""
    known = [(years, step) for years, step in found.whole.ages if step is not None and step.at_risk >= FEWEST]
    if not known:
        return _("It is too early to say how long places last")
    years, step = known[-1]
    return ngettext(
        "%(share)s of places still stand after %(n)s year",
        "%(share)s of places still stand after %(n)s years",
        years,
    ) % {"share": percent(float(step.share)), "n": years}


def percent(share: float) -> str:
    """Rounded, but never to a whole certainty that is none: 99.7 % is more than 99 %, not 100 %."""
    if 0.995 <= share < 1:
        return _("more than %(n)s%%") % {"n": 99}
    if 0 < share < 0.005:
        return _("less than %(n)s%%") % {"n": 1}
    return _("%(n)s%%") % {"n": round(share * 100)}


def ages(group: Group) -> tuple[Age, ...]:
    """The table of a group; a dash where no place is that old yet."""
    return tuple(_age(years, step) for years, step in group.ages)


def _age(years: int, step: Step | None) -> Age:
    name = ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    if step is None:
        return Age(name, "–", "–", "0")
    between = _("%(low)s to %(high)s") % {"low": percent(step.low), "high": percent(step.high)}
    return Age(name, percent(float(step.share)), between, number(step.at_risk))


def picture(found: Lasting) -> SafeString:
    return _picture([(found.whole, "one")], _("Share of places that still stand, by age"))


def _picture(groups: list[tuple[Group, str]], title: str) -> SafeString:
    lines = [
        Line(
            [(s.time / YEAR, float(s.share), s.low, s.high) for s in group.curve.steps],
            group.curve.longest / YEAR,
            style,
        )
        for group, style in groups
        if group.n
    ]
    return mark_safe(curves(lines, title=title, years=_("years")))


def factors(found: Lasting) -> list[Told]:
    """Comparisons that say something first, then those that may be chance, then those with too few places."""
    order = {"real": 0, "chance": 1, "few": 2}
    return [_told(one, found) for one in sorted(found.factors, key=lambda one: order[one.verdict])]


def _told(one: Factor, found: Lasting) -> Told:
    more, less = _sides(one, found.currency)
    name = str(NAMES[one.key])
    said = _finding(one, name, more, less)
    missing = ngettext("Of %(n)s place it is not known.", "Of %(n)s places it is not known.", one.missing) % {
        "n": one.missing
    }
    return Told(
        key=one.key,
        name=name,
        finding=said,
        sure=_sure(one),
        more=Side(more, one.more.n, ages(one.more)),
        less=Side(less, one.less.n, ages(one.less)),
        gone=one.more.curve.ended + one.less.curve.ended,
        missing=missing if one.missing else "",
        picture=_picture([(one.more, "one"), (one.less, "two")], name) if one.verdict != "few" else mark_safe(""),
    )


def _sides(one: Factor, currency: str) -> tuple[str, str]:
    if one.key in SIDES:
        more, less = SIDES[one.key]
        return str(more), str(less)
    if one.split is None:
        return _("more"), _("less")
    if one.key == GRANT:
        figure: Any = money(one.split, currency)
    else:
        figure = ngettext("%(n)s hour", "%(n)s hours", int(one.split)) % {"n": number(one.split)}
    return _("more than %(figure)s") % {"figure": figure}, _("at most %(figure)s") % {"figure": figure}


def _finding(one: Factor, name: str, more: str, less: str) -> str:
    if one.verdict == "few":
        return name
    if one.verdict == "chance":
        return _("%(name)s: no difference that could not be chance") % {"name": name}
    expected = one.test.expected if one.test is not None else (0, 0)
    longer = more if one.more.curve.ended < expected[0] else less
    return _("%(name)s: places last longer %(side)s") % {"name": name, "side": f"({longer})"}


def _sure(one: Factor) -> str:
    if one.p is None:
        return ""
    said = percent(one.p)
    if one.verdict == "chance":
        return _("Were there no difference at all, chance would part them this far %(share)s of the time.") % {
            "share": said
        }
    return _(
        "Were there no difference, chance would part them this far only %(share)s of the time. That they go together "
        "does not yet say that one causes the other."
    ) % {"share": said}
