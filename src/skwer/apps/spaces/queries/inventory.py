"""The inventory, narrowed as pages and open data ask for it."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from skwer.apps.people.models import Organisation, Person
from skwer.apps.places import access

from ..models import Space, SpaceQuerySet

TO_HAVE = (Space.State.FREE, Space.State.TALKS)
"""Spaces one may still ask for."""


def spaces_for(
    person: Person | None,
    *,
    city: Organisation | None = None,
    district: str = "",
    kind: str = "",
    use: str = "",
    state: str = "",
    least: Decimal | None = None,
    need: str = "",
) -> SpaceQuerySet:
    """Spaces of the inventory, narrowed; `need`: those whose checklist says yes to it. Free ones first."""
    found = Space.objects.public().filter(pk__in=Space.objects.visible_to(person).values("pk"))
    found = found.select_related("organisation", "district", "cover")
    if city is not None:
        found = found.filter(organisation=city)
    if district:
        found = found.filter(district__code=district)
    if kind:
        found = found.filter(kind=kind)
    if use:
        # The list as text, the same words on both databases; quotation marks keep one key from hiding in another.
        found = found.filter(uses__icontains=f'"{use}"')
    if state:
        found = found.filter(state=state)
    if least is not None:
        found = found.filter(area_m2__gte=least)
    if need:
        found = found.filter(access.suits(need))
    return found.order_by("state", "-published_at", "pk")


def cities_with_spaces(person: Person | None) -> QuerySet[Organisation]:
    """Cities that offer a space: what the list can be narrowed to."""
    shown = Space.objects.public().filter(pk__in=Space.objects.visible_to(person).values("pk"))
    return Organisation.objects.cities().filter(pk__in=shown.order_by().values("organisation")).order_by("name")
