"""What the house says about the law where a city has not written its own words yet, with the source."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from .models import House

WRITTEN_ON = date(2026, 11, 26)
"""The day our own words about the law were written; a city checks them and says when."""


def law(house: House | None) -> str:
    """Which law applies: the city's own text, else ours with its source."""
    if house is not None and house.law:
        return str(house.law)
    return _(
        "We follow Regulation (EU) 2022/2065 (Digital Services Act): article 16 on notices, article 17 on the "
        "statement of reasons, article 20 on objections. Source: Official Journal of the European Union L 277 of 27 "
        "October 2022, page 1."
    )


def redress(house: House | None) -> str:
    """Where else one may turn: the city's own text, else ours with its source."""
    if house is not None and house.redress:
        return str(house.redress)
    return _(
        "You may also turn to a body for out-of-court dispute settlement (Regulation (EU) 2022/2065, article 21) or to "
        "a court."
    )
