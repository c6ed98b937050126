"""The thirty-eight places of Lipowiec, some of them made from the proposals of the decided call."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from skwer.apps.calls import actions as calls
from skwer.apps.calls.models import Proposal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.places import actions as places
from skwer.apps.places.models import Place

from .data import read


def make_districts(town: Organisation, officer: Person, *, at: datetime) -> None:
    """Districts come from the town's own GeoJSON, as an officer would import them."""
    places.import_districts(by=officer, organisation=town, data=town.geodata, at=at)


def make_places(town: Organisation, officer: Person, proposals: Mapping[str, Proposal], *, at: datetime) -> None:
    """Add and publish every place of places.json; years move with today."""
    data = read("places.json")
    later = at.year - data["reference_year"]
    for told in data["places"]:
        ready = _day(told["year"] + later, told["month"])
        building = told["state"] == "building"
        story = "\n\n".join(text for text in (told["story"], told.get("repair", "")) if text)
        values: dict[str, Any] = {
            "title": told["title"],
            "title_en": told["title_en"],
            "summary": told["summary"],
            "summary_en": told["summary_en"],
            "story": story,
            "category": told["category"],
            "address": told["address"],
            "lon": told["lon"],
            "lat": told["lat"],
            "keepers": told["keepers"],
            "granted": told["granted"],
            "work_hours": told["work_hours"],
            "ready_date": ready,
            "care_until": None if building else date(ready.year + 2, ready.month, min(ready.day, 28)),
        }
        # What is not ready yet was begun some weeks ago; the rest stands in the journal on the day it was ready.
        moment = min(datetime(ready.year, ready.month, ready.day, 12, tzinfo=at.tzinfo), at - timedelta(days=40))
        if begun := _begun(proposals.get(told["proposal"])):
            _tell_more(officer, begun, values, told["state"], at=moment)
            continue
        place = places.add_place(
            by=officer, organisation=town, values=values, at=moment, state="building" if building else "cared"
        )
        places.publish_place(by=officer, place=place, at=moment + timedelta(hours=1))
        if told["state"] == "needs_repair":
            places.change_state(by=officer, place=place, state="needs_repair", at=at - timedelta(days=4))
        if told["proposal"] in proposals:
            proposal = Proposal.objects.get(pk=proposals[told["proposal"]].pk)
            if proposal.state == Proposal.State.CHOSEN:
                calls.link_place(by=officer, proposal=proposal, place=place, at=moment + timedelta(hours=2))


def _begun(proposal: Proposal | None) -> Place | None:
    """The place that the proposal's agreement made."""
    return Place.objects.filter(proposals=proposal).first() if proposal is not None else None


def _tell_more(officer: Person, place: Place, values: Mapping[str, Any], state: str, *, at: datetime) -> None:
    """The office tells the story of a place that an agreement made; what the agreement says of days and money stays."""
    owed = ("granted", "work_hours", "ready_date", "care_until")
    told = {name: value for name, value in values.items() if name not in owed}
    places.change_place(by=officer, place=place, values=told, at=at)
    if state == Place.State.REPAIR:
        places.change_state(by=officer, place=place, state=state, at=at)
    places.publish_place(by=officer, place=place, at=at)


def _day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
