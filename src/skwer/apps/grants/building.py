"""What an agreement makes on the ground: a place, first being built, then ready, then owed care.

Called by this room's actions inside their transaction; the rows are the places' own. An agreement without a proposal
(moved in from a spreadsheet) has no place until somebody links one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from skwer.apps.calls.actions.placing import link_place
from skwer.apps.calls.models import Proposal
from skwer.apps.calls.stages import UPKEEP
from skwer.apps.people.models import Person
from skwer.apps.places.access import planned
from skwer.apps.places.actions.owing import begin_care, begin_place, end_care, open_place
from skwer.apps.places.models import Breach, Place

from .models import Agreement, Report
from .queries.money import account_of
from .terms import terms_of


def place_of(agreement: Agreement) -> Place | None:
    """The place this agreement made, or will make."""
    return agreement.proposal.place if agreement.proposal is not None else None


def makes_a_place(agreement: Agreement) -> bool:
    """Is something to be looked after afterwards: months of care are agreed, or the call has a stage of care?"""
    if agreement.care_months:
        return True
    return agreement.call is not None and agreement.call.stages.filter(kind=UPKEEP).exists()


def begin_building(*, by: Person, agreement: Agreement, at: datetime) -> Place | None:
    """The agreement is in force: its place has a page at the desk, filled from the proposal, unless it has one."""
    proposal = agreement.proposal
    if proposal is None or proposal.place_id is not None or not makes_a_place(agreement):
        return place_of(agreement)
    place = begin_place(
        by=by,
        organisation=agreement.organisation,
        values=_values(agreement, proposal),
        access=planned(proposal.answers),
        photo=proposal.cover,
        at=at,
    )
    link_place(by=by, proposal=proposal, place=place, at=at)
    return place


def _values(agreement: Agreement, proposal: Proposal) -> dict[str, Any]:
    """What the proposal says about the place, in the languages in which it says it."""
    values: dict[str, Any] = {
        "category": agreement.category or proposal.category,
        "district": agreement.district or proposal.district,
        "lon": proposal.lon,
        "lat": proposal.lat,
        "address": proposal.address,
        "granted": agreement.amount,
        "currency": agreement.currency,
        "title_pl": agreement.title or proposal.title_in("pl"),
        "summary_pl": proposal.summary_in("pl"),
    }
    for language, texts in proposal.translations.items():
        if language in ("en", "nb", "cs"):
            values |= {f"{name}_{language}": texts[name] for name in ("title", "summary") if texts.get(name)}
    return values


def finish_building(*, by: Person | None, agreement: Agreement, at: datetime) -> None:
    """The final report is accepted and the account settled: the place is ready, and everybody sees it."""
    place = place_of(agreement)
    if place is None:
        return
    final = agreement.reports.filter(kind=Report.Kind.FINAL, sent_at__isnull=False).order_by("-number").first()
    told = timezone.localdate(final.sent_at if final is not None and final.sent_at else at)
    hours = int(account_of(agreement).hours_verified.to_integral_value())
    open_place(by=by, place=place, ready_on=min(told, agreement.ends_on), hours=hours or None, at=at)


def give_into_care(*, by: Person | None, agreement: Agreement, since: date, at: datetime) -> None:
    """The time of care runs: inspections are planned by the months of the call, the party leads the care."""
    place = place_of(agreement)
    if place is None or agreement.care_until is None:
        return
    finish_building(by=by, agreement=agreement, at=at)
    final = agreement.reports.filter(kind=Report.Kind.FINAL, state=Report.State.ACCEPTED).order_by("-number").first()
    begin_care(
        by=by,
        place=place,
        since=since,
        until=agreement.care_until,
        months=[month for month in terms_of(agreement).inspections if month <= agreement.care_months],
        counted_from=timezone.localdate(final.decided_at) if final is not None and final.decided_at else since,
        lead=None if agreement.party_organisation_id else agreement.party,
        lead_organisation=agreement.party_organisation,
        at=at,
    )


def enforced_breaches(agreement: Agreement) -> list[Breach]:
    """Breaches of care at its place that were not mended: what money can be asked back for is another decision."""
    place = place_of(agreement)
    return [] if place is None else list(place.breaches.filter(state=Breach.State.ENFORCED).order_by("found_on"))


def stop_care(*, by: Person, agreement: Agreement, at: datetime) -> None:
    """The agreement ended before its time: nothing is owed at its place any more."""
    place = place_of(agreement)
    if place is not None:
        end_care(by=by, place=place, on=timezone.localdate(at), at=at)
