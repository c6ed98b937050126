"""Transfers with believable defaults."""

from __future__ import annotations

from datetime import date
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.practices.actions import transfers as actions
from skwer.apps.practices.models import KitVersion, Practice, Transfer
from skwer.apps.programmes.models import Project

from .factories import AT
from .kits_factories import make_kit, officer_of

DAYS: dict[str, Any] = {
    "understand_until": date(2027, 1, 31),
    "adapt_until": date(2027, 4, 30),
    "reuse_until": date(2028, 1, 31),
}


def make_transfer(
    organisation: Organisation,
    by: Person | None = None,
    *,
    kit_version: KitVersion | None = None,
    practice: Practice | None = None,
    project: Project | None = None,
    decided: bool = False,
    public: bool = False,
    **values: Any,
) -> Transfer:
    """A transfer the organisation has begun, of a kit made for it unless one is given; `decided`: all kept."""
    by = by or officer_of(organisation)
    version = kit_version or make_kit(practice=practice).newest
    transfer = actions.begin_transfer(
        by=by,
        organisation=organisation,
        kit_version=version,
        practice=practice,
        project=project,
        at=AT,
        **{"title": "Miejsca sąsiadów", **DAYS, **values},
    )
    if decided:
        decide_all(transfer, by)
    if public:
        actions.publish_transfer(by=by, transfer=transfer, at=AT)
    return transfer


def decide_all(transfer: Transfer, by: Person, decision: str = "keep") -> Transfer:
    """Every element that is still undecided is kept (or changed in words, where told so)."""
    for row in transfer.elements.filter(decision="undecided"):
        actions.decide_element(
            by=by, transfer=transfer, key=row.key, decision=decision, reason="U nas tak samo.", at=AT
        )
    return transfer


def transfer_things(officer: Person) -> dict[str, int]:
    """Two transfers of the officer's city, of a kit of its own: one seen inside only, one decided that all may read."""
    city = officer.memberships.get(role="officer").organisation
    version = make_kit(city, officer, slug="zestaw-wzorcowy").newest
    inside = make_transfer(city, officer, kit_version=version, title="Mikrodotacje po naszemu")
    actions.decide_element(
        by=officer,
        transfer=inside,
        key="ballot",
        decision="drop",
        reason="W małym naborze wystarczy komisja.",
        vehicle="art. 19a ustawy o pożytku",
        owner="Biuro Dialogu",
        risk="Mieszkańcy mogą czuć się pominięci.",
        risk_level="middle",
        at=AT,
    )
    public = make_transfer(city, officer, kit_version=version, title="Miejsca sąsiadów", decided=True, public=True)
    return {"transfer_inside": inside.pk, "transfer_public": public.pk}
