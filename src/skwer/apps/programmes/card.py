"""What a card may not say: figures that cannot be true together. Pure: no rows are read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skwer.values.money import CENT, write_amount

from .models import Amount

Sums = Mapping[str, Mapping[str, Decimal]]
"""Amounts by currency and kind; a missing key is an amount that is not known."""

# Each cannot be more than the next one that is known.
UPWARDS = (Amount.Kind.EU_GRANT, Amount.Kind.GRANT, Amount.Kind.ELIGIBLE, Amount.Kind.TOTAL)
MOST = Decimal(10) ** 12  # the widest sum a column holds


@dataclass(frozen=True)
class Problem:
    """What is wrong and how to mend it. field: which one; row: the line of a table, counted from 0, if there is one."""

    field: str
    message: Any
    row: int | None = None


def per_cent(share: Fraction) -> Decimal:
    """A share in per cent with two decimal places, rounded half up: 4/5 → 80.00."""
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)


def amount_problems(sums: Sums, stated_rate: Decimal | None) -> Iterator[Problem]:
    """EU grant ≤ grant ≤ eligible ≤ total and rate = grant ÷ eligible, in each currency by itself.

    An amount that is not known skips its check; it does not stop the two beside it from being compared.
    """
    for currency, kinds in sums.items():
        for kind, amount in kinds.items():
            if amount < 0:
                yield Problem(
                    f"{currency}-{kind}",
                    _("%(currency)s, %(what)s: write zero or more.") % {"currency": currency, "what": _name(kind)},
                )
            elif amount >= MOST:
                yield Problem(
                    f"{currency}-{kind}",
                    _("%(currency)s, %(what)s: this sum is too large to be true.")
                    % {"currency": currency, "what": _name(kind)},
                )
        known = [kind for kind in UPWARDS if kind in kinds]
        for less, more in pairwise(known):
            if kinds[less] > kinds[more]:
                yield Problem(
                    f"{currency}-{less}",
                    _("%(currency)s: %(less)s (%(a)s) is more than %(more)s (%(b)s). Correct one of the two.")
                    % {
                        "currency": currency,
                        "less": _name(less),
                        "a": _sum(kinds[less], currency),
                        "more": _name(more),
                        "b": _sum(kinds[more], currency),
                    },
                )
        yield from _rate_problem(currency, kinds, stated_rate)


def _rate_problem(currency: str, kinds: Mapping[str, Decimal], stated: Decimal | None) -> Iterator[Problem]:
    grant, eligible = kinds.get(Amount.Kind.GRANT), kinds.get(Amount.Kind.ELIGIBLE)
    if stated is None or grant is None or not eligible:
        return
    rate = Fraction(grant) / Fraction(eligible)
    if abs(rate * 100 - Fraction(stated)) > Fraction(CENT):
        yield Problem(
            "stated_rate",
            _("%(currency)s: the stated rate is %(stated)s%%, but %(a)s ÷ %(b)s is %(rate)s%%. Correct one of them.")
            % {
                "currency": currency,
                "stated": _decimal(stated),
                "a": _sum(grant, currency),
                "b": _sum(eligible, currency),
                "rate": _decimal(per_cent(rate)),
            },
        )


def _name(kind: str) -> str:
    return str(Amount.Kind(kind).label)


def _language() -> str:
    return (get_language() or "pl")[:2]


def _sum(amount: Decimal, currency: str) -> str:
    return write_amount(amount, currency, _language())


def _decimal(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if _language() == "en" else text.replace(".", ",")
