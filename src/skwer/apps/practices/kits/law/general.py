"""What holds in every country: the vehicle is of its law, the money its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .conflicts import Conflict, Mend, call, choose
from .vehicles import READ_ON, Source, vehicle_of, vehicles_of

CURRENCY = {"PL": "PLN", "CZ": "CZK", "NO": "NOK"}
"""Money of the countries whose vehicles stand in this room."""

_MONEY = Source(gettext_lazy("Currency of the country"), "ISO 4217", READ_ON)


def general_conflicts(document: Mapping[str, Any], country: str) -> Iterator[Conflict]:
    """A vehicle of another country's law, and sums in another country's money."""
    chosen = vehicle_of(document, country)
    if chosen.country not in ("", country) and chosen.source is not None:
        yield Conflict(
            "foreign_vehicle",
            "vehicle",
            _("The kit stands on “%(vehicle)s”. That law does not hold in the city that adopts it.")
            % {"vehicle": chosen.name},
            chosen.source,
            tuple(
                choose(document, _("Choose: %(vehicle)s") % {"vehicle": one.name}, one) for one in vehicles_of(country)
            ),
        )
    wanted, has = CURRENCY.get(country), call(document).get("currency")
    if wanted and has and has != wanted:
        yield Conflict(
            "currency",
            "money",
            _(
                "The kit's sums are in %(has)s, the city's budget is in %(wanted)s. Nothing is converted by itself: "
                "set the pot and the limits anew."
            )
            % {"has": has, "wanted": wanted},
            _MONEY,
            (Mend(_("Set the sums in %(currency)s") % {"currency": wanted}, "money"),),
        )
