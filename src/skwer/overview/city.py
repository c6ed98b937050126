"""A city in numbers, for its home page and the list of cities."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from skwer.apps.calls.models import Call, Decision, Proposal
from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Place


@dataclass(frozen=True)
class CityNumbers:
    """running: announced calls; places: published ones that stand or are being built.

    The three sums belong to the same calls, so that they can be drawn beside each other: those with a published
    result (`decided` of them since the year `since`). Before the first result they are those of running calls, and
    `granted` is None. Imported elections stand apart and are not added.
    """

    running: int
    decided: int
    since: int | None
    places: int
    granted: Decimal | None
    pot: Decimal
    asked: Decimal
    currency: str


def city_numbers(city: Organisation) -> CityNumbers:
    """Public numbers of one city: nothing of drafts, and nothing of a vote before its result. Four queries."""
    calls = Call.objects.of_city(city).aggregate(
        running=Count("pk", filter=Q(state=Call.State.ANNOUNCED)),
        pot=Sum("pot", filter=Q(state=Call.State.ANNOUNCED)),
        currency=Max("currency", filter=~Q(state=Call.State.DRAFT)),
    )
    decided = (
        published_decisions()
        .filter(call__organisation=city, call__archived_election__isnull=True)
        .aggregate(n=Count("pk"), since=Min("published_at"), granted=Sum("spent"), pot=Sum("pot"))
    )
    state = Call.State.DECIDED if decided["n"] else Call.State.ANNOUNCED
    asked = Proposal.objects.public().filter(call__organisation=city, call__state=state).aggregate(sum=Sum("requested"))
    return CityNumbers(
        running=calls["running"],
        decided=decided["n"],
        since=decided["since"].year if decided["since"] else None,
        places=Place.objects.visible_to(None).of_city(city).exclude(state=Place.State.GONE).count(),
        granted=decided["granted"],
        pot=(decided["pot"] if decided["n"] else calls["pot"]) or Decimal(0),
        asked=asked["sum"] or Decimal(0),
        currency=calls["currency"] or "PLN",
    )


def published_decisions() -> QuerySet[Decision]:
    """Decisions in force that anybody may read."""
    return Decision.objects.filter(published_at__isnull=False, superseded_at__isnull=True)
