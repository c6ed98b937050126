"""Networks: projects with their money and partners, the work inside, what was tried, where people met and learned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from skwer.apps.people.models import Body, Organisation, Person

from .cards import make_network, make_real_cards
from .events import make_events
from .learning import make_learning
from .neighbours import found_neighbours, settle_neighbours
from .towns import Cast
from .trials import make_practices
from .work import make_work

# Who acts for the partners of the invented network.
OFFICERS = {
    "lipowiec": "marta-wilk",
    "brzezina": "elzbieta-karas",
    "klonowo": "dagmara-klon",
    "fjordvik": "solveig-fjordtun",
}


def make_networks(
    towns: Mapping[str, Organisation], cast: Mapping[str, Person], committee: Body, *, at: datetime
) -> tuple[dict[str, Organisation], Cast]:
    """Everything that joins cities, up to `at`; who there is now: organisations and people by key."""
    long_ago = min(at - timedelta(days=620), datetime(2023, 9, 1, 8, tzinfo=UTC))  # before the brokerage in Lille
    neighbours = found_neighbours(at=long_ago)
    everybody: Cast = {**cast, **settle_neighbours(neighbours, at=long_ago)}
    organisations = {**towns, **neighbours}
    projects = make_real_cards(organisations, everybody["redakcja"], at=at)
    project = make_network(organisations, everybody["marta-wilk"], at=at)
    officers = {key: everybody[person] for key, person in OFFICERS.items()}
    make_work(project, organisations, officers, everybody["jagoda-trzmiel"], at=at)
    make_practices(project, organisations, officers, at=at)
    make_events({**projects, project.slug: project}, organisations, everybody, officers, at=at)
    make_learning(towns["lipowiec"], project, everybody, committee, at=at)
    return organisations, everybody
