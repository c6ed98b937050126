"""A kit from a call in one step, and the kits Skwer ships under their addresses."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run
from skwer.apps.practices.actions import kits
from skwer.apps.practices.models import Kit, KitVersion, Practice

from ..kits import PRESETS, preset
from ..kits.making import kit_of
from ..models import Call


class NotDecidedYet(Refusal):
    message = _("A kit is made of a call that has been decided: only then is it known how its rules work.")
    code = "not_decided"
    status = 409


def make_kit_of_call(*, by: Person, call: Call, at: datetime, practice: Practice | None = None) -> Kit:
    """A draft kit with the call's rules, kept by its city. Raises NotAllowed, NotDecidedYet, BadKit."""
    if not may_run(by, call.organisation):
        raise NotAllowed()
    if call.state not in (Call.State.DECIDED, Call.State.ARCHIVED) or call.archived_election:
        raise NotDecidedYet()
    return kits.create_kit(
        by=by,
        organisation=call.organisation,
        document=kit_of(call),
        practice=practice,
        slug=call.slug,
        made_from={"call": call.slug, "city": call.organisation.slug},
        at=at,
    )


def keep_shipped_kits(*, at: datetime) -> list[KitVersion]:
    """Every kit Skwer ships has an address here, and a new version where the shipped document changed: those made."""
    made = []
    for key in PRESETS:
        before = KitVersion.objects.filter(kit__shipped=key).count()
        kit = kits.ensure_shipped(key=key, document=preset(key), at=at)
        if kit.versions.count() != before and (version := kit.newest) is not None:
            made.append(version)
    return made
