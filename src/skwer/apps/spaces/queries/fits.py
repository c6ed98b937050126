"""What fits what, as `methods.matching` counts it."""

from __future__ import annotations

from django.db.models import Case, QuerySet, When

from skwer.apps.people.models import Organisation
from skwer.apps.places import access
from skwer.methods.matching import Fit, Offer, Wanted, fit, pair

from ..models import Match, Space, SpaceQuerySet, Wish
from .inventory import TO_HAVE


def as_offer(space: Space) -> Offer:
    """The space as the method reads it."""
    return Offer(
        key=str(space.pk),
        kind=space.kind,
        area=space.area_m2,
        uses=frozenset(space.uses),
        utilities=frozenset(space.utilities),
        access={verdict.need.key: verdict.answer for verdict in access.verdicts(space.access)},
        district=str(space.district_id or ""),
        free_from=space.free_from,
        free_until=space.free_until,
        least_days=space.least_days,
        most_days=space.most_days,
        fee=space.fee,
        fee_month=space.fee_month,
        currency=space.currency,
    )


def as_wanted(wish: Wish) -> Wanted:
    """The wish as the method reads it."""
    return Wanted(
        key=str(wish.pk),
        uses=frozenset(wish.uses),
        kinds=frozenset(wish.kinds),
        area_min=wish.area_min,
        area_max=wish.area_max,
        utilities=frozenset(wish.utilities),
        access=frozenset(wish.access),
        district=str(wish.district_id or ""),
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
        pay_most=wish.pay_most,
        currency=wish.currency,
    )


def judge(space: Space, wish: Wish) -> Fit:
    return fit(as_offer(space), as_wanted(wish))


def to_have(city: Organisation) -> SpaceQuerySet:
    """What a wish is compared with."""
    return Space.objects.public().filter(organisation=city, state__in=TO_HAVE)


def matches_of(wish: Wish) -> QuerySet[Match]:
    """Spaces that fit, the best first; given-up ones last."""
    rows = Match.objects.filter(wish=wish).select_related("wish", "space__organisation", "space__district")
    last = Case(When(state=Match.State.DROPPED, then=1), default=0)
    return rows.order_by(last, "-score", "pk")


def near_misses(wish: Wish, most: int = 6) -> list[tuple[Space, Fit]]:
    """Spaces that one or two hard conditions exclude: what would open if the wish gave way there."""
    judged = [(space, judge(space, wish)) for space in to_have(wish.organisation).select_related("district")]
    out = [(space, found) for space, found in judged if found.excluded and _hard(found) <= 2]
    return sorted(out, key=lambda row: (_hard(row[1]), row[0].pk))[:most]


def _hard(found: Fit) -> int:
    return sum(1 for reason in found.reasons if reason.hard)


def best_pairs(city: Organisation) -> dict[int, int]:
    """Wish → space, for all open wishes and free spaces of a city at once."""
    spaces = [as_offer(s) for s in to_have(city).filter(state=Space.State.FREE)]
    wishes = [as_wanted(w) for w in Wish.objects.filter(organisation=city, state=Wish.State.OPEN)]
    return {int(w): int(s) for w, s in pair(spaces, wishes, seed=city.slug).items()}
