"""Half-years, changes and success in words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.programmes.queries.research import Success
from skwer.web.templatetags.words import number


def half_name(half: str) -> str:
    """ "2026H1" → "first half of 2026"."""
    words = _("first half of %(year)s") if half.endswith("1") else _("second half of %(year)s")
    return words % {"year": half[:4]}


def half_short(half: str) -> str:
    """ "2026H1" → "1/2026", for columns of a chart."""
    return f"{half[5:]}/{half[:4]}"


def change_words(change: Decimal | None) -> str:
    """ "+3", "−2,5", "no change", or nothing where one of the two figures is missing."""
    if change is None:
        return ""
    if not change:
        return _("no change")
    return f"{'+' if change > 0 else '−'}{number(abs(change))}"


def success_short(success: Success) -> str:
    """ "7 of 9 (78 %)", for a table; a dash while nothing is decided."""
    if success.rate is None:
        return "–"
    rate = number(Decimal(success.rate.numerator * 100) / success.rate.denominator, 0)
    return _("%(granted)s of %(n)s (%(rate)s %%)") % {"granted": success.granted, "n": success.decided, "rate": rate}


def success_words(success: Success) -> str:
    """ "7 of 9 decided applications were granted (78 %)"."""
    if success.rate is None:
        return _("No application has been decided yet.")
    said = ngettext(
        "%(granted)s of %(n)s decided application was granted (%(rate)s %%)",
        "%(granted)s of %(n)s decided applications were granted (%(rate)s %%)",
        success.decided,
    )
    rate = number(Decimal(success.rate.numerator * 100) / success.rate.denominator, 0)
    return said % {"granted": success.granted, "n": success.decided, "rate": rate}
