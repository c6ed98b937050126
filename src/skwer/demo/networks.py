"""Networks: projects with their money and partners, the work inside, what was tried, where people met and learned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from skwer.apps.people.models import Organisation, Person

from .cards import make_network, make_real_cards
from .neighbours import found_neighbours, settle_neighbours
from .towns import Cast


def make_networks(towns: Mapping[str, Organisation], cast: Mapping[str, Person], *, at: datetime) -> None:
    """Everything that joins cities, up to `at`."""
    long_ago = at - timedelta(days=620)
    neighbours = found_neighbours(at=long_ago)
    everybody: Cast = {**cast, **settle_neighbours(neighbours, at=long_ago)}
    organisations = {**towns, **neighbours}
    make_real_cards(organisations, everybody["redakcja"], at=at - timedelta(days=210))
    make_network(organisations, everybody["marta-wilk"], at=at)
