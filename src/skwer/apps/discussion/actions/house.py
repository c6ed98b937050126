"""Opening the house and saying its rules; closing and opening one discussion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..kinds import kinds
from ..models import House, Thread
from .common import BadValue, clean_text, lock, needed, note

TEXTS = tuple(f"{name}_{code}" for name in ("rules", "law", "redress") for code in settings.MODELTRANSLATION_LANGUAGES)
NUMBERS = {"look_hours": (1, 240), "answer_days": (1, 90), "objection_days": (14, 3650)}
FIELDS = (*TEXTS, *NUMBERS, "kinds", "check_first", "checked_on", "contact")


@transaction.atomic
def open_house(*, by: Person, organisation: Organisation, values: Mapping[str, Any], at: datetime) -> House:
    """Say what may be talked about and who moderates how; with no kinds the house is closed again.

    What stands there already can be read and reported even when it is closed. values: any of FIELDS.
    Raises NotAllowed, BadValue; ValueError for a name that the house does not have.
    """
    if not rules.may_open_house(by, organisation):
        raise NotAllowed
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"A house has no {', '.join(sorted(unknown))}.")
    House.objects.get_or_create(organisation=organisation)
    house = House.objects.select_for_update().get(organisation=organisation)
    before = _told(house)
    for name, value in values.items():
        setattr(house, name, clean_text(value, lines=True) if isinstance(value, str) else value)
    if unknown := set(house.kinds) - set(kinds()):
        raise BadValue("kinds", _("Choose from the list."))
    if house.check_first not in House.Shown.values:
        raise BadValue("check_first", _("Choose from the list."))
    for name, (least, most) in NUMBERS.items():
        if not least <= getattr(house, name) <= most:
            text = _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most}
            raise BadValue(name, text)
    if house.kinds and not any(getattr(house, f"rules_{code}") for code in settings.MODELTRANSLATION_LANGUAGES):
        raise BadValue("rules_pl", _("Say by which rules you decide: nobody can keep rules she cannot read."))
    house.changed_at = at
    house.save()
    note("house_opened", organisation, by, at, kind="discussion", key=house.pk, before=before, after=_told(house))
    return house


def _told(house: House) -> dict[str, Any]:
    return {"kinds": sorted(house.kinds), "check_first": house.check_first, **{n: getattr(house, n) for n in NUMBERS}}


@transaction.atomic
def close_thread(*, by: Person, thread: Thread, why: str, at: datetime) -> Thread:
    """No more comments under this thing; those that stand there stay. Raises NotAllowed, BadValue."""
    if not rules.may_open_house(by, thread.organisation):
        raise NotAllowed
    lock(thread)
    thread.closed_why = needed("why", why, _("Say why: everybody reads it there."), most=250)
    thread.closed_at = at
    thread.save(update_fields=["closed_at", "closed_why"])
    note("thread_closed", thread.organisation, by, at, kind="thread", key=thread.pk)
    return thread


@transaction.atomic
def reopen_thread(*, by: Person, thread: Thread, at: datetime) -> Thread:
    """Comments are taken again. Raises NotAllowed."""
    if not rules.may_open_house(by, thread.organisation):
        raise NotAllowed
    lock(thread)
    thread.closed_at, thread.closed_why = None, ""
    thread.save(update_fields=["closed_at", "closed_why"])
    note("thread_reopened", thread.organisation, by, at, kind="thread", key=thread.pk)
    return thread
