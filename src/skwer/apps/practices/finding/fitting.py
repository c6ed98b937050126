"""Practices for a city like yours, each with the reasons: what it shares with you, and with whom it worked."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from skwer.apps.people.models import Organisation

from ..kits import law
from ..models import CityProfile, KitVersion, Practice, Size, Theme, Transfer
from .found import closeness, themes_of

CHALLENGES, SIZE, USED, VEHICLE = "challenges", "size", "used", "vehicle"
WORTH = {CHALLENGES: Decimal(3), SIZE: Decimal(2), USED: Decimal(1), VEHICLE: Decimal(2)}


@dataclass(frozen=True)
class Reason:
    """Why. what: challenges (`keys`: themes shared), size (`population`: of the city it comes from), used (`names`:
    cities of your size that re-use it), vehicle (`keys`: legal vehicles of its kits that you have used)."""

    what: str
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    population: int | None = None


@dataclass(frozen=True)
class Match:
    practice: Practice
    reasons: list[Reason] = field(default_factory=list)


def for_city(city: Organisation, *, most: int = 12) -> list[Match]:
    """Published practices of others that fit the city, the best first; none without a reason.

    A city says in its profile what it struggles with and which legal vehicles it has used; how many live there stands
    in its own facts. What did not work elsewhere is named as well: it saves the same mistake.
    """
    practices = Practice.objects.visible_to(None).published().exclude(organisation=city)
    practices = practices.exclude(transfers__organisation=city).select_related("current", "organisation")
    profile = CityProfile.objects.filter(organisation=city).first()
    challenges = set(profile.challenges) if profile else set()
    vehicles = set(profile.vehicles) if profile else set()
    size = Size.of(city.population)
    found = list(practices.order_by("-created_at", "-pk"))
    keys = [practice.pk for practice in found]
    themes = themes_of(keys)
    users = _users(keys, size, city) if size else {}
    used = _vehicles(keys, city.country) if vehicles else {}
    ranked: list[tuple[Decimal, Match]] = []
    for practice in found:
        worth, reasons = Decimal(0), []
        if shared := tuple(theme for theme in Theme if theme in challenges and theme in themes.get(practice.pk, ())):
            worth += WORTH[CHALLENGES] * len(shared)
            reasons.append(Reason(CHALLENGES, keys=shared))
        if size is not None and Size.of(practice.population) == size:
            worth += WORTH[SIZE] * closeness(size, Size.of(practice.population))
            reasons.append(Reason(SIZE, population=practice.population))
        if names := users.get(practice.pk):
            worth += WORTH[USED] * min(len(names), 3)
            reasons.append(Reason(USED, names=tuple(names)))
        if common := tuple(sorted(vehicles & used.get(practice.pk, set()))):
            worth += WORTH[VEHICLE]
            reasons.append(Reason(VEHICLE, keys=common))
        if reasons:
            ranked.append((worth, Match(practice, reasons)))
    ranked.sort(key=lambda pair: -pair[0])
    return [match for _worth, match in ranked[:most]]


def _users(keys: list[int], size: Size, city: Organisation) -> dict[int, list[str]]:
    """Names of the cities of this size that re-use each practice, for all to see."""
    shown = Transfer.objects.visible_to(None).filter(practice__in=keys).exclude(stage=Transfer.Stage.DROPPED)
    found: dict[int, list[str]] = {}
    for transfer in shown.exclude(organisation=city).select_related("organisation").order_by("organisation__name"):
        users = found.setdefault(transfer.practice_id or 0, [])
        if Size.of(transfer.organisation.population) == size and transfer.organisation.short not in users:
            users.append(transfer.organisation.short)
    return found


def _vehicles(keys: list[int], country: str) -> dict[int, set[str]]:
    """Legal vehicles of the newest published kits of each practice, as the country knows them. The one that only says
    "another basis" is nothing two cities have in common."""
    versions = KitVersion.objects.published().filter(kit__practice__in=keys)
    newest: dict[int, KitVersion] = {}
    for version in versions.order_by("number").select_related("kit"):
        newest[version.kit_id] = version
    found: dict[int, set[str]] = {}
    for version in newest.values():
        vehicle = law.vehicle_of(version.document, country)
        if vehicle.country:
            found.setdefault(version.kit.practice_id or 0, set()).add(vehicle.key)
    return found
