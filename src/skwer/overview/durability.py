"""The register of owed care: each place with its agreement, visits due and held, breaches and their end (A6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.grants.models import Agreement
from skwer.apps.places.actions.owing import ENDED_WITH_AGREEMENT
from skwer.apps.places.models import Breach, Inspection, Place

DUE, LATE, HELD, CANCELLED = "due", "late", "held", "cancelled"


@dataclass(frozen=True)
class Visit:
    """One inspection as the register tells it."""

    inspection: Inspection
    state: str
    days_late: int = 0

    @property
    def why(self) -> str:
        """Why it is not held, in the reader's language where the reason is our own."""
        if self.inspection.cancel_reason == ENDED_WITH_AGREEMENT:
            return _("The agreement ended before its time.")
        if self.state == CANCELLED and not self.inspection.cancel_reason:
            return _("The place is no longer there.")
        return self.inspection.cancel_reason


@dataclass(frozen=True)
class Owing:
    """A place that owes care, or owed it."""

    place: Place
    agreements: Sequence[Agreement]
    visits: Sequence[Visit] = ()
    breaches: Sequence[Breach] = field(default=())
    over: bool = False

    @property
    def held(self) -> int:
        return sum(one.state == HELD for one in self.visits)

    @property
    def due(self) -> int:
        """Visits that should have been held by now: held ones, and those whose day passed."""
        return sum(one.state in (HELD, LATE) for one in self.visits)

    @property
    def late(self) -> int:
        return sum(one.state == LATE for one in self.visits)

    @property
    def without_photo(self) -> int:
        return sum(one.state == HELD and one.inspection.photo_id is None for one in self.visits)

    @property
    def open_breaches(self) -> int:
        return sum(one.state == Breach.State.OPEN for one in self.breaches)


def register_of(places: Iterable[Place], on: date) -> list[Owing]:
    """Rows for these places (see `places.queries.inspections.owing_places`), with their agreements in one query."""
    listed = list(places)
    agreements: dict[int, list[Agreement]] = {}
    found = Agreement.objects.public().filter(proposal__place__in=listed).select_related("proposal")
    for one in found.order_by("pk"):
        if one.proposal is not None and one.proposal.place_id is not None:
            agreements.setdefault(one.proposal.place_id, []).append(one)
    return [
        Owing(
            place=place,
            agreements=agreements.get(place.pk, []),
            visits=[visit_of(one, on, place) for one in place.inspections.all()],
            breaches=list(place.breaches.all()),
            over=place.care_until is not None and place.care_until < on,
        )
        for place in listed
    ]


def visit_of(inspection: Inspection, on: date, place: Place) -> Visit:
    """How a visit stands on a day. At a place that is gone nothing is due any more."""
    if inspection.cancelled_at is not None:
        return Visit(inspection, CANCELLED)
    if inspection.held_on is not None:
        return Visit(inspection, HELD, max(0, (inspection.held_on - inspection.planned_on).days))
    if place.state == Place.State.GONE and place.gone_on is not None and place.gone_on <= inspection.planned_on:
        return Visit(inspection, CANCELLED)
    late = (on - inspection.planned_on).days
    return Visit(inspection, LATE if late > 0 else DUE, max(0, late))


COLUMNS = (
    "place",
    "title",
    "district",
    "agreements",
    "care_from",
    "care_until",
    "visit_planned_on",
    "visit_month",
    "visit_state",
    "visit_held_on",
    "visit_result",
    "visit_photo",
    "visit_note",
    "breach_found_on",
    "breach_what",
    "breach_mend_by",
    "breach_state",
    "breach_ended_on",
    "breach_note",
)
INSIDE = ("visit_officer",)


def table(rows: Iterable[Owing], *, inside: bool, photo_url: Any) -> Iterator[dict[str, Any]]:
    """The register as lines of a table: one a visit (with the breach it found), one a breach without a visit, one a
    place without either. `inside`: for the desk and auditors, with the officers' names; photo_url(upload): its address.
    """
    for row in rows:
        place = row.place
        base = {
            "place": place.pk,
            "title": place.title,
            "district": place.district.name if place.district else "",
            "agreements": " ".join(one.number for one in row.agreements),
            "care_from": place.care_from,
            "care_until": place.care_until,
        }
        lines = 0
        told: set[int] = set()
        for visit in row.visits:
            one = visit.inspection
            found = [breach for breach in row.breaches if breach.inspection_id == one.pk]
            told |= {breach.pk for breach in found}
            seen = {
                "visit_planned_on": one.planned_on,
                "visit_month": one.month,
                "visit_state": visit.state,
                "visit_held_on": one.held_on,
                "visit_result": one.result,
                "visit_photo": photo_url(one.photo) if one.photo is not None else "",
                "visit_note": visit.why if visit.state == CANCELLED else one.note,
            }
            if inside:
                seen["visit_officer"] = str(one.officer) if one.officer else ""
            either: list[Breach | None] = [*found] or [None]
            for breach in either:
                yield {**base, **seen, **_breach(breach)}
                lines += 1
        for breach in row.breaches:
            if breach.pk not in told:
                yield {**base, **_breach(breach)}
                lines += 1
        if not lines:
            yield base


def _breach(breach: Breach | None) -> dict[str, Any]:
    if breach is None:
        return {}
    return {
        "breach_found_on": breach.found_on,
        "breach_what": breach.what,
        "breach_mend_by": breach.mend_by,
        "breach_state": breach.state,
        "breach_ended_on": breach.ended_on,
        "breach_note": breach.note,
    }
