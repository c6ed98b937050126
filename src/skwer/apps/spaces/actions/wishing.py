"""Looking for a space: a wish, its changes, its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.places import access
from skwer.values.money import CURRENCIES

from .. import rules
from ..models import USES, UTILITIES, Licence, Match, Space, Wish
from .common import BadValue, WrongState, fill, known, lock, note
from .matching import rematch_wish

WISH_FIELDS = (
    *("title", "text", "for_organisation", "uses", "kinds", "area_min", "area_max", "utilities", "access"),
    *("district", "starts_on", "ends_on", "pay_most", "currency"),
)
MOST_OPEN = 10
"""Open wishes of one person in one city: more are no search any more."""

KEEP_TEXT = timedelta(days=730)


def add_wish(*, by: Person, organisation: Organisation, values: Mapping[str, Any], at: datetime) -> Wish:
    """Somebody looks for space in a city; what fits is found at once.

    values: any of WISH_FIELDS; what is left out does not matter to her. Raises NotAllowed, BadValue.
    """
    if not rules.may_wish(by, organisation):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)  # two wishes sent at once are counted one after the other
        open_ones = Wish.objects.filter(person=by, organisation=organisation, state=Wish.State.OPEN).count()
        if open_ones >= MOST_OPEN:
            raise WrongState(_("You look for many spaces at once already. Close a search before you begin another."))
        wish = Wish(organisation=organisation, person=by, created_at=at)
        _set(wish, by, values)
        wish.save()
        _note("wish_added", wish, by, at)
        rematch_wish(wish, at)
    return wish


def change_wish(*, by: Person, wish: Wish, values: Mapping[str, Any], at: datetime) -> Wish:
    """Other conditions; matches are counted again, answered ones stay. Raises NotAllowed, BadValue, WrongState."""
    if not rules.may_change_wish(by, wish):
        raise NotAllowed
    with transaction.atomic():
        lock(wish)
        if wish.state != Wish.State.OPEN:
            raise WrongState(_("This search is closed. Open it again to change it."))
        _set(wish, by, values)
        wish.save()
        _note("wish_changed", wish, by, at)
        rematch_wish(wish, at)
    return wish


def close_wish(*, by: Person, wish: Wish, found: bool = False, at: datetime) -> Wish:
    """No longer looking. What was only seen goes; open answers are given up. Raises NotAllowed."""
    if not rules.may_change_wish(by, wish):
        raise NotAllowed
    with transaction.atomic():
        lock(wish)
        if wish.state == Wish.State.OPEN:
            settle(wish, Wish.State.FOUND if found else Wish.State.CLOSED, at)
            _note("wish_closed", wish, by, at)
    return wish


def settle(wish: Wish, state: str, at: datetime) -> None:
    """Part of an action: the search is over since now."""
    wish.state, wish.closed_at = state, wish.closed_at or at
    wish.save(update_fields=["state", "closed_at"])
    waiting = Match.objects.filter(wish=wish, state__in=[Match.State.INTERESTED, Match.State.AGREED])
    waiting.update(state=Match.State.DROPPED, changed_at=at)
    rematch_wish(wish, at)


def reopen_wish(*, by: Person, wish: Wish, at: datetime) -> Wish:
    """Looking again; what fits is found again, also a space used before and given back. Raises NotAllowed."""
    if not rules.may_change_wish(by, wish):
        raise NotAllowed
    with transaction.atomic():
        lock(wish)
        if wish.state != Wish.State.OPEN:
            wish.state, wish.closed_at = Wish.State.OPEN, None
            wish.save(update_fields=["state", "closed_at"])
            used = Match.objects.filter(wish=wish, state=Match.State.LICENSED)
            used.exclude(licences__state__in=Licence.LIVE).update(state=Match.State.SEEN, changed_at=at)
            _note("wish_reopened", wish, by, at)
            rematch_wish(wish, at)
    return wish


def forget_wishes(*, at: datetime) -> int:
    """For the clock: what people wanted to do there goes two years after the wish was closed."""
    stale = Wish.objects.filter(closed_at__lte=at - KEEP_TEXT).exclude(text="")
    return stale.update(text="")


def _set(wish: Wish, by: Person, values: Mapping[str, Any]) -> None:
    exact = ("area_min", "area_max", "pay_most")
    fill(wish, {n: Decimal(str(v)) if n in exact and v is not None else v for n, v in values.items()}, WISH_FIELDS)
    if not wish.title:
        raise BadValue("title", _("Say in a few words what you need the space for."))
    known(wish, "uses", dict(USES), several=True)
    known(wish, "kinds", dict(Space.Kind.choices), several=True)
    known(wish, "utilities", dict(UTILITIES), several=True)
    known(wish, "access", {need.key: need.label for need in access.NEEDS}, several=True)
    known(wish, "currency", CURRENCIES)
    for name in exact:
        amount: Decimal | None = getattr(wish, name)
        if amount is not None and amount < 0:
            raise BadValue(name, _("Write zero or more."))
    if wish.area_min is not None and wish.area_max is not None and wish.area_max < wish.area_min:
        raise BadValue("area_max", _("The largest area cannot be smaller than the smallest."))
    if wish.starts_on and wish.ends_on and wish.ends_on < wish.starts_on:
        raise BadValue("ends_on", _("The last day cannot lie before the first."))
    group: Organisation | None = wish.for_organisation
    if group is not None and "for_organisation" in values and not rules.may_speak_for(by, group):
        raise BadValue("for_organisation", _("Choose an organisation you belong to."))
    if wish.district is not None and wish.district.organisation_id != wish.organisation_id:
        raise BadValue("district", _("This district belongs to another city."))


def _note(verb: str, wish: Wish, by: Person, at: datetime) -> None:
    after = {"state": wish.state, "starts_on": wish.starts_on, "ends_on": wish.ends_on}
    note(verb, by, at, kind="wish", key=wish.pk, organisation=wish.organisation, after=after)
