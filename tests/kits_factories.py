"""Kits with believable defaults."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from skwer.apps.calls.kits import preset
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.practices.actions import kits as actions
from skwer.apps.practices.models import Kit, KitVersion, Practice

from .factories import AT, make_city, make_member, make_person

_serial = count(1)


def make_kit(
    organisation: Organisation | None = None,
    by: Person | None = None,
    *,
    document: Mapping[str, Any] | None = None,
    practice: Practice | None = None,
    slug: str = "",
    published: bool = True,
    at: datetime = AT,
) -> Kit:
    """A kit of the organisation (default: a city made for it, or the practice's keeper), of the shipped micro-grant
    unless another document is given; published unless told otherwise."""
    organisation = organisation or (practice and practice.organisation) or make_city(f"miasto-{next(_serial)}")
    by = by or officer_of(organisation)
    kit = actions.create_kit(
        by=by,
        organisation=organisation,
        document=document or preset("micro-grant"),
        practice=practice,
        slug=slug or f"zestaw-{next(_serial)}",
        at=at - timedelta(days=10),
    )
    if published:
        actions.publish_kit_version(by=by, version=kit.versions.get(), at=at - timedelta(days=9))
    return kit


def next_version(kit: Kit, *, at: datetime = AT, note: str = "Nowa kwota.", **call: Any) -> KitVersion:
    """A newer published version of the kit, with these values of the call changed (pot="90000.00")."""
    document = deepcopy(dict(kit.newest.document))
    document["call"] = {**document["call"], **(call or {"pot": "123000.00"})}
    by = officer_of(kit.organisation)
    version = actions.save_draft(by=by, kit=kit, document=document, at=at)
    return actions.publish_kit_version(by=by, version=version, note={"pl": note}, at=at)


def officer_of(organisation: Organisation) -> Person:
    """An officer the organisation has, else a new one."""
    found = Membership.objects.current().filter(organisation=organisation, role="officer").first()
    if found is not None:
        return found.person
    person = make_person(f"Urzędniczka {organisation.slug}", second_factor=True)
    make_member(person, organisation, "officer")
    return person
