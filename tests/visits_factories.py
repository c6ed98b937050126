"""Places that owe care, visits and breaches, for tests of every floor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from skwer.apps.grants import actions as grants
from skwer.apps.grants.models import Agreement
from skwer.apps.people.models import Organisation, Person
from skwer.apps.places import visiting
from skwer.apps.places.actions import inspecting
from skwer.apps.places.actions.owing import begin_care
from skwer.apps.places.models import Breach, Inspection, Place

from .factories import AT
from .grants_factories import active_agreement

DAY = AT.date()


def owing_place(
    city: Organisation,
    officer: Person,
    *,
    lead: Person | None = None,
    since: date = DAY,
    months: tuple[int, ...] = (12, 24),
    published: bool = True,
    title: str = "Ławki przy Młyńskiej",
    at: datetime = AT,
) -> Place:
    """A ready place whose time of care of two years began, with its inspections planned."""
    place = Place.objects.create(
        organisation=city,
        title=title,
        category="bench",
        state=Place.State.CARED,
        ready_date=since,
        address="ul. Młyńska 12",
        published_at=at if published else None,
    )
    until = since.replace(year=since.year + 2)
    return begin_care(by=officer, place=place, since=since, until=until, months=months, lead=lead, at=at)


def findings(**rows: str) -> dict[str, dict[str, str]]:
    """Everything in order but the items named: findings(plants="bad")."""
    found: dict[str, dict[str, str]] = {key: {"is": "ok"} for key in visiting.KEYS}
    return found | {key: {"is": said, "note": "Trzy krzewy uschły."} for key, said in rows.items()}


def breach_values(at: datetime, *, days: int = 30, **more: Any) -> dict[str, Any]:
    """What the office writes down when care was not given."""
    day = at.date()
    return {
        "findings": findings(plants="bad"),
        "breach": True,
        "what": "Trzy krzewy uschły, nikt nie podlewał.",
        "mend_by": day + timedelta(days=days),
        **more,
    }


def held(
    place: Place, officer: Person, *, at: datetime, values: Mapping[str, Any] | None = None, month: int | None = 12
) -> Inspection:
    """The visit of a month, held now."""
    one = place.inspections.get(month=month) if month else place.inspections.filter(held_on=None).first()
    assert one is not None
    return inspecting.hold_inspection(by=officer, inspection=one, values=values or {"findings": findings()}, at=at)


def performed(city: Organisation, *, at: datetime = AT, **fields: Any) -> Agreement:
    """An agreement whose account is settled, so that the clock starts its time of care."""
    made = active_agreement(city, at=at, **fields)
    made.instalments.update(state="paid", paid_on=at.date())
    made.perform()
    made.performed_at = at
    made.save()
    return made


def in_care(city: Organisation, *, at: datetime = AT, **fields: Any) -> Agreement:
    """An agreement whose time of care runs, with its place."""
    made = performed(city, at=at, **fields)
    grants.start_care(by=None, agreement=made, at=at)
    return Agreement.objects.select_related("organisation", "proposal__place", "party").get(pk=made.pk)


def visit_things() -> dict[str, int]:
    """Keys of the demo's: a visit to be held, one that was held, an open breach."""
    visits = Inspection.objects.order_by("pk")
    return {
        "visit": visits.filter(held_on=None, cancelled_at=None, place__published_at__isnull=False)[0].pk,
        "held_visit": visits.filter(result="breach")[0].pk,
        "breach": Breach.objects.filter(state="open").order_by("pk")[0].pk,
        "mended_breach": Breach.objects.exclude(state="open").order_by("pk")[0].pk,
    }
