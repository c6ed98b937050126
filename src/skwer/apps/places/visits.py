"""What owed care offers to the rooms below: files of inspections, and what waits for offices and keepers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files import holders
from skwer.apps.inbox import due
from skwer.apps.inbox.due import Due, end_of
from skwer.apps.people.models import Membership, Person

from . import rules
from .actions.breaching import ANNOUNCED_BEFORE
from .actions.inspecting import KIND
from .models import Breach, Inspection, Keeper, Place

MOST = 20
"""An office with hundreds of places sees the nearest ones here, and all of them on its page of inspections."""


def _visible(person: Person | None) -> QuerySet[Inspection]:
    """What was seen at a place everybody may see is everybody's to see."""
    return Inspection.objects.filter(
        held_on__isnull=False, place__in=Place.objects.visible_to(person).values("pk")
    )  # fmt: skip


def _inside(person: Person | None) -> QuerySet[Inspection]:
    if person is None or not person.is_authenticated:
        return Inspection.objects.none()
    return Inspection.objects.filter(place__organisation__in=Membership.objects.desks_of(person).values("organisation"))


def _may_change(person: Person, key: str, _at: datetime) -> bool:
    """Photos are added while the visit is written down; afterwards they stay as they are."""
    found = Inspection.objects.filter(pk=key).select_related("place__organisation").first() if key.isdecimal() else None
    return found is not None and found.held_on is None and rules.may_change(person, found.place)


def for_desks(person: Person, at: datetime) -> list[Due]:
    """Inspections of the next two weeks and those that are late; breaches whose day has passed."""
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN]
    cities = Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
    return [*_to_hold(cities, at), *_to_decide(cities, at)]


def _to_hold(cities: Any, at: datetime) -> Iterator[Due]:
    today = timezone.localdate(at)
    open_ = Inspection.objects.filter(
        place__organisation__in=cities, held_on=None, cancelled_at=None, planned_on__lte=today + ANNOUNCED_BEFORE
    ).exclude(place__state=Place.State.GONE)
    for one in open_.select_related("place__organisation").order_by("planned_on", "pk")[:MOST]:
        yield Due(
            what=_("Look at the place and write down what you see"),
            about=one.place.title,
            action=_("Inspect"),
            route="web:desk_inspection",
            kwargs={"pk": one.pk},
            due_at=end_of(one.planned_on),
            state="late" if one.planned_on < today else "check",
            organisation=one.place.organisation,
        )


def _to_decide(cities: Any, at: datetime) -> Iterator[Due]:
    late = Breach.objects.filter(
        place__organisation__in=cities, state=Breach.State.OPEN, mend_by__lt=timezone.localdate(at)
    )
    for breach in late.select_related("place__organisation").order_by("mend_by", "pk")[:MOST]:
        yield Due(
            what=_("Say how the breach of care ends: its day has passed"),
            about=breach.place.title,
            action=_("Decide"),
            route="web:desk_breach",
            kwargs={"pk": breach.pk},
            due_at=end_of(breach.mend_by),
            state="late",
            organisation=breach.place.organisation,
        )


def for_keepers(person: Person, at: datetime) -> list[Due]:
    """What whoever leads the care is to mend, and when the office comes."""
    led = Keeper.objects.live().of(person).filter(role=Keeper.Role.LEAD).values("place")
    return [*_to_mend(led, at), *_visits(led, at)]


def _to_mend(led: Any, at: datetime) -> Iterator[Due]:
    for breach in Breach.objects.filter(place__in=led, state=Breach.State.OPEN).select_related("place__organisation"):
        until = end_of(breach.mend_by)
        yield Due(
            what=_("Mend what the inspection found"),
            about=breach.place.title,
            action=_("See what"),
            route="web:place",
            kwargs={"number": breach.place_id},
            due_at=until,
            state="late" if until <= at else "fix",
            organisation=breach.place.organisation,
            detail=breach.what,
        )


def _visits(led: Any, at: datetime) -> Iterator[Due]:
    coming = Inspection.objects.filter(
        place__in=led,
        held_on=None,
        cancelled_at=None,
        announced_at__isnull=False,
        planned_on__gte=timezone.localdate(at),
    )
    for one in coming.select_related("place__organisation"):
        yield Due(
            what=_("The office comes to look at the place"),
            about=one.place.title,
            action=_("See the place"),
            route="web:place",
            kwargs={"number": one.place_id},
            due_at=end_of(one.planned_on),
            state="sent",
            organisation=one.place.organisation,
        )


def register() -> None:
    """Called once, when the app is ready."""
    holders.register(holders.HolderKind(KIND, _visible, _inside, _may_change))
    due.register("visits_desks", for_desks)
    due.register("visits_keepers", for_keepers)
