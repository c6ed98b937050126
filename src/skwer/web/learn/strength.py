"""A city's strength in words: areas before and after, what moved, where few answered, what helps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.learning.measuring import LEAST, MOST, AreaResult
from skwer.apps.learning.models import SelfAssessment
from skwer.apps.learning.queries import AreaStanding, Standing, helping, modules_of_scale
from skwer.values.text import in_language
from skwer.web.templatetags.words import number

from . import words

Moment = SelfAssessment.Moment


def moved(change: Decimal | None) -> str:
    """A change of the median: "up by 1.5", "as before"; "" where nothing may be compared."""
    if change is None:
        return ""
    if change > 0:
        return _("up by %(n)s") % {"n": figure(change)}
    if change < 0:
        return _("down by %(n)s") % {"n": figure(-change)}
    return _("as before")


def figure(value: Decimal) -> str:
    """A median: whole, or with its half."""
    return number(value, None if value == value.to_integral_value() else 1)


def few(n: int) -> str:
    """Why nothing but the number is shown."""
    if not n:
        return _("Nobody judged it.")
    said = ngettext(
        "%(n)s person judged it: too few to show what was said.",
        "%(n)s people judged it: too few to show what was said.",
        n,
    )
    return said % {"n": n}


def moment_of(result: AreaResult | None, label: str) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "label": label,
        "n": result.n,
        "median": "" if result.median is None else figure(result.median),
        "scores": result.scores,
        "few": few(result.n) if result.guarded else "",
    }


def rows(standing: Standing) -> list[dict[str, Any]]:
    """A row an area, in the scale's order: both moments, the change, and the lessons a weak area leads to."""
    modules = modules_of_scale(standing.scale)
    return [_row(one, modules) for one in standing.areas]


def _row(one: AreaStanding, modules: list[Any]) -> dict[str, Any]:
    area: Any = one.area
    return {
        "key": area["key"],
        "title": in_language(area["title"]),
        "moments": [
            moment
            for moment in (moment_of(one.before, _("Before")), moment_of(one.after, _("After")))
            if moment is not None
        ],
        "moved": moved(one.change),
        "weak": one.weak,
        "help": [words.row_of_module(module) for module in helping(area, modules)] if one.weak else [],
    }


def finding(standing: Standing) -> str:
    """What the page's heading says."""
    changes = [one.change for one in standing.areas if one.change is not None]
    if changes:
        up = sum(change > 0 for change in changes)
        if not up:
            return _("No area is stronger than before")
        said = ngettext(
            "%(n)s of %(total)s areas is stronger than before", "%(n)s of %(total)s areas are stronger than before", up
        )
        return said % {"n": up, "total": len(changes)}
    judged = [one for one in standing.areas if one.latest is not None and not one.latest.guarded]
    weak = sum(one.weak for one in judged)
    if not judged:
        return _("Too few answered to show anything")
    if not weak:
        return _("No area is weak")
    return ngettext("%(n)s area is weak: begin there", "%(n)s areas are weak: begin there", weak) % {"n": weak}


def answered(standing: Standing) -> list[str]:
    """How many answered at each moment, of how many who were asked."""
    found = []
    for assessment, label in ((standing.before, _("Before")), (standing.after, _("After"))):
        if assessment is not None:
            given = {"moment": label, "n": standing.answered[assessment.moment], "asked": assessment.asked}
            found.append(_("%(moment)s: %(n)s of %(asked)s people answered") % given)
    return found


ENDS = {"least": LEAST, "most": MOST}
