"""Owed care: which places owe it, which visits were due and held, what was broken and mended (A6)."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from skwer.apps.people.models import Organisation, Person

from ..models import Breach, Inspection, Keeper, Place, PlaceQuerySet

VIEWS = ("open", "late", "held", "cancelled")
"""How the list of a city's inspections can be narrowed."""


def inspections_of(city: Organisation, view: str, on: date) -> QuerySet[Inspection]:
    """A city's inspections: open ones the next first, those behind us the latest first; each with its place."""
    rows = Inspection.objects.filter(place__organisation=city).select_related("place__district", "officer")
    open_ = rows.filter(held_on=None, cancelled_at=None).exclude(place__state=Place.State.GONE)
    if view == "held":
        return rows.filter(held_on__isnull=False).order_by("-held_on", "-pk")
    if view == "cancelled":
        return rows.filter(cancelled_at__isnull=False).order_by("-cancelled_at", "-pk")
    return (open_.filter(planned_on__lt=on) if view == "late" else open_).order_by("planned_on", "pk")


def breaches_of(city: Organisation) -> QuerySet[Breach]:
    """Those that wait for an end, the most urgent first."""
    open_ = Breach.objects.filter(place__organisation=city, state=Breach.State.OPEN)
    return open_.select_related("place").order_by("mend_by", "pk")


def owing_places(city: Organisation, person: Person | None) -> PlaceQuerySet:
    """Places that owe care by agreement, or owed it, with visits, breaches and who leads: whatever the number of
    places, four queries."""
    visits = Inspection.objects.select_related("officer", "photo").order_by("planned_on", "pk")
    leads = Keeper.objects.live().filter(role=Keeper.Role.LEAD).select_related("organisation")
    rows: PlaceQuerySet = Place.objects.visible_to(person).of_city(city).filter(care_from__isnull=False)
    return rows.select_related("district").prefetch_related(
        Prefetch("inspections", visits),
        Prefetch("breaches", Breach.objects.order_by("found_on", "pk")),
        Prefetch("keeping", leads, to_attr="leading"),
    ).order_by("care_until", "pk")  # fmt: skip


def owing_now(rows: PlaceQuerySet, on: date) -> PlaceQuerySet:
    return rows.filter(Q(care_until__gte=on) | Q(breaches__state=Breach.State.OPEN)).distinct()


def owed_once(rows: PlaceQuerySet, on: date) -> PlaceQuerySet:
    return rows.filter(care_until__lt=on)
