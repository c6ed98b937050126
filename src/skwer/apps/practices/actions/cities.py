"""What a city says of itself: challenges, legal vehicles it has used, days on which its office is closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.actions import change_organisation
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run

from ..kits import law
from ..models import CityProfile, Theme
from ..texts import note

MOST_CLOSED_DAYS = 200


class BadProfile(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_profile"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def describe_city(
    *,
    by: Person,
    organisation: Organisation,
    challenges: Iterable[str],
    vehicles: Iterable[str],
    closed_days: Iterable[date],
    at: datetime,
    country: str | None = None,
) -> CityProfile:
    """Say what the city struggles with (keys of `Theme`), which legal vehicles it has used (keys of `kits.law`), and
    when its office is closed. Its officers do; `country` is a fact of the organisation, so only its administrator or
    the site operator changes it (None: as it is).

    Raises NotAllowed, BadProfile, and WrongValue for the country.
    """
    if not may_run(by, organisation):
        raise NotAllowed
    named, used = set(challenges), set(vehicles)
    if named - set(Theme.values):
        raise BadProfile("challenges", _("Choose challenges from the list."))
    if used - {one.key for one in law.VEHICLES}:
        raise BadProfile("vehicles", _("Choose legal vehicles from the list."))
    days = sorted(set(closed_days))
    if len(days) > MOST_CLOSED_DAYS:
        raise BadProfile("closed_days", _("Name at most 200 days. Weekends and public holidays are known already."))
    if country is not None and country != organisation.country:
        change_organisation(by=by, organisation=organisation, changes={"country": country}, at=at)
        organisation.country = country
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two who begin the profile at once
    profile, _created = CityProfile.objects.select_for_update().get_or_create(organisation=organisation)
    before = _facts(profile)
    profile.challenges = [theme for theme in Theme.values if theme in named]
    profile.vehicles = [one.key for one in law.VEHICLES if one.key in used]
    profile.closed_days = [day.isoformat() for day in days]
    if (after := _facts(profile)) != before:
        profile.save()
        note("city_described", "cityprofile", profile.pk, organisation, by, at, before=before, after=after)
    return profile


def _facts(profile: CityProfile) -> dict[str, Any]:
    return {"challenges": profile.challenges, "vehicles": profile.vehicles, "closed_days": profile.closed_days}
